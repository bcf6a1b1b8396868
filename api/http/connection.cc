#include "api/http/connection.h"

#include <algorithm>
#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/error.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <sstream>
#include <utility>

#include "api/http/send_file.h"
#include "async/send_promptly.h"

namespace drydock::http {
namespace asio = boost::asio;
namespace beast = boost::beast;
namespace bhttp = boost::beast::http;

namespace {

constexpr auto tuple_awaitable = asio::as_tuple(asio::use_awaitable);
constexpr std::size_t read_size = 16 * 1024;
/// A body up to here is read where its header was, on whichever thread; a larger one has memory of
/// its own, which is counted, and an I/O thread.
constexpr std::size_t small_body = 32 * 1024;
/// More than a header, a small body and what a read brings beyond them.
constexpr std::size_t buffer_limit = 128 * 1024;
/// How long and how much a client may go on sending after an answer that ends the connection, so
/// that its kernel does not throw the answer away on our reset.
constexpr int linger_seconds = 2;
constexpr std::size_t linger_bytes = 64 * 1024 * 1024;

bool expects_continue(const RequestHeader& header) {
  return header.version() == 11 && beast::iequals(header[bhttp::field::expect], "100-continue");
}

/// How many bytes before the path of "http://host/path" are the scheme's; 0 for another form.
std::size_t scheme_length(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (beast::iequals(target.substr(0, scheme.size()), scheme)) return scheme.size();
  }
  return 0;
}

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, const Surroundings& surroundings)
    : limits_(surroundings.limits),
      date_(surroundings.date),
      budget_(surroundings.budget),
      socket_(std::move(socket)),
      watch_(surroundings.watch, socket_),
      buffer_(buffer_limit),
      body_share_(budget_) {
  send_promptly(socket_.native_handle());
}

asio::awaitable<Connection::Error> Connection::receive() {
  const auto room = buffer_.prepare(read_size);
  const auto [error, count] = co_await socket_.async_read_some(room, tuple_awaitable);
  buffer_.commit(count);
  co_return error;
}

asio::awaitable<bool> Connection::read_header() {
  drop_body();
  parser_.emplace();
  parser_->header_limit(limits_.header_bytes);
  parser_->body_limit(boost::none);
  watch_.allow(limits_.idle_seconds);
  bool begun = false;
  std::size_t size = 0;
  while (true) {
    Error error;
    if (buffer_.size() > 0) {
      if (!std::exchange(begun, true)) watch_.allow(limits_.header_seconds);
      const std::size_t read = parser_->put(buffer_.data(), error);
      buffer_.consume(read);
      size += read;
      // The parser limits the first line and the fields, each by itself.
      if (size > limits_.header_bytes) error = bhttp::error::header_limit;
      if (!error && parser_->is_header_done()) break;
      if (error == bhttp::error::need_more) error = {};
    }
    if (!error) error = co_await receive();
    if (error) co_return co_await refuse_header(error);
  }
  watch_.rest();
  co_return co_await accept_header();
}

/// What could not be read is answered unless nothing was sent, or nobody listens any more.
asio::awaitable<bool> Connection::refuse_header(Error error) {
  keep_alive_ = false;
  if (error == bhttp::error::header_limit) {
    co_await refuse(431, "RequestHeaderFieldsTooLarge", "The request's header is too large.");
  } else if (error.category() == bhttp::make_error_code(bhttp::error::bad_method).category()) {
    co_await refuse(400, "BadRequest",
                    "This is not a valid HTTP request: " + error.message() + ".");
  } else if (watch_.expired() && buffer_.size() > 0) {
    co_await refuse(408, "RequestTimeout", "The request's header did not come in time.");
  }
  co_return false;
}

std::string_view Connection::malformed_header() const {
  const RequestHeader& request = header();
  if (request.count(bhttp::field::host) > 1) return "The request has more than one Host.";
  // https://www.rfc-editor.org/rfc/rfc9112#section-3.2: a server MUST answer 400.
  if (request.version() == 11 && request.count(bhttp::field::host) == 0) {
    return "An HTTP/1.1 request must have a Host.";
  }
  // https://www.rfc-editor.org/rfc/rfc9110#section-8.6: the same length twice is one.
  const auto lengths = request.equal_range(bhttp::field::content_length);
  for (auto length = lengths.first; length != lengths.second; ++length) {
    if (length->value() != lengths.first->value()) return "The request has two Content-Lengths.";
  }
  if (request.count(bhttp::field::transfer_encoding) == 0) return {};
  // https://www.rfc-editor.org/rfc/rfc9112#section-6.1: what two readers could read differently.
  if (request.version() == 10) return "An HTTP/1.0 request cannot have a Transfer-Encoding.";
  if (request.count(bhttp::field::content_length) > 0) {
    return "The request has both a Transfer-Encoding and a Content-Length.";
  }
  if (request.count(bhttp::field::transfer_encoding) > 1 ||
      !beast::iequals(request[bhttp::field::transfer_encoding], "chunked")) {
    return "The only Transfer-Encoding that drydock reads is chunked.";
  }
  return {};
}

