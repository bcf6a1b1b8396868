#include "api/http/server.h"

#include <spdlog/spdlog.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/verb.hpp>
#include <utility>

#include "api/http/stall_watch.h"
#include "async/task_group.h"

namespace drydock::http {
namespace asio = boost::asio;
using asio::ip::tcp;

/// One thread's connections.
class Server::Lane {
 public:
  explicit Lane(const asio::any_io_executor& executor) : watch(executor), sessions(executor) {}

  StallWatch watch;
  TaskGroup sessions;
};

namespace {

enum class Destination { api, registry, control };

Destination destination(const RequestHeader& request) {
  const std::string_view target = request.target();
  if (target == "/v2" || target.starts_with("/v2/") || target.starts_with("/v2?")) {
    return Destination::registry;
  }
  if (target.starts_with("/_") || target.starts_with("/console")) return Destination::control;
  // A browser: every call of AWS's is signed, or is a POST.
  const bool browses = target == "/" && request.method() == boost::beast::http::verb::get &&
                       request.count(boost::beast::http::field::authorization) == 0;
  return browses ? Destination::control : Destination::api;
}

std::string_view host_without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  return colon == std::string_view::npos ? host : host.substr(0, colon);
}

}  // namespace

std::string to_bytes(const Answer& answer, bool keep_alive, bool head) {
  std::string bytes;
  bytes.reserve(256 + answer.body.size());
  bytes += "HTTP/1.1 ";
  bytes += std::to_string(answer.status);
  bytes += ' ';
  bytes += boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(answer.status));
  bytes += "\r\nServer: drydock\r\nContent-Type: ";
  bytes += answer.content_type;
  for (const auto& [name, value] : answer.headers) {
    bytes.append("\r\n").append(name).append(": ").append(value);
  }
  bytes += "\r\nContent-Length: ";
  bytes += std::to_string(answer.body.size());
  bytes += keep_alive ? "\r\n\r\n" : "\r\nConnection: close\r\n\r\n";
  if (!head) bytes += answer.body;
  return bytes;
}

Server::Server(asio::any_io_executor control, std::vector<asio::any_io_executor> io, Routes routes,
               Limits limits)
    : control_(std::move(control)), routes_(std::move(routes)), limits_(limits) {
  lanes_.push_back(std::make_unique<Lane>(control_));
  for (const asio::any_io_executor& executor : io) {
    lanes_.push_back(std::make_unique<Lane>(executor));
  }
}

Server::~Server() = default;

int Server::listen(const std::string& host, int port) {
  const tcp::endpoint endpoint(asio::ip::make_address(host), static_cast<std::uint16_t>(port));
  acceptors_.push_back(std::make_unique<tcp::acceptor>(control_, endpoint));
  tcp::acceptor& acceptor = *acceptors_.back();
  lanes_.front()->sessions.spawn("accept", accept(acceptor));
  return acceptor.local_endpoint().port();
}

asio::awaitable<void> Server::stop() {
  for (const auto& acceptor : acceptors_) {
    boost::system::error_code ignored;
    acceptor->close(ignored);
  }
  for (const auto& lane : lanes_) {
    const auto end = [](Lane& ending) -> asio::awaitable<void> {
      ending.watch.stop();
      ending.sessions.cancel();
      co_await ending.sessions.wait();
    };
    co_await asio::co_spawn(lane->sessions.executor(), end(*lane), asio::use_awaitable);
  }
}

asio::awaitable<void> Server::accept(tcp::acceptor& acceptor) {
  while (acceptor.is_open()) {
    auto [error, socket] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
    if (error == asio::error::operation_aborted) co_return;
    if (error) {
      // Out of descriptors, most likely: those that end will make room.
      spdlog::warn("a connection was not accepted: {}", error.message());
      asio::steady_timer pause(control_, std::chrono::milliseconds(100));
      co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
      continue;
    }
    Lane& lane = *lanes_.front();
    lane.sessions.spawn("session", serve(lane, std::move(socket), {}));
  }
}

asio::awaitable<void> Server::serve(Lane& lane, tcp::socket socket, std::string received) {
  Connection connection(std::move(socket), limits_, lane.watch);
  connection.prefill(received);
  do {
    const bool requested = co_await connection.read_header();
    if (!requested) co_return;
    const RequestHeader& header = connection.header();
    const std::string host(host_without_port(header[boost::beast::http::field::host]));
    if (&lane == lanes_.front().get() && routes_.is_load_balancer(host)) {
      routes_.balance(connection.release(), host);
      co_return;
    }
    switch (destination(header)) {
      case Destination::api:
        co_await answer_api(lane, connection);
        break;
      case Destination::control:
        co_await answer_control(lane, connection);
        break;
      case Destination::registry:
        if (&lane == lanes_.front().get() && lanes_.size() > 1) {
          move_to_io(connection);
          co_return;
        }
        co_await connection.stream(routes_.registry);
        break;
    }
  } while (connection.keep_alive());
}

asio::awaitable<void> Server::answer_api(Lane& lane, Connection& connection) {
  const auto body = co_await connection.read_body();
  if (!body) co_return;
  const Call call{connection.header(), *body};
  std::optional<Answer> answer;
  if (&lane == lanes_.front().get()) answer = routes_.api_now(call);
  if (!answer) answer = co_await on_control(lane, routes_.api, call);
  const bool head = call.header.method() == boost::beast::http::verb::head;
  const std::string bytes = to_bytes(*answer, connection.keep_alive(), head);
  co_await connection.send(bytes);
}

asio::awaitable<void> Server::answer_control(Lane& lane, Connection& connection) {
  const auto body = co_await connection.read_body();
  if (!body) co_return;
  const Call call{connection.header(), *body};
  const Answer answer = co_await on_control(lane, routes_.control, call);
  const bool head = call.header.method() == boost::beast::http::verb::head;
  const std::string bytes = to_bytes(answer, connection.keep_alive(), head);
  co_await connection.send(bytes);
}

asio::awaitable<Answer> Server::on_control(
    Lane& lane, const std::function<asio::awaitable<Answer>(const Call&)>& handler,
    const Call& call) {
  if (&lane == lanes_.front().get()) {
    Answer answer = co_await handler(call);
    co_return answer;
  }
  Answer answer = co_await asio::co_spawn(control_, handler(call), asio::use_awaitable);
  co_return answer;
}

void Server::move_to_io(Connection& connection) {
  next_lane_ = next_lane_ % (lanes_.size() - 1) + 1;
  Lane& lane = *lanes_[next_lane_];
  asio::post(lane.sessions.executor(), [this, &lane, released = connection.release()] {
    tcp::socket socket = Connection::adopt(lane.sessions.executor(), released);
    lane.sessions.spawn("registry session", serve(lane, std::move(socket), released.bytes));
  });
}

}  // namespace drydock::http
