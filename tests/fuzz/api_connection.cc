#include "api/http/connection.h"

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <boost/asio/io_context.hpp>
#include <boost/beast/http/field.hpp>
#include <boost/beast/http/verb.hpp>
#include <functional>
#include <string>

#include "api/http/stall_watch.h"
#include "tests/fuzz/pieces.h"
#include "tests/fuzz/property.h"
#include "tests/fuzz/target.h"
#include "tests/support/await.h"

namespace drydock::fuzz {
namespace {

namespace asio = boost::asio;
using boost::beast::http::field;

constexpr std::size_t body_limit = 2048;
constexpr http::Limits small_limits{.header_bytes = 2048};

/// What a server was asked for, one request after another.
struct Told {
  std::string requests;
  std::size_t count = 0;
  std::size_t body_bytes = 0;
};

void check_header(const http::RequestHeader& header) {
  for (const auto& each : header) {
    const std::string_view value = each.value();
    require(value.find_first_of("\r\n") == value.npos && value.find('\0') == value.npos,
            "a header's value is of one line");
  }
  // The same length twice is one: https://www.rfc-editor.org/rfc/rfc9110#section-8.6
  const auto lengths = header.equal_range(field::content_length);
  for (auto length = lengths.first; length != lengths.second; ++length) {
    require(length->value() == lengths.first->value(), "a body has one length");
    require(header.count(field::transfer_encoding) == 0, "a body's end is told in one way");
  }
  require(header.count(field::transfer_encoding) <= 1, "a body is coded once");
}

void note(Told& told, const http::RequestHeader& header, std::string_view body) {
  told.requests.append(header.method_string()).append(" ").append(header.target());
  told.requests.append("\n").append(body).append("\n");
  told.body_bytes += body.size();
  ++told.count;
}

/// Reads a request's body as the server reads those of the AWS calls.
asio::awaitable<bool> take_call(http::Connection& connection, Told& told) {
  const auto call = co_await connection.read_body(body_limit);
  if (!call) {
    require(!connection.keep_alive(), "after a body that was not read whole nothing is read");
    co_return false;
  }
  require(call->body.size() <= body_limit, "no body is longer than allowed");
  note(told, call->header, call->body);
  http::Answer answer;
  answer.status = 204;
  co_await connection.send(std::move(answer), std::string());
  co_return connection.keep_alive();
}

asio::awaitable<void> read_stream(http::Exchange& exchange, Told& told) {
  std::array<char, 50> room{};
  std::string body;
  while (true) {
    const std::size_t count = co_await exchange.read_some(room);
    if (count == 0) break;
    body.append(room.data(), count);
  }
  note(told, exchange.request(), body);
  http::Response response;
  response.result(200);
  co_await exchange.respond(std::move(response));
}

asio::awaitable<void> at_once() { co_return; }

/// The same as the registry reads those of its uploads.
asio::awaitable<bool> take_stream(http::Connection& connection, Told& told) {
  const std::function<asio::awaitable<void>(http::Exchange&)> handler =
      [&told](http::Exchange& exchange) { return read_stream(exchange, told); };
  const std::function<asio::awaitable<void>()> before_answer = at_once;
  co_await connection.stream(handler, before_answer, std::string());
  co_return connection.keep_alive();
}

asio::awaitable<bool> serve(http::Connection& connection, Told& told) {
  bool more = true;
  while (more) {
    const bool requested = co_await connection.read_header();
    if (!requested) co_return true;
    check_header(connection.header());
    const std::string_view target = connection.header().target();
    if (target.starts_with("/v2/")) {
      more = co_await take_stream(connection, told);
    } else {
      more = co_await take_call(connection, told);
    }
  }
  co_return true;
}

/// Both ends of a connection within this process, of which the server's thinks it is TCP.
class Loopback {
 public:
  Loopback() {
    std::array<int, 2> ends{};
    if (::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) != 0) throw std::bad_alloc();
    client_ = ends[0];
    server_ = ends[1];
  }
  Loopback(const Loopback&) = delete;
  Loopback& operator=(const Loopback&) = delete;
  ~Loopback() { ::close(client_); }

  [[nodiscard]] int server() const { return server_; }
  void send(std::string_view bytes) const {
    (void)::send(client_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
  }
  void end() const { ::shutdown(client_, SHUT_WR); }

 private:
  int client_;
  int server_;
};

/// What a server reads of these pieces, with a client that then sends no more.
Told told_of(const std::vector<std::string_view>& pieces) {
  asio::io_context context;
  const Loopback loopback;
  asio::ip::tcp::socket socket(context, asio::ip::tcp::v4(), loopback.server());
  http::StallWatch watch(context.get_executor());
  http::DateText date([] { return TimePoint(); });
  http::MemoryBudget budget(small_limits.bytes_in_flight);
  http::Connection connection(std::move(socket), {small_limits, watch, date, budget});
  Told told;
  const testing::Started<bool> served(context.get_executor(), serve(connection, told));
  for (const std::string_view piece : pieces) {
    loopback.send(piece);
    context.poll();
  }
  loopback.end();
  while (!served.ended() && context.run_one() > 0) {
  }
  try {
    (void)served.value();
  } catch (const boost::system::system_error&) {
    // A stream that was cut off ends its session.
  }
  watch.stop();
  context.poll();
  return told;
}

}  // namespace

void run_api_connection(std::string_view input) {
  if (input.size() > 16 * 1024) return;
  const Told whole = told_of({input});
  const Told pieced = told_of(pieces_of(input, 3));
  require_equal(pieced.requests, whole.requests, "requests are the same however they come");
  require(whole.body_bytes <= input.size(), "bodies have no more bytes than were sent");
  constexpr std::size_t shortest_request = std::string_view("A / HTTP/1.0\r\n\r\n").size();
  require(whole.count * shortest_request <= input.size(), "no byte is read as two requests");
}

}  // namespace drydock::fuzz