asio::awaitable<bool> Connection::accept_header() {
  keep_alive_ = parser_->keep_alive();
  body_left_ = parser_->chunked() ? 0 : parser_->content_length().value_or(0);
  continued_ = !expects_continue(header());
  if (const std::string_view problem = malformed_header(); !problem.empty()) {
    co_await refuse(400, "BadRequest", std::string(problem));
    co_return false;
  }
  take_absolute_target();
  co_return true;
}

void Connection::take_absolute_target() {
  auto& request = parser_->get().base();
  const std::string target(request.target());
  const std::size_t scheme = scheme_length(target);
  if (scheme == 0) return;
  const std::size_t end = std::min(target.find_first_of("/?", scheme), target.size());
  request.set(bhttp::field::host, target.substr(scheme, end - scheme));
  const std::string path = target.substr(end);
  request.target(path.starts_with('/') ? path : "/" + path);
}

bool Connection::to_head() const { return header().method() == bhttp::verb::head; }

std::uint64_t Connection::body_length() const {
  return parser_->chunked() ? 0 : parser_->content_length().value_or(0);
}

bool Connection::has_large_body() const { return parser_->chunked() || body_length() > small_body; }

bool Connection::body_is_read() const {
  return parser_->chunked() ? parser_->is_done() : body_left_ == 0;
}

asio::awaitable<std::optional<Call>> Connection::read_body(std::size_t limit) {
  Error error;
  if (body_length() > limit) {
    error = bhttp::error::body_limit;
  } else if (has_large_body()) {
    error = co_await read_large_body(limit);
  } else if (body_length() > 0) {
    error = co_await read_small_body();
  }
  if (error) {
    co_await refuse_body(error, limit);
    co_return std::nullopt;
  }
  if (has_large_body()) co_return Call{header(), body_, &body_};
  const char* bytes = static_cast<const char*>(buffer_.data().data());
  co_return Call{header(), std::string_view(bytes, body_in_buffer_), nullptr};
}

asio::awaitable<Connection::Error> Connection::read_small_body() {
  co_await send_continue();
  const auto length = static_cast<std::size_t>(body_left_);
  while (buffer_.size() < length) {
    watch_.allow(limits_.stall_seconds);
    const Error error = co_await receive();
    if (error) co_return error;
  }
  watch_.rest();
  body_left_ = 0;
  body_in_buffer_ = length;
  co_return Error();
}

/// Makes room for more of a body, as much again as there is but no more than it can need. False
/// where all connections together hold too much.
bool Connection::grow_body(std::size_t limit) {
  const std::size_t most = parser_->chunked() ? limit + 1 : static_cast<std::size_t>(body_length());
  const std::size_t size = std::min(std::max(2 * body_.size(), 2 * small_body), most);
  if (!body_share_.resize(size)) return false;
  body_.resize(size);
  return true;
}

asio::awaitable<Connection::Error> Connection::read_large_body(std::size_t limit) {
  std::size_t filled = 0;
  while (!body_is_read()) {
    if (filled == body_.size()) {
      if (filled > limit) co_return bhttp::error::body_limit;
      if (!grow_body(limit)) co_return asio::error::no_buffer_space;
    }
    const Piece piece = co_await read_some(std::span(body_).subspan(filled));
    if (piece.error) co_return piece.error;
    filled += piece.count;
  }
  if (filled > limit) co_return bhttp::error::body_limit;
  body_.resize(filled);
  co_return Error();
}

void Connection::drop_body() {
  buffer_.consume(std::exchange(body_in_buffer_, 0));
  // An idle connection keeps nothing of the size of its last request.
  if (buffer_.size() == 0 && buffer_.capacity() > read_size) buffer_.shrink_to_fit();
  body_ = {};
  static_cast<void>(body_share_.resize(0));
}

