#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "api/http/exchange.h"
#include "api/registry/route.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ecr/login_tokens.h"

namespace drydock::registry {

/// Whose registry a request may use, and for what: the host's, or for a bare host the token's. A
/// token is good for its own account's registries only. Without a good one the answer to give
/// instead: ECR asks for a Basic login with a token of GetAuthorizationToken as the password of the
/// user "AWS", and has no token service. The reading of one layer is also granted by the token in
/// the address that GetDownloadUrlForLayer gives.
/// https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html
std::variant<ecr::Grant, http::Response> log_in(const http::RequestHeader& request,
                                                const Route& route, const ecr::LoginTokens& tokens,
                                                TimePoint now);

}  // namespace drydock::registry
