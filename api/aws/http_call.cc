#include "api/aws/http_call.h"

#include <algorithm>
#include <array>
#include <utility>

namespace drydock::aws {
namespace {

template <class Name>
std::string_view field(const http::RequestHeader& header, Name name) {
  const auto at = header.find(name);
  return at == header.end() ? std::string_view() : std::string_view(at->value());
}

constexpr std::size_t mebibyte = 1024 * 1024;

struct BodyLimit {
  std::string_view operation;
  std::size_t bytes;
};
constexpr std::size_t usual_body_limit = mebibyte;
/// https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_UploadLayerPart.html (20971520
/// bytes) and API_PutImage.html (4194304 characters).
constexpr std::array larger_bodies{BodyLimit{"UploadLayerPart", 28 * mebibyte},
                                   BodyLimit{"PutImage", 9 * mebibyte}};

}  // namespace

std::size_t body_limit(const http::RequestHeader& request) {
  const auto target = request.find("X-Amz-Target");
  if (target == request.end()) return usual_body_limit;
  const std::string_view name = target->value();
  const std::string_view operation = name.substr(name.rfind('.') + 1);
  const auto larger = std::ranges::find(larger_bodies, operation, &BodyLimit::operation);
  return larger == larger_bodies.end() ? usual_body_limit : larger->bytes;
}

Request request_of(const http::Call& call) {
  using boost::beast::http::field;
  Request request;
  request.method = call.header.method_string();
  request.target = call.header.target();
  request.host = aws::field(call.header, field::host);
  request.content_type = aws::field(call.header, field::content_type);
  request.authorization = aws::field(call.header, field::authorization);
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
  answer.headers.emplace_back("x-amzn-RequestId", std::move(response.request_id));
  return answer;
}

}  // namespace drydock::aws
