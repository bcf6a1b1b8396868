#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "api/http/answer.h"
#include "api/http/date_text.h"
#include "api/http/exchange.h"
#include "api/http/memory_budget.h"
#include "api/http/stall_watch.h"

namespace drydock::http {

/// How much a client may send, and how long it may take. Beyond a limit it gets 400, 408, 413, 431
/// or 503 with a sentence, or is cut off where nothing can be answered any more. Times are the
/// machine's, in whole seconds.
struct Limits {
  std::uint32_t header_bytes = 64 * 1024;
  /// An API request's body, but for those that Routes::body_limit says otherwise of.
  std::size_t api_body_bytes = 1024 * 1024;
  /// All bodies and large answers together that are held in memory at one time.
  std::size_t bytes_in_flight = 128 * 1024 * 1024;
  std::size_t connections = 4096;
  int idle_seconds = 75;    ///< Between two requests of a connection.
  int header_seconds = 20;  ///< From a request's first byte to the end of its header.
  int stall_seconds = 30;   ///< Without a byte moving while the client is the one to move it.
};

/// A whole request to an API, as a handler of small answers gets it.
struct Call {
  const RequestHeader& header;
  std::string_view body;
  /// Where a large body lies, which may be used up in reading it; null for a small one.
  std::string* storage = nullptr;
};

/// The server's side of one TCP connection: it reads requests one after another and writes the
/// answers. Stays on the executor of its socket. A request of which not all could be read is the
/// connection's last: what follows on it is never taken for another.
class Connection {
 public:
  /// What a thread's connections share.
  struct Surroundings {
    const Limits& limits;
    StallWatch& watch;
    DateText& date;
    MemoryBudget& budget;
  };

  Connection(boost::asio::ip::tcp::socket socket, const Surroundings& surroundings);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// Reads the next request's header. False when the client has closed the connection, gone silent
  /// or sent what is no HTTP; the last two have then been answered. A target in absolute form has
  /// become a Host and a path. https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2
  boost::asio::awaitable<bool> read_header();
  [[nodiscard]] const RequestHeader& header() const { return parser_->get().base(); }
  [[nodiscard]] bool to_head() const;

  /// Whether the body is too large to be read on the control thread.
  [[nodiscard]] bool has_large_body() const;

  /// Reads the body into memory; it holds until the answer is sent. Nothing, with an answer sent
  /// where the client can read one, if it is longer than `limit`, cut off or malformed.
  boost::asio::awaitable<std::optional<Call>> read_body(std::size_t limit);

  /// Sends an answer, with `more_lines` in its header.
  boost::asio::awaitable<void> send(Answer answer, std::string more_lines);

  /// Refuses the request in hand, of which the body has not been read, and takes no further one.
  boost::asio::awaitable<void> refuse(unsigned status, std::string code, std::string sentence);

  /// The request in hand as an Exchange, for a handler that streams. `before_answer` is awaited
  /// before its answer begins; `more_lines` stand in the answer's header.
  boost::asio::awaitable<void> stream(
      const std::function<boost::asio::awaitable<void>(Exchange&)>& handler,
      const std::function<boost::asio::awaitable<void>()>& before_answer, std::string more_lines);

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
  using Error = boost::system::error_code;
  struct Piece {
    Error error;
    std::size_t count = 0;
  };

  boost::asio::awaitable<Error> receive();
  boost::asio::awaitable<bool> refuse_header(Error error);
  boost::asio::awaitable<bool> accept_header();
  void take_absolute_target();
  [[nodiscard]] std::string_view malformed_header() const;

  [[nodiscard]] std::uint64_t body_length() const;
  [[nodiscard]] bool body_is_read() const;
  boost::asio::awaitable<void> send_continue();
  boost::asio::awaitable<Piece> read_some(std::span<char> room);
  boost::asio::awaitable<Piece> read_sized(std::span<char> room);
  boost::asio::awaitable<Piece> read_chunked(std::span<char> room);
  boost::asio::awaitable<Error> read_small_body();
  boost::asio::awaitable<Error> read_large_body(std::size_t limit);
  bool grow_body(std::size_t limit);
  void drop_body();
  boost::asio::awaitable<void> refuse_body(Error error, std::size_t limit);

  boost::asio::awaitable<Error> write_all(std::string_view head, std::span<const char> body);
  boost::asio::awaitable<void> linger();

  const Limits& limits_;
  DateText& date_;
  MemoryBudget& budget_;
  boost::asio::ip::tcp::socket socket_;
  StallWatch::Guard watch_;
  boost::beast::flat_buffer buffer_;
  std::optional<boost::beast::http::request_parser<boost::beast::http::buffer_body>> parser_;
  std::uint64_t body_left_ = 0;     ///< Of a body that has a length, not yet taken.
  std::size_t body_in_buffer_ = 0;  ///< Of a small body that lies in `buffer_`.
  std::string body_;                ///< A large one.
  MemoryBudget::Share body_share_;  ///< What `body_` and a large answer take of the budget.
  bool continued_ = false;          ///< The client has been told to go on, or never asked.
  bool keep_alive_ = true;
};

}  // namespace drydock::http
