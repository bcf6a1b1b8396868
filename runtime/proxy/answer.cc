#include "runtime/proxy/answer.h"

#include <boost/beast/http/status.hpp>

#include "emulator/base/http_date.h"

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

}  // namespace drydock::proxy