asio::awaitable<void> Connection::refuse_body(Error error, std::size_t limit) {
  drop_body();
  if (error == bhttp::error::body_limit) {
    co_await refuse(
        413, "RequestEntityTooLarge",
        "The request's body is larger than the " + std::to_string(limit) + " bytes it may have.");
  } else if (error == asio::error::no_buffer_space) {
    co_await refuse(503, "ServiceUnavailable",
                    "drydock holds as many bytes of requests as it may; try again in a moment.");
  } else if (watch_.expired()) {
    co_await refuse(408, "RequestTimeout", "The request's body did not come in time.");
  } else if (error == asio::error::eof || error == bhttp::error::partial_message ||
             error == bhttp::error::end_of_stream) {
    co_await refuse(400, "IncompleteBody", "The request's body ended before it was whole.");
  } else if (error == beast::error::timeout || error == asio::error::connection_reset) {
    keep_alive_ = false;
  } else {
    co_await refuse(400, "BadRequest", "The request's body is malformed: " + error.message() + ".");
  }
}

asio::awaitable<Connection::Piece> Connection::read_some(std::span<char> room) {
  if (body_is_read() || room.empty()) co_return Piece{};
  co_await send_continue();
  Piece piece;
  if (parser_->chunked()) {
    piece = co_await read_chunked(room);
  } else {
    piece = co_await read_sized(room);
  }
  // What follows a body that broke off would be taken for a request.
  if (piece.error) keep_alive_ = false;
  if (!piece.error) watch_.rest();
  co_return piece;
}

asio::awaitable<Connection::Piece> Connection::read_sized(std::span<char> room) {
  const std::span<char> wanted =
      room.first(static_cast<std::size_t>(std::min<std::uint64_t>(room.size(), body_left_)));
  Piece piece;
  if (buffer_.size() > 0) {
    piece.count = asio::buffer_copy(asio::buffer(wanted.data(), wanted.size()), buffer_.data());
    buffer_.consume(piece.count);
  } else {
    watch_.allow(limits_.stall_seconds);
    const auto [error, count] = co_await socket_.async_read_some(
        asio::buffer(wanted.data(), wanted.size()), tuple_awaitable);
    piece = {error, count};
  }
  body_left_ -= piece.count;
  co_return piece;
}

asio::awaitable<Connection::Piece> Connection::read_chunked(std::span<char> room) {
  auto& body = parser_->get().body();
  body.data = room.data();
  body.size = room.size();
  while (body.size == room.size() && !parser_->is_done()) {
    watch_.allow(limits_.stall_seconds);
    // The buffer's limit bounds a chunk's size line and the trailers.
    const auto [error, count] =
        co_await bhttp::async_read_some(socket_, buffer_, *parser_, tuple_awaitable);
    if (error == bhttp::error::need_buffer) break;
    if (error) co_return Piece{error, 0};
  }
  co_return Piece{{}, room.size() - body.size};
}

asio::awaitable<void> Connection::send_continue() {
  if (std::exchange(continued_, true)) co_return;
  const Error error = co_await write_all("HTTP/1.1 100 Continue\r\n\r\n", {});
  if (error) keep_alive_ = false;
}

/// As long as bytes move, an answer may take its time.
asio::awaitable<Connection::Error> Connection::write_all(std::string_view head,
                                                         std::span<const char> body) {
  while (!head.empty() || !body.empty()) {
    watch_.allow(limits_.stall_seconds);
    const std::array<asio::const_buffer, 2> rest{asio::buffer(head.data(), head.size()),
                                                 asio::buffer(body.data(), body.size())};
    const auto [error, count] = co_await socket_.async_write_some(rest, tuple_awaitable);
    if (error) co_return error;
    const std::size_t of_head = std::min(count, head.size());
    head.remove_prefix(of_head);
    body = body.subspan(count - of_head);
  }
  watch_.rest();
  co_return Error();
}

asio::awaitable<void> Connection::send(Answer answer, std::string more_lines) {
  drop_body();
  const bool large = answer.body.size() > small_body;
  if (large && !body_share_.resize(answer.body.size())) {
    answer = refusal(header(), 503, "ServiceUnavailable",
                     "drydock holds as many bytes of answers as it may; try again in a moment.");
  }
  const std::string head = head_bytes(answer, {.keep_alive = keep_alive_,
                                               .http_1_0 = header().version() == 10,
                                               .date = date_.now(),
                                               .more_lines = more_lines});
  const std::span<const char> body = to_head() ? std::span<const char>() : answer.body;
  const Error error = co_await write_all(head, body);
  if (error) keep_alive_ = false;
}

asio::awaitable<void> Connection::refuse(unsigned status, std::string code, std::string sentence) {
  keep_alive_ = false;
  Answer answer = refusal(header(), status, code, sentence);
  co_await send(std::move(answer), {});
  co_await linger();
}

