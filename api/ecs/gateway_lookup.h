#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "api/aws/context.h"
#include "emulator/base/result.h"

namespace drydock::ecs {
struct Gateway;
struct GatewayRoute;
}  // namespace drydock::ecs

/// How the handlers of gateways find what a call names.
namespace drydock::ecs::api {

/// The gateway with this name or ARN.
Result<const Gateway*> find_gateway(const aws::Context& context, std::string_view given);
/// The gateway route with this ARN.
Result<const GatewayRoute*> find_gateway_route(const aws::Context& context, std::string_view arn);

/// What a list is to be narrowed down to: the name in what the caller gave, nothing where he gave
/// nothing. A thing that is not there makes an empty list.
Result<std::optional<std::string>> wanted_gateway(const aws::Context& context,
                                                  const std::optional<std::string>& given);
Result<std::optional<std::string>> wanted_cluster(const aws::Context& context,
                                                  const std::optional<std::string>& given);

}  // namespace drydock::ecs::api
