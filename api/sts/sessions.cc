#include "api/sts/sessions.h"

#include <string>

#include "api/aws/error_reply.h"
#include "emulator/base/arn.h"
#include "emulator/base/partition.h"
#include "emulator/iam/new_session.h"
#include "emulator/iam/session.h"
#include "emulator/iam/sessions.h"
#include "emulator/iam/web_identity.h"
#include "emulator/store/store.h"
#include "model/sts/service_model.h"

namespace drydock::sts::api {
namespace {

constexpr Duration lifetime_by_default = std::chrono::hours(1);

Duration lifetime(const std::optional<std::int32_t>& given) {
  return given ? Duration(seconds(*given)) : lifetime_by_default;
}

/// The role, which is of the partition that the call is for.
Result<iam::RoleReference> find_role(const aws::Context& context, std::string_view arn) {
  auto role = iam::role_reference(arn);
  if (!role || role->partition != partition_of(context.world.region)) {
    return aws::Error(aws::error::validation_error, "Request ARN is invalid");
  }
  return *std::move(role);
}

/// STS pads the session token of who asks for it, which drydock has no use for.
Result<Done> check_token_size(const std::optional<std::int32_t>& least) {
  if (least.value_or(0) == 0) return Done{};
  return aws::Error(aws::error::validation_error,
                    "drydock does not pad session tokens: MinimumSessionTokenSize must be 0.");
}

/// Makes the session and keeps it, so that whoever signs with its keys is known by them.
Result<iam::NewSession> open_session(aws::Context& context, const iam::RoleReference& role,
                                     std::string_view name, Duration lifetime) {
  if (!iam::make_room_for_session(context.store, context.now)) {
    return aws::Error(aws::error::throttling,
                      "drydock keeps " + std::to_string(iam::sessions_max) +
                          " temporary credentials at a time, and none of them has expired.");
  }
  auto made = iam::make_session(role, name, lifetime, context.ids, context.now);
  context.store.put(iam::session_world, made.session);
  return made;
}

model::sts::Credentials credentials(const iam::NewSession& made) {
  return {.access_key_id = made.session.access_key_id,
          .secret_access_key = made.secret_access_key,
          .session_token = made.session_token,
          .expiration = made.session.expires_at};
}

model::sts::AssumedRoleUser assumed_role_user(const iam::Session& session) {
  return {.assumed_role_id = session.user_id, .arn = session.arn};
}

Result<Done> check_expiry(const iam::WebIdentity& identity, TimePoint now) {
  const auto current =
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  if (!identity.expires_at || current < *identity.expires_at) return Done{};
  return aws::Error(model::sts::error::expired_token_exception,
                    "Token expired: current date/time " + std::to_string(current) +
                        " must be before the expiration date/time " +
                        std::to_string(*identity.expires_at));
}

/// The ARN that the issuer's provider has in IAM: its URL without the scheme.
std::string provider_arn(const World& world, std::string issuer) {
  constexpr std::string_view scheme = "https://";
  if (issuer.starts_with(scheme)) issuer.erase(0, scheme.size());
  return make_global_arn("iam", world, "oidc-provider/" + issuer);
}

}  // namespace

Result<model::sts::GetCallerIdentityResponse> get_caller_identity(
    aws::Context& context, const model::sts::GetCallerIdentityRequest&) {
  return model::sts::GetCallerIdentityResponse{.user_id = context.caller.user_id,
                                               .account = context.caller.account,
                                               .arn = context.caller.arn};
}

Result<model::sts::AssumeRoleResponse> assume_role(aws::Context& context,
                                                   const model::sts::AssumeRoleRequest& request) {
  const auto role = find_role(context, request.role_arn);
  if (!role) return role.error();
  const auto size = check_token_size(request.minimum_session_token_size);
  if (!size) return size.error();
  const auto made =
      open_session(context, *role, request.role_session_name, lifetime(request.duration_seconds));
  if (!made) return made.error();
  model::sts::AssumeRoleResponse response;
  response.credentials = credentials(*made);
  response.assumed_role_user = assumed_role_user(made->session);
  response.session_token_size = static_cast<std::int32_t>(made->session_token.size());
  response.source_identity = request.source_identity;
  return response;
}

Result<model::sts::AssumeRoleWithWebIdentityResponse> assume_role_with_web_identity(
    aws::Context& context, const model::sts::AssumeRoleWithWebIdentityRequest& request) {
  const auto role = find_role(context, request.role_arn);
  if (!role) return role.error();
  const auto size = check_token_size(request.minimum_session_token_size);
  if (!size) return size.error();
  const auto identity = iam::read_web_identity(request.web_identity_token);
  if (!identity) {
    return aws::Error(model::sts::error::invalid_identity_token_exception,
                      "The ID Token provided is not a valid JWT. (You may see this error if you "
                      "sent an Access Token)");
  }
  if (const auto alive = check_expiry(*identity, context.now); !alive) return alive.error();
  const auto made =
      open_session(context, *role, request.role_session_name, lifetime(request.duration_seconds));
  if (!made) return made.error();
  model::sts::AssumeRoleWithWebIdentityResponse response;
  response.credentials = credentials(*made);
  response.assumed_role_user = assumed_role_user(made->session);
  response.session_token_size = static_cast<std::int32_t>(made->session_token.size());
  response.subject_from_web_identity_token = identity->subject;
  response.audience = identity->audience;
  response.provider = provider_arn({role->account, context.world.region}, identity->issuer);
  return response;
}

}  // namespace drydock::sts::api
