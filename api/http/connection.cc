#include "api/http/connection.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/serializer.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>
#include <sstream>
#include <utility>

#include "api/http/send_file.h"

namespace drydock::http {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;

namespace {

constexpr auto tuple_awaitable = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t read_size = 16 * 1024;

bool expects_continue(const RequestHeader& header) {
  return beast::iequals(header[bhttp::field::expect], "100-continue");
}

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, const Limits& limits, StallWatch& watch)
    : limits_(limits), socket_(std::move(socket)), watch_(watch, socket_) {
  boost::system::error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
}

asio::awaitable<bool> Connection::receive() {
  const auto room = buffer_.prepare(read_size);
  const auto [error, count] = co_await socket_.async_read_some(room, tuple_awaitable);
  buffer_.commit(count);
  co_return !error;
}

asio::awaitable<bool> Connection::read_header() {
  buffer_.consume(std::exchange(body_in_buffer_, 0));
  parser_.emplace();
  parser_->header_limit(limits_.header_bytes);
  parser_->body_limit(boost::none);
  watch_.allow(limits_.idle_seconds);
  bool begun = false;
  while (true) {
    if (buffer_.size() > 0) {
      if (!std::exchange(begun, true)) watch_.allow(limits_.header_seconds);
      beast::error_code error;
      buffer_.consume(parser_->put(buffer_.data(), error));
      if (parser_->is_header_done()) break;
      if (error == bhttp::error::header_limit) {
        co_await refuse(431, "The request's header is too large.");
        co_return false;
      }
      if (error && error != bhttp::error::need_more) {
        co_await refuse(400, "This is not a valid HTTP request: " + error.message() + ".");
        co_return false;
      }
    }
    const bool received = co_await receive();
    if (!received) co_return false;
  }
  watch_.allow(limits_.stall_seconds);
  keep_alive_ = parser_->keep_alive();
  co_return true;
}

asio::awaitable<std::optional<std::string_view>> Connection::read_body() {
  if (expects_continue(header())) co_await send_continue();
  if (parser_->chunked()) co_return co_await read_chunked_body();
  const std::uint64_t length = parser_->content_length().value_or(0);
  if (length == 0) co_return std::string_view{};
  co_return co_await read_sized_body(length);
}

asio::awaitable<std::optional<std::string_view>> Connection::read_sized_body(std::uint64_t length) {
  if (length > limits_.api_body_bytes) {
    co_await refuse(413, "The request's body is too large.");
    co_return std::nullopt;
  }
  while (buffer_.size() < length) {
    watch_.allow(limits_.stall_seconds);
    const bool received = co_await receive();
    if (!received) co_return std::nullopt;
  }
  body_in_buffer_ = static_cast<std::size_t>(length);
  co_return std::string_view(static_cast<const char*>(buffer_.data().data()), body_in_buffer_);
}

asio::awaitable<std::optional<std::string_view>> Connection::read_chunked_body() {
  bhttp::request_parser<bhttp::string_body> whole(std::move(*parser_));
  whole.body_limit(limits_.api_body_bytes);
  beast::error_code failure;
  while (!whole.is_done() && !failure) {
    watch_.allow(limits_.stall_seconds);
    const auto [error, count] =
        co_await bhttp::async_read_some(socket_, buffer_, whole, tuple_awaitable);
    failure = error;
  }
  body_ = std::move(whole.get().body());
  parser_.emplace();
  parser_->get().base() = std::move(whole.get().base());
  if (failure == bhttp::error::body_limit) co_await refuse(413, "The request's body is too large.");
  if (failure) co_return std::nullopt;
  co_return body_;
}

asio::awaitable<void> Connection::send(std::string_view bytes) {
  watch_.allow(limits_.stall_seconds);
  const auto [error, count] =
      co_await asio::async_write(socket_, asio::buffer(bytes), tuple_awaitable);
  if (error) keep_alive_ = false;
}

asio::awaitable<void> Connection::send_continue() {
  co_await send("HTTP/1.1 100 Continue\r\n\r\n");
}

asio::awaitable<void> Connection::refuse(unsigned status, std::string_view text) {
  keep_alive_ = false;
  std::ostringstream answer;
  answer << "HTTP/1.1 " << status << ' ' << bhttp::obsolete_reason(bhttp::int_to_status(status))
         << "\r\nContent-Type: text/plain\r\nConnection: close\r\nContent-Length: "
         << text.size() + 1 << "\r\n\r\n"
         << text << '\n';
  const std::string bytes = answer.str();
  co_await send(bytes);
  // The rest of what the client sends is read for a moment, or its kernel would throw the answer
  // away on our reset.
  boost::system::error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  watch_.allow(2);
  std::size_t drained = 0;
  while (drained < limits_.api_body_bytes) {
    buffer_.clear();
    const bool received = co_await receive();
    if (!received) break;
    drained += buffer_.size();
  }
}

Connection::Released Connection::release() {
  Released released;
  std::ostringstream bytes;
  bytes << parser_->get().base();
  bytes << beast::buffers_to_string(buffer_.data());
  released.bytes = bytes.str();
  released.protocol = socket_.local_endpoint().protocol();
  released.handle = socket_.release();
  keep_alive_ = false;
  return released;
}

asio::ip::tcp::socket Connection::adopt(const asio::any_io_executor& executor,
                                        const Released& released) {
  return asio::ip::tcp::socket(executor, released.protocol, released.handle);
}

void Connection::prefill(std::string_view bytes) {
  const std::size_t copied = asio::buffer_copy(buffer_.prepare(bytes.size()), asio::buffer(bytes));
  buffer_.commit(copied);
}

/// The Exchange over a connection.
class Connection::Streaming : public Exchange {
 public:
  explicit Streaming(Connection& connection)
      : connection_(connection), parser_(std::move(*connection.parser_)) {
    parser_.body_limit(boost::none);
  }

