#include "api/http/cors.h"

#include <boost/beast/http/verb.hpp>

namespace drydock::http {
namespace {

constexpr std::string_view requested_method = "Access-Control-Request-Method";
constexpr std::string_view requested_headers = "Access-Control-Request-Headers";

}  // namespace

std::string cors_lines(std::string_view origin) {
  std::string lines = "Access-Control-Allow-Origin: ";
  lines += origin;
  lines +=
      "\r\nVary: Origin\r\nAccess-Control-Expose-Headers: Date, Docker-Content-Digest, Location, "
      "smithy-protocol, x-amzn-query-error, x-amzn-RequestId\r\n";
  return lines;
}

bool is_preflight(const RequestHeader& request) {
  return request.method() == boost::beast::http::verb::options &&
         request.find(requested_method) != request.end();
}

Answer preflight_answer(const RequestHeader& request) {
  Answer answer{204, "", "", {}};
  answer.headers.emplace_back("Access-Control-Allow-Methods",
                              "GET, HEAD, POST, PUT, PATCH, DELETE");
  const auto headers = request.find(requested_headers);
  if (headers != request.end()) {
    answer.headers.emplace_back("Access-Control-Allow-Headers", std::string(headers->value()));
  }
  answer.headers.emplace_back("Access-Control-Max-Age", "600");
  return answer;
}

}  // namespace drydock::http
