#include "api/aws/identity.h"

#include <algorithm>
#include <array>
#include <utility>

#include "api/aws/error_reply.h"
#include "api/aws/routing.h"
#include "emulator/base/account.h"
#include "emulator/base/arn.h"
#include "emulator/iam/session.h"
#include "emulator/iam/sessions.h"
#include "emulator/model/service.h"

namespace drydock::aws {
namespace {

/// One error about who calls and what they may, as each protocol names it.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/CommonErrors.html
/// https://docs.aws.amazon.com/STS/latest/APIReference/CommonErrors.html
/// https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
struct Names {
  std::string_view query;
  std::string_view json;
  std::string_view ec2;
  std::string_view json_message;  ///< Empty where it says what the query protocol says.
  std::string_view ec2_message;   ///< As well.
};

std::string message_of(std::string_view own, const Error& error) {
  return own.empty() ? error.message() : std::string(own);
}

constexpr auto names = std::to_array<Names>({
    {error::incomplete_signature, error::incomplete_signature_exception,
     error::incomplete_signature, "", ""},
    {error::signature_does_not_match, error::invalid_signature_exception, error::auth_failure, "",
     "AWS was not able to validate the provided access credentials"},
    {error::invalid_client_token_id, error::unrecognized_client_exception, error::auth_failure, "",
     "AWS was not able to validate the provided access credentials"},
    {error::expired_token, error::expired_token_exception, error::request_expired, "",
     "Request has expired."},
    {error::missing_authentication_token, error::missing_authentication_token_exception,
     error::missing_authentication_token, "Missing Authentication Token", ""},
    {error::access_denied, error::access_denied_exception, error::unauthorized_operation, "", ""},
});

}  // namespace

Caller root_of(const World& world, std::string_view access_key_id) {
  Caller caller;
  caller.account = world.account;
  caller.access_key_id = access_key_id;
  caller.arn = make_global_arn("iam", world, "root");
  caller.user_id = caller.account;
  return caller;
}

Result<Caller> identify(const Route& route, const std::string& region, const Defaults& defaults,
                        const Store& store, TimePoint now) {
  if (route.operation->is_unsigned) {
    return root_of({defaults.account, region}, "");
  }
  if (route.signature) return caller_of(*route.signature, region, defaults, store, now);
  if (!route.signature_error.code().empty()) return route.signature_error;
  return Error(error::missing_authentication_token, "Request is missing Authentication Token");
}

Result<Caller> caller_of(const Signature& signature, std::string_view region,
                         const Defaults& defaults, const Store& store, TimePoint now) {
  const std::string_view key = signature.access_key_id;
  if (!key.starts_with("ASIA")) {
    const std::string account = is_account(key) ? std::string(key) : defaults.account;
    return root_of({account, std::string(region)}, key);
  }
  const auto* session = iam::find_session(store, key, signature.session_token);
  if (session == nullptr) {
    return Error(error::invalid_client_token_id,
                 "The security token included in the request is invalid.");
  }
  if (session->expires_at <= now) {
    return Error(error::expired_token, "The security token included in the request is expired");
  }
  return Caller{.account = session->account,
                .access_key_id = session->access_key_id,
                .arn = session->arn,
                .user_id = session->user_id};
}

Error in_words_of(model::Protocol protocol, Error error) {
  const auto found = std::ranges::find(names, error.code(), &Names::query);
  if (found == names.end()) return error;
  switch (protocol) {
    case model::Protocol::json:
    case model::Protocol::cbor:
      return {found->json, message_of(found->json_message, error)};
    case model::Protocol::ec2:
      return {found->ec2, message_of(found->ec2_message, error)};
    case model::Protocol::query:
      break;
  }
  return error;
}

}  // namespace drydock::aws
