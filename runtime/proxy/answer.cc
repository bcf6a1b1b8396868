#include "runtime/proxy/answer.h"

#include <array>
#include <chrono>
#include <cstdio>

#include <boost/beast/http/status.hpp>

namespace drydock::proxy {
namespace {

/// AWS's phrases, which are not always the standard's.
std::string_view reason_of(int status) {
  switch (status) {
    case 302:
      return "Found";
    case 414:
      return "Request-URI Too Large";
    case 421:
      return "Misdirected Request";
    case 463:  // AWS's own; how its page calls it is not documented.
      return "Too Many X-Forwarded-For Addresses";
    case 503:
      return "Service Temporarily Unavailable";
    case 504:
      return "Gateway Time-out";
    default: {
      const auto reason =
          boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(status));
      return {reason.data(), reason.size()};
    }
  }
}

std::string title_of(int status) {
  return std::to_string(status) + " " + std::string(reason_of(status));
}

}  // namespace

Answer status_page(int status) {
  const std::string title = title_of(status);
  Answer answer;
  answer.status = status;
  answer.body = "<html>\r\n<head><title>" + title + "</title></head>\r\n<body>\r\n<center><h1>" +
                title + "</h1></center>\r\n</body>\r\n</html>\r\n";
  return answer;
}

void write_answer(std::string& out, const Answer& answer, const AnswerOptions& options) {
  out.append("HTTP/1.1 ").append(title_of(answer.status)).append("\r\n");
  if (options.server_header) out.append("Server: awselb/2.0\r\n");
  out.append("Date: ").append(http_date(options.now)).append("\r\n");
  out.append("Content-Type: ").append(answer.content_type).append("\r\n");
  out.append("Content-Length: ").append(std::to_string(answer.body.size())).append("\r\n");
  if (!answer.location.empty()) out.append("Location: ").append(answer.location).append("\r\n");
  out.append(options.keep_alive ? "Connection: keep-alive\r\n\r\n" : "Connection: close\r\n\r\n");
  if (!options.to_head) out.append(answer.body);
}

std::string http_date(TimePoint time) {
  static constexpr std::array days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  static constexpr std::array months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto midnight = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(midnight);
  const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - midnight));
  std::array<char, 64> text{};
  const int length = std::snprintf(
      text.data(), text.size(), "%s, %02u %s %04d %02d:%02d:%02d GMT",
      days[std::chrono::weekday(midnight).c_encoding()], static_cast<unsigned>(date.day()),
      months[static_cast<unsigned>(date.month()) - 1], static_cast<int>(date.year()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()));
  return {text.data(), static_cast<std::size_t>(length)};
}

}  // namespace drydock::proxy
