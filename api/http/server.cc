#include "api/http/server.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/status.hpp>
#include <boost/beast/http/verb.hpp>
#include <utility>

#include "api/http/cors.h"
#include "api/http/date_text.h"
#include "api/http/stall_watch.h"
#include "async/log.h"
#include "async/on_executor.h"
#include "async/task_group.h"
#include "emulator/base/host_name.h"

namespace drydock::http {
namespace asio = boost::asio;
using asio::ip::tcp;

/// One thread's connections.
class Server::Lane {
 public:
  Lane(const asio::any_io_executor& executor, std::function<TimePoint()> now)
      : watch(executor), date(std::move(now)), sessions(executor) {}

  StallWatch watch;
  DateText date;
  TaskGroup sessions;
};

namespace {

enum class Destination { api, registry, archive, events, control };

Destination destination(const RequestHeader& request) {
  const std::string_view target = request.target();
  if (target == "/v2" || target.starts_with("/v2/") || target.starts_with("/v2?")) {
    return Destination::registry;
  }
  if (target == "/_drydock/state.tar") return Destination::archive;
  if (target.substr(0, target.find('?')) == "/_drydock/events") return Destination::events;
  if (target.starts_with("/_") || target.starts_with("/console")) return Destination::control;
  // A browser: every call of AWS's is signed, or is a POST.
  using boost::beast::http::verb;
  const bool reads = request.method() == verb::get || request.method() == verb::head;
  const bool browses =
      target == "/" && reads && request.count(boost::beast::http::field::authorization) == 0;
  return browses ? Destination::control : Destination::api;
}

/// How many clients at once are told that there are too many; beyond, they are just closed.
constexpr std::size_t turned_away_at_most = 64;

/// One of the connections that Limits::connections counts.
class Counted {
 public:
  explicit Counted(std::atomic<std::size_t>& count) : count_(count) { ++count_; }
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::atomic<std::size_t>& count_;
};

}  // namespace

Server::Server(asio::any_io_executor control, std::vector<asio::any_io_executor> io, Routes routes,
               TrustedNames trusted, Limits limits)
    : control_(std::move(control)),
      routes_(std::move(routes)),
      guard_(std::move(trusted)),
      limits_(limits),
      budget_(limits.bytes_in_flight) {
  lanes_.push_back(std::make_unique<Lane>(control_, routes_.now));
  for (const asio::any_io_executor& executor : io) {
    lanes_.push_back(std::make_unique<Lane>(executor, routes_.now));
  }
}

Server::~Server() = default;

int Server::listen(const std::string& host, int port) {
  const tcp::endpoint endpoint(asio::ip::make_address(host), static_cast<std::uint16_t>(port));
  auto opened = std::make_unique<tcp::acceptor>(control_);
  opened->open(endpoint.protocol());
  opened->set_option(tcp::acceptor::reuse_address(true));
  // Else "::" would take IPv4's port as well, which has an acceptor of its own.
  if (endpoint.address().is_v6()) opened->set_option(asio::ip::v6_only(true));
  opened->bind(endpoint);
  opened->listen();
  acceptors_.push_back(std::move(opened));
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
      log::warn("a connection was not accepted: {}", error.message());
      asio::steady_timer pause(control_, std::chrono::milliseconds(100));
      co_await pause.async_wait(asio::as_tuple(asio::use_awaitable));
      continue;
    }
    admit(std::move(socket));
  }
}

void Server::admit(tcp::socket socket) {
  Lane& lane = *lanes_.front();
  if (connections_ < limits_.connections) {
    lane.sessions.spawn("session", serve(lane, std::move(socket), {}));
  } else if (turned_away_ < turned_away_at_most) {
    lane.sessions.spawn("session", turn_away(lane, std::move(socket)));
  }
}

asio::awaitable<void> Server::turn_away(Lane& lane, tcp::socket socket) {
  ++turned_away_;
  Connection connection(std::move(socket), {limits_, lane.watch, lane.date, budget_});
  const bool requested = co_await connection.read_header();
  if (requested) {
    co_await connection.refuse(503, "ServiceUnavailable",
                               "drydock has as many connections as it takes, " +
                                   std::to_string(limits_.connections) + ".");
  }
  --turned_away_;
}

