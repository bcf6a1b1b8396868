#include "api/ecr/authorization.h"

#include "emulator/base/base64.h"

namespace drydock::ecr::api {

namespace wire = model::ecr;

Result<wire::GetAuthorizationTokenResponse> Authorization::get_token(
    aws::Context& context, const wire::GetAuthorizationTokenRequest& request) const {
  std::vector<std::string> accounts{context.world.account};
  if (request.registry_ids && !request.registry_ids->empty()) accounts = *request.registry_ids;
  const TimePoint expiry = context.now + login_lifetime;
  wire::GetAuthorizationTokenResponse response;
  response.authorization_data.emplace();
  for (const std::string& account : accounts) {
    const std::string password = tokens_.mint({{account, context.world.region}, expiry, ""});
    response.authorization_data->push_back({.authorization_token = base64_encode("AWS:" + password),
                                            .expires_at = expiry,
                                            .proxy_endpoint = "http://" + authority_});
  }
  return response;
}

}  // namespace drydock::ecr::api