  [[nodiscard]] const RequestHeader& request() const override { return parser_.get().base(); }
  [[nodiscard]] bool body_is_read() const { return parser_.is_done(); }

  asio::awaitable<std::size_t> read_some(std::span<char> buffer) override {
    if (parser_.is_done()) co_return 0;
    if (!std::exchange(continued_, true) && expects_continue(request())) {
      co_await connection_.send_continue();
    }
    auto& body = parser_.get().body();
    body.data = buffer.data();
    body.size = buffer.size();
    while (body.size == buffer.size() && !parser_.is_done()) {
      connection_.watch_.allow(connection_.limits_.stall_seconds);
      const auto [error, count] = co_await bhttp::async_read_some(
          connection_.socket_, connection_.buffer_, parser_, tuple_awaitable);
      if (error == bhttp::error::need_buffer) break;
      if (error) throw boost::system::system_error(error);
    }
    co_return buffer.size() - body.size;
  }

  asio::awaitable<std::optional<std::string>> read_all(std::size_t limit) override {
    std::string all;
    std::string piece(std::min<std::size_t>(limit + 1, 64 * 1024), '\0');
    while (true) {
      const std::size_t count = co_await read_some(piece);
      if (count == 0) co_return all;
      if (all.size() + count > limit) co_return std::nullopt;
      all.append(piece, 0, count);
    }
  }

  asio::awaitable<void> respond(Response response) override {
    const bool head = request().method() == bhttp::verb::head;
    if (!response.count(bhttp::field::content_length)) response.prepare_payload();
    prepare(response);
    bhttp::response_serializer<bhttp::string_body> serializer(response);
    if (head) {
      co_await bhttp::async_write_header(connection_.socket_, serializer, asio::use_awaitable);
    } else {
      co_await bhttp::async_write(connection_.socket_, serializer, asio::use_awaitable);
    }
  }

  asio::awaitable<void> begin(ResponseHeader header, std::uint64_t content_length) override {
    bhttp::response<bhttp::empty_body> response(std::move(header));
    response.content_length(content_length);
    prepare(response);
    bhttp::response_serializer<bhttp::empty_body> serializer(response);
    co_await bhttp::async_write_header(connection_.socket_, serializer, asio::use_awaitable);
  }

  asio::awaitable<void> write(std::span<const char> bytes) override {
    connection_.watch_.allow(connection_.limits_.stall_seconds);
    co_await asio::async_write(connection_.socket_, asio::buffer(bytes.data(), bytes.size()),
                               asio::use_awaitable);
  }

  asio::awaitable<void> send_file(int file, std::uint64_t offset, std::uint64_t length) override {
    const auto allow = [this] { connection_.watch_.allow(connection_.limits_.stall_seconds); };
    allow();
    const auto error = co_await http::send_file(connection_.socket_, file, offset, length, allow);
    if (error) throw boost::system::system_error(error);
  }

 private:
  template <class Message>
  void prepare(Message& response) {
    connection_.watch_.allow(connection_.limits_.stall_seconds);
    connection_.keep_alive_ = connection_.keep_alive_ && parser_.is_done();
    response.version(request().version());
    response.keep_alive(connection_.keep_alive_);
  }

  Connection& connection_;
  bhttp::request_parser<bhttp::buffer_body> parser_;
  bool continued_ = false;
};

asio::awaitable<void> Connection::stream(
    const std::function<asio::awaitable<void>(Exchange&)>& handler) {
  Streaming exchange(*this);
  co_await handler(exchange);
  if (!exchange.body_is_read()) keep_alive_ = false;
}

}  // namespace drydock::http