asio::awaitable<void> Server::serve(Lane& lane, tcp::socket socket, std::string received) {
  const Counted counted(connections_);
  Connection connection(std::move(socket), {limits_, lane.watch, lane.date, budget_});
  connection.prefill(received);
  received = {};
  bool more = true;
  while (more) {
    more = co_await connection.read_header();
    if (more) more = co_await answer_request(lane, connection);
  }
}

/// Whether another request may follow on this connection, in this lane.
asio::awaitable<bool> Server::answer_request(Lane& lane, Connection& connection) {
  const RequestHeader& request = connection.header();
  std::string host = host_name(request[boost::beast::http::field::host]);
  // What a load balancer carries is its targets' affair, its guarding too.
  if (routes_.is_load_balancer(host)) {
    give_to_balancer(connection, std::move(host));
    co_return false;
  }
  if (const auto refusal = guard_.refusal(request)) {
    co_await connection.refuse(403, "AccessDeniedException", *refusal);
    co_return false;
  }
  std::string cors;
  if (const auto origin = guard_.allowed_origin(request)) cors = cors_lines(*origin);
  if (!cors.empty() && is_preflight(request)) {
    co_await connection.send(preflight_answer(request), std::move(cors));
    co_return connection.keep_alive();
  }
  if (belongs_on_io(lane, connection)) {
    move_to_io(connection);
    co_return false;
  }
  switch (destination(request)) {
    case Destination::api:
      co_await answer_api(lane, connection, std::move(cors));
      break;
    case Destination::control:
      co_await answer_control(lane, connection, std::move(cors));
      break;
    case Destination::registry:
      co_await answer_streaming(lane, connection, routes_.registry, std::move(cors));
      break;
    case Destination::archive:
      co_await answer_streaming(lane, connection, routes_.archive, std::move(cors));
      break;
    case Destination::events:
      co_await answer_streaming(lane, connection, routes_.events, std::move(cors));
      break;
  }
  co_return connection.keep_alive();
}

std::size_t Server::body_limit(const RequestHeader& request) const {
  return routes_.body_limit ? routes_.body_limit(request) : limits_.api_body_bytes;
}

bool Server::belongs_on_io(const Lane& lane, const Connection& connection) const {
  if (&lane != lanes_.front().get() || lanes_.size() == 1) return false;
  const Destination to = destination(connection.header());
  return to == Destination::registry || to == Destination::archive || connection.has_large_body();
}

asio::awaitable<void> Server::answer_api(Lane& lane, Connection& connection, std::string cors) {
  const std::optional<Call> call = co_await connection.read_body(body_limit(connection.header()));
  if (!call) co_return;
  std::optional<Answer> answer;
  if (&lane == lanes_.front().get()) answer = routes_.api_now(*call);
  if (!answer) answer = co_await on_control(lane, routes_.api, *call);
  if (!is_settled()) co_await settle(lane);
  co_await connection.send(std::move(*answer), std::move(cors));
}

asio::awaitable<void> Server::answer_control(Lane& lane, Connection& connection, std::string cors) {
  const std::optional<Call> call = co_await connection.read_body(body_limit(connection.header()));
  if (!call) co_return;
  Answer answer = co_await on_control(lane, routes_.control, *call);
  if (!is_settled()) co_await settle(lane);
  co_await connection.send(std::move(answer), std::move(cors));
}

asio::awaitable<void> Server::answer_streaming(
    Lane& lane, Connection& connection,
    const std::function<asio::awaitable<void>(Exchange&)>& handler, std::string cors) {
  const std::function<asio::awaitable<void>()> before_answer = [this, &lane] {
    return settle(lane);
  };
  co_await connection.stream(handler, before_answer, std::move(cors));
}

/// What the next run might not know is told to nobody.
asio::awaitable<void> Server::settle(Lane& lane) {
  if (is_settled()) co_return;
  if (&lane == lanes_.front().get()) {
    co_await routes_.settle();
  } else {
    co_await on_executor(control_, routes_.settle());
  }
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

void Server::give_to_balancer(Connection& connection, std::string host) {
  asio::post(control_, [this, released = connection.release(), host = std::move(host)] {
    routes_.balance(released, host);
  });
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
