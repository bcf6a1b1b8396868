#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/http/fields.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace drydock::http {

using RequestHeader = boost::beast::http::request_header<>;
using Response = boost::beast::http::response<boost::beast::http::string_body>;
using ResponseHeader = boost::beast::http::response_header<>;

/// One request and its answer, both of any size: what a handler of a streaming protocol gets. A
/// client that goes away, or is slower than the session's limits, ends the handler with a
/// system_error. A handler that leaves part of the body unread closes the connection after its
/// answer.
class Exchange {
 public:
  virtual ~Exchange() = default;

  [[nodiscard]] virtual const RequestHeader& request() const = 0;

  /// Reads the next bytes of the body into `buffer`; 0 at its end. Throws if the body was cut off.
  virtual boost::asio::awaitable<std::size_t> read_some(std::span<char> buffer) = 0;
  /// The rest of the body, or nothing if it is longer than `limit` bytes.
  virtual boost::asio::awaitable<std::optional<std::string>> read_all(std::size_t limit) = 0;

  /// The whole answer. To a HEAD request the body is not sent, but Content-Length tells its size
  /// unless the header already has one.
  virtual boost::asio::awaitable<void> respond(Response response) = 0;
  /// The header of an answer whose body of `content_length` bytes follows by `write`.
  virtual boost::asio::awaitable<void> begin(ResponseHeader header,
                                             std::uint64_t content_length) = 0;
  /// The header of an answer whose body, by `write`, ends with the connection.
  virtual boost::asio::awaitable<void> begin_endless(ResponseHeader header) = 0;
  virtual boost::asio::awaitable<void> write(std::span<const char> bytes) = 0;
  /// The same for a part of an open file, which the kernel sends by itself.
  virtual boost::asio::awaitable<void> send_file(int file, std::uint64_t offset,
                                                 std::uint64_t length) = 0;
};

}  // namespace drydock::http
