#include "api/ecr/authorization.h"

#include "emulator/base/base64.h"

namespace drydock::ecr::api {

namespace wire = model::ecr;

Result<wire::GetAuthorizationTokenResponse> Authorization::get_token(
    aws::Context& context, const wire::GetAuthorizationTokenRequest& request) const {
  // For whatever registry a token is asked for, it is the caller's: good where they are at home.
  std::size_t wanted = 1;
  if (request.registry_ids && !request.registry_ids->empty()) wanted = request.registry_ids->size();
  const TimePoint expiry = context.now + login_lifetime;
  wire::GetAuthorizationTokenResponse response;
  response.authorization_data.emplace();
  for (std::size_t i = 0; i < wanted; ++i) {
    const std::string password = tokens_.mint({context.world, expiry, ""});
    response.authorization_data->push_back({.authorization_token = base64_encode("AWS:" + password),
                                            .expires_at = expiry,
                                            .proxy_endpoint = "http://" + authority_});
  }
  return response;
}

}  // namespace drydock::ecr::api
