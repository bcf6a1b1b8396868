#include "api/registry/login.h"

#include "api/registry/oci_error.h"
#include "emulator/base/base64.h"
#include "emulator/ecr/registry_host.h"

namespace drydock::registry {
namespace {

namespace bhttp = boost::beast::http;
using Verified = std::variant<ecr::Grant, ecr::LoginTokens::Invalid, ecr::LoginTokens::Expired>;

std::string_view to_view(const boost::beast::string_view& text) {
  return {text.data(), text.size()};
}

/// The token in a Basic authorization of the user "AWS".
std::optional<std::string> basic_token(std::string_view authorization) {
  constexpr std::string_view scheme = "basic ";
  if (!boost::beast::iequals(authorization.substr(0, scheme.size()), scheme)) return {};
  const auto decoded = base64_decode(authorization.substr(scheme.size()));
  constexpr std::string_view user = "AWS:";
  if (!decoded || !decoded->starts_with(user)) return {};
  return decoded->substr(user.size());
}

bool reads_one_layer(const http::RequestHeader& request, const Route& route) {
  return route.kind == Route::Kind::blob &&
         (request.method() == bhttp::verb::get || request.method() == bhttp::verb::head);
}

Verified verify(const http::RequestHeader& request, const Route& route,
                const ecr::LoginTokens& tokens, TimePoint now) {
  std::string layer;
  std::optional<std::string> token;
  const std::string* in_address = route.parameter(ecr::layer_token_parameter);
  if (in_address != nullptr && reads_one_layer(request, route)) {
    layer = route.name + '@' + route.reference;
    token = *in_address;
  } else {
    token = basic_token(to_view(request[bhttp::field::authorization]));
  }
  if (!token) return ecr::LoginTokens::Invalid{};
  Verified verified = tokens.verify(*token, now);
  const auto* grant = std::get_if<ecr::Grant>(&verified);
  if (grant != nullptr && grant->layer != layer) return ecr::LoginTokens::Invalid{};
  return verified;
}

http::Response challenge(std::string_view host) {
  http::Response response = make_response(401);
  response.set(bhttp::field::content_type, "text/plain; charset=utf-8");
  response.set(bhttp::field::www_authenticate,
               "Basic realm=\"http://" + std::string(host) + "/\",service=\"ecr.amazonaws.com\"");
  response.body() = "Not Authorized\n";
  return response;
}

}  // namespace

std::variant<ecr::Grant, http::Response> log_in(const http::RequestHeader& request,
                                                const Route& route, const ecr::LoginTokens& tokens,
                                                TimePoint now) {
  const std::string_view host = to_view(request[bhttp::field::host]);
  const Verified verified = verify(request, route, tokens, now);
  if (std::holds_alternative<ecr::LoginTokens::Expired>(verified)) {
    return to_response(
        {403, "DENIED", "Your authorization token has expired. Reauthenticate and try again."});
  }
  const auto* good = std::get_if<ecr::Grant>(&verified);
  if (good == nullptr) return challenge(host);
  ecr::Grant grant = *good;
  const auto named = ecr::world_of_host(host);
  if (named && named->account != grant.world.account) {
    // ECR would ask the repository's policy, and there is none. The words are drydock's.
    return to_response({403, "DENIED",
                        "The authorization token is for the registry of account " +
                            grant.world.account + ", not for that of " + named->account});
  }
  if (named && grant.layer.empty()) grant.world.region = named->region;
  return grant;
}

}  // namespace drydock::registry
