#pragma once

#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/answer.h"
#include "api/http/connection.h"
#include "api/http/exchange.h"
#include "api/http/memory_budget.h"
#include "api/http/origin_guard.h"

namespace drydock::http {

/// Where requests go. All but `registry`, `archive`, `events`, `is_load_balancer`, `body_limit`,
/// `now` and `is_settled` are called on the control thread.
struct Routes {
  /// Answers an API request that needs no waiting; nothing if it does.
  std::function<std::optional<Answer>(const Call&)> api_now;
  /// Answers an API request that `api_now` did not. What the call refers to outlives it.
  std::function<boost::asio::awaitable<Answer>(const Call&)> api;
  /// Pages of drydock's own: "/_drydock/…", "/_localstack/…", "/console/…", and "/" where a GET of
  /// it is not signed.
  std::function<boost::asio::awaitable<Answer>(const Call&)> control;
  /// The OCI distribution protocol, "/v2/…". Runs on an I/O thread.
  std::function<boost::asio::awaitable<void>(Exchange&)> registry;
  /// "/_drydock/state.tar", which is too large for a Call. The same.
  std::function<boost::asio::awaitable<void>(Exchange&)> archive;
  /// "/_drydock/events", whose answer has no end. Runs on any thread.
  std::function<boost::asio::awaitable<void>(Exchange&)> events;
  /// Whether this host (as host_name gives it) is a load balancer's. If so the connection goes to
  /// `balance`, whatever it was asked before.
  std::function<bool(std::string_view host)> is_load_balancer;
  std::function<void(Connection::Released, std::string host)> balance;
  /// How long the body of a request to the API or a page may be; Limits::api_body_bytes where this
  /// is not set.
  std::function<std::size_t(const RequestHeader&)> body_limit;
  /// drydock's time, for the Date of the answers.
  std::function<TimePoint()> now;
  /// Whether all that an answer may tell of now is kept; on any thread. Not set: always.
  std::function<bool()> is_settled;
  /// Returns once all is kept that an answer may tell of now.
  std::function<boost::asio::awaitable<void>()> settle;
};

/// The one port that clients call. No answer of a route leaves before what it tells of is settled.
/// API connections stay on the control thread, which owns the
/// records, so a call costs no change of thread; a connection that speaks to the registry, moves an
/// archive or sends a large body goes to an I/O thread with that request, and its bytes are read
/// and hashed there.
class Server {
 public:
  /// `io` are the executors of the I/O threads, each run by one thread; none means that the
  /// control thread does all.
  Server(boost::asio::any_io_executor control, std::vector<boost::asio::any_io_executor> io,
         Routes routes, TrustedNames trusted = {}, Limits limits = {});
  ~Server();

  /// Listens; port 0 takes a free one. Gives the port. Throws system_error if it is taken.
  int listen(const std::string& host, int port);

  /// Takes no more connections and ends those that stand, cancelling what they wait for.
  boost::asio::awaitable<void> stop();

 private:
  class Lane;

  boost::asio::awaitable<void> accept(boost::asio::ip::tcp::acceptor& acceptor);
  void admit(boost::asio::ip::tcp::socket socket);
  boost::asio::awaitable<void> turn_away(Lane& lane, boost::asio::ip::tcp::socket socket);
  boost::asio::awaitable<void> serve(Lane& lane, boost::asio::ip::tcp::socket socket,
                                     std::string received);
  boost::asio::awaitable<bool> answer_request(Lane& lane, Connection& connection);
  boost::asio::awaitable<void> answer_api(Lane& lane, Connection& connection, std::string cors);
  boost::asio::awaitable<void> answer_control(Lane& lane, Connection& connection, std::string cors);
  boost::asio::awaitable<void> answer_streaming(
      Lane& lane, Connection& connection,
      const std::function<boost::asio::awaitable<void>(Exchange&)>& handler, std::string cors);
  boost::asio::awaitable<Answer> on_control(
      Lane& lane, const std::function<boost::asio::awaitable<Answer>(const Call&)>& handler,
      const Call& call);
  [[nodiscard]] bool is_settled() const { return !routes_.is_settled || routes_.is_settled(); }
  boost::asio::awaitable<void> settle(Lane& lane);
  [[nodiscard]] std::size_t body_limit(const RequestHeader& request) const;
  [[nodiscard]] bool belongs_on_io(const Lane& lane, const Connection& connection) const;
  void give_to_balancer(Connection& connection, std::string host);
  void move_to_io(Connection& connection);

  boost::asio::any_io_executor control_;
  Routes routes_;
  OriginGuard guard_;
  Limits limits_;
  MemoryBudget budget_;
  std::atomic<std::size_t> connections_ = 0;
  std::size_t turned_away_ = 0;  ///< Connections that are being told that there are too many.
  std::vector<std::unique_ptr<Lane>> lanes_;  ///< The control thread's first.
  std::vector<std::unique_ptr<boost::asio::ip::tcp::acceptor>> acceptors_;
  std::size_t next_lane_ = 0;
};

}  // namespace drydock::http
