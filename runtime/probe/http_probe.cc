#include "runtime/probe/http_probe.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/system/system_error.hpp>
#include <optional>
#include <utility>

namespace drydock {
namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);

/// A connection that is broken off when its time is over.
class Connection {
 public:
  Connection(const asio::any_io_executor& executor, Clock& clock, Duration timeout)
      : clock_(clock), resolver_(executor), socket_(executor) {
    timer_ = clock_.call_at(clock_.now() + timeout, [this] {
      timed_out_ = true;
      resolver_.cancel();
      error_code ignored;
      socket_.close(ignored);
    });
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  ~Connection() { clock_.cancel(timer_); }

  tcp::socket& socket() { return socket_; }
  [[nodiscard]] bool timed_out() const { return timed_out_; }

  asio::awaitable<error_code> connect(const Engine::Endpoint& endpoint) {
    error_code error;
    tcp::endpoint address(asio::ip::make_address(endpoint.host, error),
                          static_cast<std::uint16_t>(endpoint.port));
    if (error) {
      // A name: the engine's host may be one.
      const auto [missed, found] = co_await resolver_.async_resolve(
          endpoint.host, std::to_string(endpoint.port), tcp::resolver::numeric_service, no_throw);
      if (missed) co_return missed;
      address = *found.begin();
    }
    if (timed_out_) co_return asio::error::timed_out;
    const auto [refused] = co_await socket_.async_connect(address, no_throw);
    co_return refused;
  }

 private:
  Clock& clock_;
  Clock::TimerId timer_;
  tcp::resolver resolver_;
  tcp::socket socket_;
  bool timed_out_ = false;
};

http::request<http::empty_body> request_of(const ProbeRequest& probe) {
  http::request<http::empty_body> request(http::verb::get, probe.path, 11);
  request.set(http::field::host, probe.host_header);
  request.set(http::field::connection, "close");
  request.set(http::field::user_agent, "ELB-HealthChecker/2.0");
  request.set(http::field::accept_encoding, "gzip, compressed");
  return request;
}

/// The status of the answer; nothing where none came.
asio::awaitable<std::optional<int>> ask(Connection& connection, const ProbeRequest& probe) {
  if (const error_code refused = co_await connection.connect(probe.endpoint))
    co_return std::nullopt;
  const auto request = request_of(probe);
  const auto [unsent, written] = co_await http::async_write(connection.socket(), request, no_throw);
  if (unsent) co_return std::nullopt;
  boost::beast::flat_buffer buffer;
  http::response_parser<http::buffer_body> parser;
  const auto [unread, read] =
      co_await http::async_read_header(connection.socket(), buffer, parser, no_throw);
  if (unread) co_return std::nullopt;
  co_return static_cast<int>(parser.get().result_int());
}

}  // namespace

HttpProbe::HttpProbe(Clock& clock, asio::any_io_executor executor)
    : clock_(clock), executor_(std::move(executor)) {}

asio::awaitable<ProbeOutcome> HttpProbe::probe(ProbeRequest request) {
  Connection connection(executor_, clock_, request.timeout);
  const std::optional<int> status = co_await ask(connection, request);
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) {
    throw boost::system::system_error(asio::error::operation_aborted);
  }
  ProbeOutcome outcome = ProbeFailed{};
  if (status) {
    outcome = ProbeStatus{*status};
  } else if (connection.timed_out()) {
    outcome = ProbeTimedOut{};
  }
  co_return outcome;
}

}  // namespace drydock
