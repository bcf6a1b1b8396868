#pragma once

#include <map>
#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "emulator/model/service.h"

namespace drydock::aws {

/// Errors that every AWS service may give though no model lists them.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html
namespace error {
inline constexpr std::string_view access_denied = "AccessDenied";
inline constexpr std::string_view access_denied_exception = "AccessDeniedException";
inline constexpr std::string_view auth_failure = "AuthFailure";
inline constexpr std::string_view expired_token = "ExpiredToken";
inline constexpr std::string_view expired_token_exception = "ExpiredTokenException";
inline constexpr std::string_view incomplete_signature = "IncompleteSignature";
inline constexpr std::string_view incomplete_signature_exception = "IncompleteSignatureException";
inline constexpr std::string_view internal_failure = "InternalFailure";
inline constexpr std::string_view invalid_action = "InvalidAction";
inline constexpr std::string_view invalid_client_token_id = "InvalidClientTokenId";
inline constexpr std::string_view invalid_signature_exception = "InvalidSignatureException";
inline constexpr std::string_view malformed_input = "MalformedInput";
inline constexpr std::string_view malformed_query_string = "MalformedQueryString";
inline constexpr std::string_view missing_action = "MissingAction";
inline constexpr std::string_view missing_authentication_token = "MissingAuthenticationToken";
inline constexpr std::string_view missing_authentication_token_exception =
    "MissingAuthenticationTokenException";
inline constexpr std::string_view not_acceptable_exception = "NotAcceptableException";
inline constexpr std::string_view not_implemented = "NotImplemented";
inline constexpr std::string_view request_expired = "RequestExpired";
inline constexpr std::string_view serialization_exception = "SerializationException";
inline constexpr std::string_view server_exception = "ServerException";
inline constexpr std::string_view signature_does_not_match = "SignatureDoesNotMatch";
inline constexpr std::string_view throttling = "Throttling";
inline constexpr std::string_view unauthorized_operation = "UnauthorizedOperation";
inline constexpr std::string_view unknown_operation_exception = "UnknownOperationException";
inline constexpr std::string_view unrecognized_client_exception = "UnrecognizedClientException";
inline constexpr std::string_view unsupported_media_type_exception =
    "UnsupportedMediaTypeException";
inline constexpr std::string_view validation_error = "ValidationError";
}  // namespace error

/// An error as a protocol writes it.
struct ErrorReply {
  std::string wire_code;
  std::string query_code;  ///< What it is called in the query protocol.
  unsigned http_status = 400;
  bool sender_fault = true;
  std::string message;
  std::map<std::string, std::string> members;  ///< Further members; the values are JSON.
};

/// Looks the error up: first among the service's modelled errors, then among those that all
/// services share. An error that neither knows, as EC2's all are, is the sender's, with status 400.
ErrorReply reply_for(const model::ServiceModel& service, model::Protocol protocol,
                     const Error& error);

}  // namespace drydock::aws
