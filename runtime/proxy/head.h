#pragma once

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/field.hpp>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/elb/listener_rule.h"
#include "runtime/proxy/body_frame.h"

namespace drydock::proxy {

/// A header field, and which of the well-known ones it is.
struct Field : elb::HeaderField {
  boost::beast::http::field id = boost::beast::http::field::unknown;
};

/// An Application Load Balancer's limits, in bytes.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
inline constexpr std::size_t longest_request_line = 16 * 1024;
inline constexpr std::size_t longest_header_line = 16 * 1024;
inline constexpr std::size_t longest_request_head = 64 * 1024;
inline constexpr std::size_t longest_response_head = 32 * 1024;
/// A request with more addresses in X-Forwarded-For is refused with 463.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-troubleshooting.html#http-463-issues
inline constexpr std::size_t most_forwarded_for = 30;

/// How far a head has been read.
enum class HeadState { incomplete, complete, refused };

/// The head of a request, as views into the bytes that it was read from. Those stay where they are
/// while the head is used.
struct RequestHead {
  std::string_view method;
  std::string_view target;  ///< As the client sent it.
  /// Of the Host header or an absolute target; may have a port. Empty where a client of HTTP/1.0
  /// sent none, or a client an empty one.
  std::string_view host;
  std::string_view path;   ///< Percent-encoded, without the query.
  std::string_view query;  ///< Without its question mark.
  std::vector<Field> fields;
  std::size_t size = 0;  ///< In bytes, with the empty line at its end and one before it, if any.
  bool http_1_0 = false;
  bool keep_alive = true;
  bool chunked = false;
  bool upgrade = false;  ///< It asks to become a WebSocket, and has no body.
  bool expects_continue = false;
  std::optional<std::uint64_t> content_length;

  [[nodiscard]] BodyFrame body() const;
};

/// The head of a target's answer, likewise.
struct ResponseHead {
  int status = 0;
  std::string_view reason;
  std::vector<Field> fields;
  std::size_t size = 0;
  bool keep_alive = true;
  bool chunked = false;
  std::optional<std::uint64_t> content_length;

  [[nodiscard]] bool interim() const { return status >= 100 && status < 200 && status != 101; }
  /// No body follows it, whatever its fields say: 1xx, 204 and 304.
  [[nodiscard]] bool never_has_body() const {
    return status / 100 == 1 || status == 204 || status == 304;
  }
  /// `to_head`: it answers a HEAD request, so nothing follows.
  [[nodiscard]] BodyFrame body(bool to_head) const;
};

/// Reads heads, one after another. Beast's parser does the reading; what a load balancer refuses
/// beyond it is refused here.
class RequestParser {
 public:
  /// Reads the head that `sent` starts with. When refused, `status` tells how to answer.
  HeadState parse(std::string_view sent, RequestHead& head);
  [[nodiscard]] int status() const { return status_; }

 private:
  class Reader;
  HeadState refuse(int status);
  HeadState check_incomplete(std::string_view bytes);
  HeadState check(RequestHead& head);
  HeadState check_fields(RequestHead& head);

  int status_ = 0;
  std::size_t searched_ = 0;         ///< No end of a head is in so many bytes.
  std::list<std::string> unfolded_;  ///< Values that were sent over several lines.
};

class ResponseParser {
 public:
  HeadState parse(std::string_view bytes, ResponseHead& head);

 private:
  class Reader;
  std::size_t searched_ = 0;
  std::list<std::string> unfolded_;
  std::string completed_;  ///< A head whose status line was not as Beast reads them.
};

}  // namespace drydock::proxy
