#include "api/ecs/gateway_lookup.h"

#include "api/ecs/lookup.h"
#include "emulator/ecs/gateway/gateway.h"
#include "emulator/ecs/gateway/gateway_route.h"
#include "model/ecs/service_model.h"

namespace drydock::ecs::api {

Result<const Gateway*> find_gateway(const aws::Context& context, std::string_view given) {
  const auto name = gateway_name(context.world, given);
  if (!name) return name.error();
  const auto* found = context.store.find<Gateway>(context.world, *name);
  if (found == nullptr) {
    return aws::Error(model::ecs::error::gateway_not_found_exception, "Gateway not found.");
  }
  return found;
}

Result<const GatewayRoute*> find_gateway_route(const aws::Context& context, std::string_view arn) {
  const auto key = gateway_route_key(context.world, arn);
  if (!key) return key.error();
  const auto* found = context.store.find<GatewayRoute>(context.world, *key);
  if (found == nullptr) {
    return aws::Error(model::ecs::error::resource_not_found_exception,
                      "The specified gateway route was not found.");
  }
  return found;
}

Result<std::optional<std::string>> wanted_gateway(const aws::Context& context,
                                                  const std::optional<std::string>& given) {
  if (!given) return std::optional<std::string>();
  auto name = gateway_name(context.world, *given);
  if (!name) return name.error();
  return std::optional<std::string>(*std::move(name));
}

Result<std::optional<std::string>> wanted_cluster(const aws::Context& context,
                                                  const std::optional<std::string>& given) {
  if (!given) return std::optional<std::string>();
  auto name = cluster_name(context.world, given);
  if (!name) return name.error();
  return std::optional<std::string>(*std::move(name));
}

}  // namespace drydock::ecs::api
