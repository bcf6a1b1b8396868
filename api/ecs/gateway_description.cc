#include "api/ecs/gateway_description.h"

#include <utility>

#include "emulator/base/arn.h"
#include "emulator/ecs/gateway/gateway.h"
#include "emulator/ecs/gateway/gateway_rules.h"
#include "emulator/ecs/references.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"

namespace drydock::ecs::api {
namespace {

std::vector<std::string> security_groups_of(const Store& store, const World& world,
                                            const GatewayRoute& route) {
  std::vector<std::string> arns;
  const auto* balancer = store.find<elb::LoadBalancer>(world, route.load_balancer);
  if (balancer == nullptr) return arns;
  for (const std::string& id : balancer->security_groups) {
    arns.push_back(make_arn("ec2", world, "security-group/" + id));
  }
  return arns;
}

bool has_test_rule(const Store& store, const World& world, const GatewayRoute& route) {
  return store.find<elb::Rule>(world, route.test_rule) != nullptr;
}

/// Which of the route's target groups the revision's tasks are in: the other one is the alternate.
std::string group_of(const GatewayRoute& route, const ServiceRevision& revision) {
  for (const std::string& group : revision.target_groups) {
    if (group == route.target_groups.at(1)) return group;
  }
  return route.target_groups.at(0);
}

model::ecs::GatewayConnectionAlbResources resources_of(const Store& store, const World& world,
                                                       const GatewayRoute& route,
                                                       const ServiceRevision& revision) {
  model::ecs::GatewayConnectionAlbResources shown;
  shown.load_balancer_arn = route.load_balancer;
  shown.load_balancer_security_group_arns = security_groups_of(store, world, route);
  shown.listener_arn = route.listener;
  shown.listener_rule_arn = route.rule;
  if (has_test_rule(store, world, route)) shown.test_listener_rule_arn = route.test_rule;
  const std::string group = group_of(route, revision);
  shown.target_group_arn = group;
  shown.alternate_target_group_arn =
      route.target_groups.at(group == route.target_groups[0] ? 1 : 0);
  return shown;
}

}  // namespace

model::ecs::GatewayRoute describe(const Store& store, const World& world, const GatewayRoute& route,
                                  const OwnPort& port) {
  model::ecs::GatewayRoute shown;
  shown.gateway_route_arn = gateway_route_arn(world, route.key());
  shown.service_arn = service_arn(world, route.cluster(), route.service_name());
  shown.service_container_port_name = route.port_name;
  shown.status = route.status;
  shown.service_url = endpoint_url(world, route.endpoint, port);
  model::ecs::GatewayRouteAlbResources made;
  made.load_balancer_arn = route.load_balancer;
  made.listener_arn = route.listener;
  made.listener_rule_arn = route.rule;
  auto& test_rules = made.test_listener_rule_arns.emplace();
  if (has_test_rule(store, world, route)) test_rules.push_back(route.test_rule);
  auto& groups = made.load_balancer_security_groups.emplace();
  for (std::string& arn : security_groups_of(store, world, route)) {
    groups.push_back({.arn = std::move(arn), .rule_arns = std::nullopt});
  }
  shown.resources.emplace().host_shared_alb.emplace().push_back(std::move(made));
  return shown;
}

std::vector<model::ecs::GatewayConnection> describe_connections(const Store& store,
                                                                const World& world,
                                                                const ServiceRevision& revision,
                                                                const OwnPort& port) {
  std::vector<model::ecs::GatewayConnection> connections;
  for (const std::string& key : revision.routes) {
    const auto* route = store.find<GatewayRoute>(world, key);
    if (route == nullptr) continue;
    auto& shown = connections.emplace_back();
    shown.gateway_arn = gateway_arn(world, route->gateway);
    shown.gateway_route_arn = gateway_route_arn(world, key);
    shown.port_name = revision.gateway_connectors.front().port_name;
    shown.service_url = endpoint_url(world, route->endpoint, port);
    if (const auto* gateway = store.find<Gateway>(world, route->gateway)) {
      shown.access_type = access_type(gateway->configuration);
    }
    shown.status = route->status;
    shown.resources.emplace().host_shared_alb.emplace().push_back(
        resources_of(store, world, *route, revision));
  }
  return connections;
}

}  // namespace drydock::ecs::api
