#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/http/connection.h"
#include "api/http/exchange.h"

namespace drydock::http {

/// A small answer, whole in memory.
struct Answer {
  unsigned status = 200;
  std::string content_type;
  std::string body;
  std::vector<std::pair<std::string_view, std::string>> headers;
};

/// Where requests go. All but `registry` are called on the control thread.
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
  /// Whether this Host is a load balancer's name. If so the connection goes to `balance`.
  std::function<bool(std::string_view host)> is_load_balancer;
  std::function<void(Connection::Released, std::string host)> balance;
};

/// The one port that clients call. API connections stay on the control thread, which owns the
/// records, so a call costs no change of thread; a connection that speaks to the registry moves to
/// an I/O thread with its first request, and its bytes are read and hashed there.
class Server {
 public:
  /// `io` are the executors of the I/O threads, each run by one thread; none means that the
  /// control thread does all.
  Server(boost::asio::any_io_executor control, std::vector<boost::asio::any_io_executor> io,
         Routes routes, Limits limits = {});
  ~Server();

  /// Listens; port 0 takes a free one. Gives the port. Throws system_error if it is taken.
  int listen(const std::string& host, int port);

  /// Takes no more connections and ends those that stand, cancelling what they wait for.
  boost::asio::awaitable<void> stop();

 private:
  class Lane;

  boost::asio::awaitable<void> accept(boost::asio::ip::tcp::acceptor& acceptor);
  boost::asio::awaitable<void> serve(Lane& lane, boost::asio::ip::tcp::socket socket,
                                     std::string received);
  boost::asio::awaitable<void> answer_api(Lane& lane, Connection& connection);
  boost::asio::awaitable<void> answer_control(Lane& lane, Connection& connection);
  boost::asio::awaitable<Answer> on_control(
      Lane& lane, const std::function<boost::asio::awaitable<Answer>(const Call&)>& handler,
      const Call& call);
  void move_to_io(Connection& connection);

  boost::asio::any_io_executor control_;
  Routes routes_;
  Limits limits_;
  std::vector<std::unique_ptr<Lane>> lanes_;  ///< The control thread's first.
  std::vector<std::unique_ptr<boost::asio::ip::tcp::acceptor>> acceptors_;
  std::size_t next_lane_ = 0;
};

/// The answer as HTTP's bytes.
std::string to_bytes(const Answer& answer, bool keep_alive, bool head);

}  // namespace drydock::http
