#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/http/exchange.h"
#include "api/http/stall_watch.h"

namespace drydock::http {

/// How much a client may send, and how long it may take. Beyond a limit it gets 400, 413 or 431, or
/// is cut off where nothing can be answered any more. Times are the machine's, in whole seconds.
struct Limits {
  std::uint32_t header_bytes = 64 * 1024;
  std::size_t api_body_bytes = 32 * 1024 * 1024;  ///< A layer part is 20 MiB before its base64.
  int idle_seconds = 75;                          ///< Between two requests of a connection.
  int header_seconds = 20;  ///< From a request's first byte to the end of its header.
  int stall_seconds = 30;   ///< Without a byte moving, in a body or in an answer.
};

/// A whole request to an API, as a handler of small answers gets it.
struct Call {
  const RequestHeader& header;
  std::string_view body;
};

/// The server's side of one TCP connection: it reads requests one after another and writes the
/// answers. Stays on the executor of its socket, with the StallWatch of that thread.
class Connection {
 public:
  using Parser = boost::beast::http::request_parser<boost::beast::http::empty_body>;

  Connection(boost::asio::ip::tcp::socket socket, const Limits& limits, StallWatch& watch);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Reads the next request's header. False when the client has closed the connection, gone silent
  /// or sent what is no HTTP; the last has then been answered.
  boost::asio::awaitable<bool> read_header();
  [[nodiscard]] const RequestHeader& header() const { return parser_->get().base(); }

  /// Reads the body into memory; the view holds until the next read_header. Nothing, with an answer
  /// sent, if it is longer than Limits::api_body_bytes or cut off.
  boost::asio::awaitable<std::optional<std::string_view>> read_body();

  /// Sends an answer that stands ready as HTTP's own bytes.
  boost::asio::awaitable<void> send(std::string_view bytes);

  /// The request in hand as an Exchange, for a handler that streams.
  boost::asio::awaitable<void> stream(
      const std::function<boost::asio::awaitable<void>(Exchange&)>& handler);

  /// Whether the client and the answers so far allow another request.
  [[nodiscard]] bool keep_alive() const { return keep_alive_; }

  /// A socket given away, with all that was read from it and not yet answered, as HTTP's bytes.
  struct Released {
    boost::asio::ip::tcp protocol = boost::asio::ip::tcp::v4();
    boost::asio::ip::tcp::socket::native_handle_type handle = -1;
    std::string bytes;
  };
  /// After read_header, in place of an answer.
  Released release();

  /// Goes on with a connection that another thread has released.
  static boost::asio::ip::tcp::socket adopt(const boost::asio::any_io_executor& executor,
                                            const Released& released);
  void prefill(std::string_view bytes);

 private:
  class Streaming;

  boost::asio::awaitable<bool> receive();
  boost::asio::awaitable<void> refuse(unsigned status, std::string_view text);
  boost::asio::awaitable<void> send_continue();
  boost::asio::awaitable<std::optional<std::string_view>> read_sized_body(std::uint64_t length);
  boost::asio::awaitable<std::optional<std::string_view>> read_chunked_body();

  const Limits& limits_;
  boost::asio::ip::tcp::socket socket_;
  StallWatch::Guard watch_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  std::size_t body_in_buffer_ = 0;
  std::string body_;
  bool keep_alive_ = true;
};

}  // namespace drydock::http
