#include "runtime/engine/simulated/http_doors.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <utility>

#include "async/send_promptly.h"
#include "async/sleep.h"

namespace drydock::simulated {
namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

// Uploads are read and dropped, but not without end.
constexpr std::uint64_t body_limit = 64 << 20;

using Request = http::request<http::string_body>;

Question question_of(const Request& request, int port) {
  const std::string target(request.target());
  const auto agent = request[http::field::user_agent];
  return {port, target.substr(0, target.find('?')), agent.starts_with("ELB-HealthChecker/")};
}

http::response<http::string_body> response_to(const Request& request, const Answer& answer) {
  http::response<http::string_body> response(static_cast<http::status>(answer.status),
                                             request.version());
  response.set(http::field::content_type, "text/plain");
  response.keep_alive(request.keep_alive());
  response.body() = answer.body;
  response.prepare_payload();
  // The length tells of the body that GET would have had.
  if (request.method() == http::verb::head) response.body().clear();
  return response;
}

}  // namespace

/// A listening port and the connections that came in by it.
struct HttpDoors::Door {
  Door(const asio::any_io_executor& executor, int the_container_port, Ask the_ask)
      : acceptor(executor), container_port(the_container_port), ask(std::move(the_ask)) {}

  /// 0 takes a free port.
  error_code listen(int wanted) {
    error_code error;
    const tcp::endpoint local(asio::ip::address_v4::loopback(), static_cast<std::uint16_t>(wanted));
    acceptor.open(tcp::v4(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(local, error);
    if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
    if (!error) port = acceptor.local_endpoint().port();
    return error;
  }

  void close() {
    error_code ignored;
    acceptor.close(ignored);
    for (auto& [id, socket] : visitors) socket.close(ignored);
  }

  tcp::acceptor acceptor;
  int port = 0;  ///< Where it listens.
  int container_port;
  Ask ask;
  std::map<std::uint64_t, tcp::socket> visitors;
  std::uint64_t last_visitor = 0;
};

HttpDoors::HttpDoors(Clock& clock, asio::any_io_executor executor)
    : clock_(clock), conversations_(std::move(executor)) {}

HttpDoors::~HttpDoors() = default;

Result<int, error_code> HttpDoors::open(const std::string& container_id, int container_port,
                                        int port, Ask ask) {
  auto door = std::make_shared<Door>(conversations_.executor(), container_port, std::move(ask));
  if (const error_code error = door->listen(port)) return error;
  const int local_port = door->port;
  doors_.insert_or_assign({container_id, container_port}, door);
  by_port_.insert_or_assign(local_port, Place(container_id, container_port));
  conversations_.spawn("simulated container's port", admit(door));
  return local_port;
}

std::optional<int> HttpDoors::find(const std::string& container_id, int container_port) const {
  const auto found = doors_.find({container_id, container_port});
  if (found == doors_.end()) return std::nullopt;
  return found->second->port;
}

std::optional<std::pair<std::string, int>> HttpDoors::behind(int port) const {
  const auto found = by_port_.find(port);
  if (found == by_port_.end()) return std::nullopt;
  return found->second;
}

void HttpDoors::close(const std::string& container_id) {
  const auto first = doors_.lower_bound({container_id, 0});
  auto last = first;
  for (; last != doors_.end() && last->first.first == container_id; ++last) {
    by_port_.erase(last->second->port);
    last->second->close();
  }
  doors_.erase(first, last);
}

asio::awaitable<void> HttpDoors::shut_down() {
  for (auto& [where, door] : doors_) door->close();
  doors_.clear();
  by_port_.clear();
  conversations_.cancel();
  co_await conversations_.wait();
}

asio::awaitable<void> HttpDoors::admit(std::shared_ptr<Door> door) {
  while (door->acceptor.is_open()) {
    auto [error, socket] = co_await door->acceptor.async_accept(no_throw);
    if (error == asio::error::operation_aborted) co_return;
    if (error) {
      // Out of descriptors, say: those who wait go first.
      asio::steady_timer pause(conversations_.executor(), std::chrono::milliseconds(100));
      co_await pause.async_wait(no_throw);
      continue;
    }
    send_promptly(socket.native_handle());
    const std::uint64_t visitor = ++door->last_visitor;
    door->visitors.emplace(visitor, std::move(socket));
    conversations_.spawn("simulated container's connection", converse(door, visitor));
  }
}

asio::awaitable<void> HttpDoors::delay(Duration span) {
  struct Counted {
    std::size_t& count;
    explicit Counted(std::size_t& counter) : count(counter) { ++count; }
    ~Counted() { --count; }
  };
  const Counted counted(delayed_answers_);
  co_await sleep_for(clock_, span);
}

asio::awaitable<void> HttpDoors::converse(std::shared_ptr<Door> door, std::uint64_t visitor) {
  struct Leave {
    Door& door;
    std::uint64_t visitor;
    ~Leave() { door.visitors.erase(visitor); }
  };
  const Leave leave{*door, visitor};
  tcp::socket& socket = door->visitors.at(visitor);
  boost::beast::flat_buffer buffer;
  for (bool keep_alive = true; keep_alive;) {
    http::request_parser<http::string_body> parser;
    parser.body_limit(body_limit);
    const auto [error, read] = co_await http::async_read(socket, buffer, parser, no_throw);
    if (error) co_return;
    const auto answer = door->ask(question_of(parser.get(), door->container_port));
    if (!answer) co_return;
    if (answer->after > Duration::zero()) co_await delay(answer->after);
    const auto response = response_to(parser.get(), *answer);
    const auto [failed, written] = co_await http::async_write(socket, response, no_throw);
    if (failed) co_return;
    keep_alive = response.keep_alive();
  }
}

}  // namespace drydock::simulated
