#include "emulator/ecs/gateway/gateway_connection.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/gateway/gateway.h"
#include "emulator/ecs/gateway/gateway_choice.h"
#include "emulator/ecs/gateway/gateway_connector.h"
#include "emulator/ecs/gateway/gateway_front.h"
#include "emulator/ecs/gateway/gateway_route.h"
#include "emulator/ecs/gateway/gateway_rules.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/attributes.h"
#include "emulator/elb/target_group.h"

namespace drydock::ecs {
namespace {

using model::ecs::GatewayClusterAssociationStatus;
using model::ecs::GatewayConnector;
using model::ecs::GatewayRouteStatus;

std::set<std::string> zones_of(const ec2::DefaultNetwork& network,
                               const std::vector<std::string>& subnets) {
  std::set<std::string> zones;
  for (const ec2::Subnet& subnet : network.subnets) {
    if (std::ranges::find(subnets, subnet.id) != subnets.end()) {
      zones.insert(subnet.availability_zone);
    }
  }
  return zones;
}

std::vector<GatewayCandidate> candidates_for(const Store& store, const World& world,
                                             const Service& service) {
  const auto network = ec2::default_network(world);
  std::vector<GatewayCandidate> candidates;
  for (const auto* one : store.table<GatewayAssociation>(world).indexed(service.cluster)) {
    const auto* gateway = store.find<Gateway>(world, one->gateway);
    if (gateway == nullptr || one->status != GatewayClusterAssociationStatus::active) continue;
    const auto& subnets = *gateway->configuration.network_configuration->subnets;
    candidates.push_back({.name = gateway->name,
                          .access_type = access_type(gateway->configuration),
                          .zones = zones_of(network, subnets)});
  }
  return candidates;
}

Result<std::vector<std::string>> gateways_for(const Store& store, const World& world,
                                              const Service& service) {
  const GatewayConnector& connector = service.gateway_connectors.front();
  GatewayWish wish{.cluster = service.cluster, .zones = {}};
  if (connector.filters && connector.filters->access_types) {
    wish.access_types = *connector.filters->access_types;
  }
  const auto& network = service.network_configuration;
  if (network && network->awsvpc_configuration) {
    wish.zones = zones_of(ec2::default_network(world), network->awsvpc_configuration->subnets);
  }
  return compatible_gateways(candidates_for(store, world, service), wish);
}

const GatewayRoute* route_to(const Store& store, const World& world, std::string_view service_key,
                             const std::string& gateway) {
  for (const auto* route : store.table<GatewayRoute>(world).indexed(service_key)) {
    if (route->gateway == gateway) return route;
  }
  return nullptr;
}

/// The route of the service to the gateway, with the port that it is to lead to from now on.
const GatewayRoute& ensure_route(Store& store, const World& world, const NewRoute& wanted,
                                 IdSource& ids, TimePoint now) {
  const auto* present = route_to(store, world, wanted.service, wanted.gateway);
  if (present == nullptr) return put_route(store, world, wanted, ids, now);
  if (!is_whole(store, world, *present)) {
    present = &restore_route(store, world, wanted, *present, ids, now);
  }
  if (present->port_name == wanted.port_name) return *present;
  return store.change<GatewayRoute>(world, present->key(), [&wanted](GatewayRoute& route) {
    route.port_name = wanted.port_name;
    route.status = GatewayRouteStatus::update_in_progress;
  });
}

/// The ids of the service's revisions whose routes are still of use.
std::set<std::string> revisions_in_use(const Store& store, const World& world,
                                       const Service& service) {
  std::set<std::string> ids;
  for (const TaskSet* set : task_sets_of(store, world, service)) ids.insert(set->revision);
  const auto* deployment = current_deployment(store, world, service);
  if (deployment != nullptr && is_under_way(*deployment)) {
    ids.insert(service.last_completed_revision);
  }
  return ids;
}

std::set<std::string> routes_in_use(const Store& store, const World& world,
                                    const Service& service) {
  std::set<std::string> routes;
  for (const std::string& id : revisions_in_use(store, world, service)) {
    const auto* revision = store.find<ServiceRevision>(world, service.key() + "/" + id);
    if (revision != nullptr) routes.insert(revision->routes.begin(), revision->routes.end());
  }
  return routes;
}

/// A route that is in use, as it is by now.
GatewayRoute settled(const Store& store, const World& world, const Service& service,
                     GatewayRoute route) {
  const TaskSet* set = primary_task_set(store, world, service);
  const auto* revision = set == nullptr ? nullptr : &revision_of(store, world, *set);
  const bool wanted = revision != nullptr && service.status == ServiceStatus::active &&
                      std::ranges::find(revision->routes, route.key()) != revision->routes.end();
  if (!wanted) {
    route.status = GatewayRouteStatus::delete_in_progress;
    return route;
  }
  route.port_name = revision->gateway_connectors.front().port_name;
  const bool changes = route.status == GatewayRouteStatus::update_in_progress &&
                       is_under_way(deployment_of(store, world, *set));
  if (!changes) route.status = GatewayRouteStatus::active;
  return route;
}

}  // namespace

Result<Done> check_connectors(const Store& store, const World& world, const Service& service,
                              const model::ecs::TaskDefinition& definition) {
  if (service.gateway_connectors.empty()) return Done{};
  if (const auto checked = check(service.gateway_connectors.front(), definition); !checked) {
    return checked;
  }
  const auto gateways = gateways_for(store, world, service);
  if (!gateways) return gateways.error();
  for (const std::string& name : *gateways) {
    const auto* route = route_to(store, world, service.key(), name);
    if (route != nullptr && is_whole(store, world, *route)) continue;
    const auto room = check_room(store, world, *store.find<Gateway>(world, name));
    if (!room) return room;
  }
  return Done{};
}

void connect(Store& store, const World& world, const Service& service, ServiceRevision& revision,
             IdSource& ids, TimePoint now) {
  if (service.gateway_connectors.empty()) return;
  const std::string& port_name = service.gateway_connectors.front().port_name;
  const auto* definition = find_revision(store, world, service.task_definition);
  const auto port =
      definition == nullptr ? std::nullopt : named_port(definition->definition, port_name);
  const auto gateways = gateways_for(store, world, service);
  // What has changed since the call was checked leaves the revision without.
  if (!port || !gateways) return;
  for (const std::string& name : *gateways) {
    const NewRoute wanted{
        .gateway = name, .service = service.key(), .port_name = port_name, .port = port->port};
    const GatewayRoute& route = ensure_route(store, world, wanted, ids, now);
    revision.routes.push_back(route.key());
    revision.load_balancers.push_back(load_balancer_of(route, port->container, port->port));
  }
}

void check_as_connected(Store& store, const World& world, const ServiceRevision& revision) {
  if (revision.routes.empty()) return;
  const GatewayConnector& connector = revision.gateway_connectors.front();
  const std::string delay = std::to_string(deregistration_delay_of(connector));
  const std::size_t own = revision.load_balancers.size() - revision.routes.size();
  for (std::size_t at = own; at < revision.target_groups.size(); ++at) {
    const std::string& arn = revision.target_groups[at];
    if (store.find<elb::TargetGroup>(world, arn) == nullptr) continue;
    store.change<elb::TargetGroup>(world, arn, [&](elb::TargetGroup& group) {
      group.health_check = health_check_of(connector);
      elb::set_attribute(elb::target_group_attributes(), group.attributes,
                         "deregistration_delay.timeout_seconds", delay);
    });
  }
}

void settle_routes(Store& store, const World& world, std::string_view service_key) {
  const auto* service = store.find<Service>(world, service_key);
  if (service == nullptr) return;
  std::vector<std::string> keys;
  for (const auto* route : store.table<GatewayRoute>(world).indexed(service_key)) {
    keys.push_back(route->key());
  }
  if (keys.empty()) return;
  const auto in_use = routes_in_use(store, world, *service);
  for (const std::string& key : keys) {
    if (!in_use.contains(key)) {
      take_route(store, world, key);
      continue;
    }
    const auto& route = *store.find<GatewayRoute>(world, key);
    GatewayRoute made = settled(store, world, *service, route);
    if (made != route) store.put(world, std::move(made));
  }
}

bool has_route_to(const Store& store, const World& world, std::string_view service_key,
                  std::string_view target_group) {
  const auto routes = store.table<GatewayRoute>(world).indexed(service_key);
  return std::ranges::any_of(routes, [target_group](const GatewayRoute* route) {
    return std::ranges::find(route->target_groups, target_group) != route->target_groups.end();
  });
}

}  // namespace drydock::ecs
