#include "api/aws/error_reply.h"

#include <algorithm>
#include <array>

namespace drydock::aws {
namespace {

struct CommonError {
  std::string_view code;
  unsigned query_status;  // To those who speak JSON or CBOR it is 400 in place of every 403.
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
    {error::not_acceptable_exception, 406},
    {error::not_implemented, 501},
    {error::server_exception, 500},
    {error::signature_does_not_match, 403},
    {error::unauthorized_operation, 403},
    {error::unsupported_media_type_exception, 415},
});

unsigned common_status(model::Protocol protocol, std::string_view code) {
  // As AWS's own framework for servers has it: the path names the operation, and there is none.
  // https://docs.rs/aws-smithy-http-server/latest/aws_smithy_http_server/protocol/rpc_v2_cbor/
  const bool no_path = code == error::unknown_operation_exception;
  if (no_path && protocol == model::Protocol::cbor) return 404;
  const auto at = std::ranges::find(kCommonErrors, code, &CommonError::code);
  if (at == kCommonErrors.end()) return 400;
  return !is_form(protocol) && at->query_status == 403 ? 400 : at->query_status;
}

}  // namespace

ErrorReply reply_for(const model::ServiceModel& service, model::Protocol protocol,
                     const Error& error) {
  ErrorReply reply;
  reply.message = error.message();
  reply.members = error.members();
  if (const auto* shape = model::find_error(service, error.code())) {
    reply.wire_code = is_form(protocol) ? shape->wire_code : shape->name;
    reply.query_code = shape->wire_code;
    reply.http_status = static_cast<unsigned>(shape->http_status);
    reply.sender_fault = shape->sender_fault;
  } else {
    reply.wire_code = error.code();
    reply.query_code = error.code();
    reply.http_status = common_status(protocol, error.code());
    reply.sender_fault = reply.http_status < 500;
  }
  return reply;
}

}  // namespace drydock::aws
