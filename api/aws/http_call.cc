#include "api/aws/http_call.h"

#include <utility>

#include "api/aws/routing.h"

namespace drydock::aws {
namespace {

template <class Name>
std::string_view field(const http::RequestHeader& header, Name name) {
  const auto at = header.find(name);
  return at == header.end() ? std::string_view() : std::string_view(at->value());
}

}  // namespace

std::size_t body_limit(const http::RequestHeader& request) {
  const auto* operation = named_operation(field(request, "X-Amz-Target"), request.target());
  return operation == nullptr ? model::usual_body_limit : operation->body_limit;
}

Request request_of(const http::Call& call) {
  using boost::beast::http::field;
  Request request;
  request.method = call.header.method_string();
  request.target = call.header.target();
  request.host = aws::field(call.header, field::host);
  request.content_type = aws::field(call.header, field::content_type);
  request.authorization = aws::field(call.header, field::authorization);
  request.smithy_protocol = aws::field(call.header, "Smithy-Protocol");
  request.accept = aws::field(call.header, field::accept);
  request.amz_target = aws::field(call.header, "X-Amz-Target");
  request.security_token = aws::field(call.header, "X-Amz-Security-Token");
  request.body = call.body;
  request.body_storage = call.storage;
  return request;
}

http::Answer answer_of(Response response) {
  http::Answer answer;
  answer.status = response.status;
  answer.content_type = response.content_type;
  answer.body = std::move(response.body);
  answer.headers = std::move(response.headers);
  answer.headers.emplace_back("x-amzn-RequestId", std::move(response.request_id));
  return answer;
}

}  // namespace drydock::aws
