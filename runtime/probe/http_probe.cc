#include "runtime/probe/http_probe.h"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/system/system_error.hpp>
#include <optional>
#include <string>
#include <utility>

#include "runtime/proxy/head.h"

namespace drydock {
namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr auto no_throw = asio::as_tuple(asio::use_awaitable);
/// A target may tell so many interim answers before the final one.
constexpr int most_interims = 32;

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

std::string text_of(const ProbeRequest& probe) {
  return "GET " + probe.path + " HTTP/1.1\r\nHost: " + probe.host_header +
         "\r\nConnection: close\r\nUser-Agent: ELB-HealthChecker/2.0\r\n"
         "Accept-Encoding: gzip, compressed\r\n\r\n";
}

/// What has been read holds a whole head, or breaks off.
enum class Reading { more, answered, failed };

/// Reads on in what has been received: interim answers are passed over, and the status of the final
/// one is kept.
Reading read_status(std::string& received, proxy::ResponseParser& parser, proxy::ResponseHead& head,
                    int& interims) {
  while (true) {
    const proxy::HeadState state = parser.parse(received, head);
    if (state == proxy::HeadState::incomplete) return Reading::more;
    if (state == proxy::HeadState::refused) return Reading::failed;
    if (!head.interim()) return Reading::answered;
    if (++interims > most_interims) return Reading::failed;
    received.erase(0, head.size);
  }
}

/// The status of the answer; nothing where none came.
asio::awaitable<std::optional<int>> ask(Connection& connection, const ProbeRequest& probe) {
  const error_code refused = co_await connection.connect(probe.endpoint);
  if (refused) co_return std::nullopt;
  const std::string request = text_of(probe);
  const auto [unsent, written] =
      co_await asio::async_write(connection.socket(), asio::buffer(request), no_throw);
  if (unsent) co_return std::nullopt;
  std::string received;
  std::array<char, 4096> piece;
  proxy::ResponseParser parser;
  proxy::ResponseHead head;
  int interims = 0;
  while (true) {
    const auto [unread, count] =
        co_await connection.socket().async_read_some(asio::buffer(piece), no_throw);
    if (unread) co_return std::nullopt;
    received.append(piece.data(), count);
    const Reading reading = read_status(received, parser, head, interims);
    if (reading == Reading::answered) co_return head.status;
    if (reading == Reading::failed) co_return std::nullopt;
  }
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
