#include "api/aws/http_call.h"

#include <utility>

namespace drydock::aws {
namespace {

std::string_view field(const http::RequestHeader& header, boost::beast::http::field name) {
  const auto at = header.find(name);
  return at == header.end() ? std::string_view() : std::string_view(at->value());
}

}  // namespace

Request request_of(const http::Call& call) {
  using boost::beast::http::field;
  const auto target = call.header.find("X-Amz-Target");
  Request request;
  request.method = call.header.method_string();
  request.target = call.header.target();
  request.host = aws::field(call.header, field::host);
  request.content_type = aws::field(call.header, field::content_type);
  request.authorization = aws::field(call.header, field::authorization);
  if (target != call.header.end()) request.amz_target = target->value();
  request.body = call.body;
  return request;
}

http::Answer answer_of(Response response) {
  http::Answer answer;
  answer.status = response.status;
  answer.content_type = response.content_type;
  answer.body = std::move(response.body);
  answer.headers.emplace_back("x-amzn-RequestId", std::move(response.request_id));
  return answer;
}

}  // namespace drydock::aws
