#include "emulator/ecs/gateway/gateway_route.h"

#include <utility>

namespace drydock::ecs {

model::ecs::LoadBalancer load_balancer_of(const GatewayRoute& route, std::string container,
                                          int port) {
  model::ecs::LoadBalancer made;
  made.target_group_arn = route.target_groups.at(0);
  made.container_name = std::move(container);
  made.container_port = port;
  auto& advanced = made.advanced_configuration.emplace();
  advanced.alternate_target_group_arn = route.target_groups.at(1);
  advanced.production_listener_rule = route.rule;
  advanced.test_listener_rule = route.test_rule;
  return made;
}

}  // namespace drydock::ecs