asio::awaitable<void> Connection::linger() {
  keep_alive_ = false;
  boost::system::error_code ignored;
  socket_.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  watch_.allow(linger_seconds);
  for (std::size_t drained = 0; drained < linger_bytes; drained += buffer_.size()) {
    buffer_.clear();
    const Error error = co_await receive();
    if (error) break;
  }
}

Connection::Released Connection::release() {
  Released released;
  std::ostringstream bytes;
  bytes << header();
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
  buffer_.max_size(std::max(buffer_limit, bytes.size() + read_size));
  const std::size_t copied = asio::buffer_copy(buffer_.prepare(bytes.size()), asio::buffer(bytes));
  buffer_.commit(copied);
}

/// The Exchange over a connection.
class Connection::Streaming : public Exchange {
 public:
  Streaming(Connection& connection, const std::function<asio::awaitable<void>()>& before_answer,
            std::string more_lines)
      : connection_(connection),
        before_answer_(before_answer),
        more_lines_(std::move(more_lines)) {}

  [[nodiscard]] const RequestHeader& request() const override { return connection_.header(); }
  [[nodiscard]] bool begun() const { return begun_; }

  asio::awaitable<std::size_t> read_some(std::span<char> buffer) override {
    const Piece piece = co_await connection_.read_some(buffer);
    if (piece.error) throw boost::system::system_error(piece.error);
    co_return piece.count;
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
    co_await before_answer_();
    if (!response.count(bhttp::field::content_length)) response.prepare_payload();
    const std::string head = head_of(response);
    const std::span<const char> body =
        connection_.to_head() ? std::span<const char>() : response.body();
    const Error error = co_await connection_.write_all(head, body);
    if (error) throw boost::system::system_error(error);
  }

  asio::awaitable<void> begin(ResponseHeader header, std::uint64_t content_length) override {
    co_await before_answer_();
    header.set(bhttp::field::content_length, std::to_string(content_length));
    const std::string head = head_of(header);
    const Error error = co_await connection_.write_all(head, {});
    if (error) throw boost::system::system_error(error);
  }

  asio::awaitable<void> begin_endless(ResponseHeader header) override {
    co_await before_answer_();
    connection_.keep_alive_ = false;
    const std::string head = head_of(header);
    const Error error = co_await connection_.write_all(head, {});
    if (error) throw boost::system::system_error(error);
  }

  asio::awaitable<void> write(std::span<const char> bytes) override {
    if (connection_.to_head()) co_return;
    const Error error = co_await connection_.write_all({}, bytes);
    if (error) throw boost::system::system_error(error);
  }

  asio::awaitable<void> send_file(int file, std::uint64_t offset, std::uint64_t length) override {
    if (connection_.to_head()) co_return;
    const auto allow = [this] { connection_.watch_.allow(connection_.limits_.stall_seconds); };
    allow();
    const auto error = co_await http::send_file(connection_.socket_, file, offset, length, allow);
    connection_.watch_.rest();
    if (error) throw boost::system::system_error(error);
  }

 private:
  std::string head_of(ResponseHeader& response) {
    begun_ = true;
    connection_.keep_alive_ = connection_.keep_alive_ && connection_.body_is_read();
    response.version(11);
    response.set(bhttp::field::date, connection_.date_.now());
    if (!connection_.keep_alive_) {
      response.set(bhttp::field::connection, "close");
    } else if (request().version() == 10) {
      response.set(bhttp::field::connection, "keep-alive");
    }
    std::ostringstream bytes;
    bytes << response;
    std::string head = bytes.str();
    head.insert(head.size() - 2, more_lines_);
    return head;
  }

  Connection& connection_;
  const std::function<asio::awaitable<void>()>& before_answer_;
  std::string more_lines_;
  bool begun_ = false;
};

asio::awaitable<void> Connection::stream(
    const std::function<asio::awaitable<void>(Exchange&)>& handler,
    const std::function<asio::awaitable<void>()>& before_answer, std::string more_lines) {
  Streaming exchange(*this, before_answer, std::move(more_lines));
  Error broken;
  try {
    co_await handler(exchange);
  } catch (const boost::system::system_error& error) {
    broken = error.code();
  }
  if (broken && !exchange.begun()) {
    co_await refuse_body(broken, 0);
  } else if (!broken && !body_is_read()) {
    co_await linger();
  }
  if (broken) keep_alive_ = false;
}

}  // namespace drydock::http
