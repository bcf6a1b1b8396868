#include "api/aws/error_reply.h"

#include <algorithm>
#include <array>

namespace drydock::aws {
namespace {

struct CommonError {
  std::string_view code;
  unsigned query_status;  // To those who speak JSON it is 400 in place of every 403.
};

constexpr auto kCommonErrors = std::to_array<CommonError>({
    {error::access_denied, 403},
    {error::access_denied_exception, 403},
    {error::auth_failure, 401},
    {error::expired_token, 403},
    {error::expired_token_exception, 403},
    {error::internal_failure, 500},
    {error::invalid_client_token_id, 403},
    {error::missing_authentication_token, 403},
    {error::not_implemented, 501},
    {error::server_exception, 500},
    {error::signature_does_not_match, 403},
    {error::unauthorized_operation, 403},
});

unsigned common_status(model::Protocol protocol, std::string_view code) {
  const auto at = std::ranges::find(kCommonErrors, code, &CommonError::code);
  if (at == kCommonErrors.end()) return 400;
  const bool json = protocol == model::Protocol::json;
  return json && at->query_status == 403 ? 400 : at->query_status;
}

}  // namespace

ErrorReply reply_for(const model::ServiceModel& service, model::Protocol protocol,
                     const Error& error) {
  ErrorReply reply;
  reply.message = error.message();
  reply.members = error.members();
  if (const auto* shape = model::find_error(service, error.code())) {
    reply.wire_code = protocol == model::Protocol::json ? shape->name : shape->wire_code;
    reply.http_status = static_cast<unsigned>(shape->http_status);
    reply.sender_fault = shape->sender_fault;
  } else {
    reply.wire_code = error.code();
    reply.http_status = common_status(protocol, error.code());
    reply.sender_fault = reply.http_status < 500;
  }
  return reply;
}

}  // namespace drydock::aws
