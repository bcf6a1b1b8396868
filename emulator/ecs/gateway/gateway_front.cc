#include "emulator/ecs/gateway/gateway_front.h"

#include <algorithm>
#include <utility>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/errors.h"
#include "emulator/ecs/gateway/front_parts.h"
#include "emulator/ecs/gateway/gateway_choice.h"
#include "emulator/ecs/gateway/test_traffic.h"
#include "emulator/elb/attributes.h"
#include "emulator/elb/new_records.h"
#include "emulator/elb/target_group.h"
#include "emulator/elb/traffic_split.h"

namespace drydock::ecs {
namespace {

using elb::Listener;
using elb::LoadBalancer;

/// Test rules come before all of these, whenever they are made.
constexpr int least_production_priority = 1001;

/// What the gateway has made may have its tags, beside the one that tells who made it.
ElbTags tags_for(const Gateway& gateway) {
  ElbTags tags = managed_tags();
  if (gateway.propagate_tags == model::ecs::PropagateGatewayTags::none) return tags;
  for (const auto& tag : gateway.tags) tags[tag.key.value_or("")] = tag.value.value_or("");
  return tags;
}

/// The tags of what is there already: a client's own stay.
template <class Record>
void renew_tags(Store& store, const World& world, const Gateway& gateway, const std::string& key) {
  if (store.find<Record>(world, key) == nullptr) return;
  store.change<Record>(world, key, [&gateway](Record& record) {
    for (const auto& tag : gateway.tags) record.tags.erase(tag.key.value_or(""));
    record.tags.merge(tags_for(gateway));
  });
}

void set_attributes(const Gateway& gateway, elb::AttributeValues& values) {
  const auto set = [&values](std::string_view key, std::string_view value) {
    elb::set_attribute(elb::load_balancer_attributes(), values, key, value);
  };
  const auto& configuration = gateway.configuration;
  set("deletion_protection.enabled", gateway.deletion_protection ? "true" : "false");
  set("routing.http.desync_mitigation_mode", model::to_text(*configuration.http_desync));
  const auto& logs = configuration.access_logs;
  const bool logged = logs && logs->destination && logs->destination->s3;
  set("access_logs.s3.enabled", logged ? "true" : "false");
  set("access_logs.s3.bucket", logged ? logs->destination->s3->bucket : "");
  set("access_logs.s3.prefix", logged ? logs->destination->s3->prefix.value_or("") : "");
}

/// AWS's gateway makes a security group of its own beside the one that it is given; here there is
/// the default VPC's.
std::vector<std::string> security_groups_for(const World& world, const Gateway& gateway) {
  std::string own = ec2::default_network(world).security_group_id;
  const auto& network = *gateway.configuration.network_configuration;
  return {network.inbound_security_group.value_or(std::move(own))};
}

std::vector<BalancerLoad> loads_of(const Store& store, const World& world,
                                   const std::vector<GatewayBalancer>& balancers) {
  std::vector<BalancerLoad> loads;
  for (const GatewayBalancer& one : balancers) {
    loads.push_back({.routes = store.table<GatewayRoute>(world).members(one.load_balancer).size(),
                     .rules = elb::count_rules(store, world, one.load_balancer)});
  }
  return loads;
}

BalancerChoice choice_for(const Store& store, const World& world, const Gateway& gateway) {
  return choose_balancer(loads_of(store, world, balancers_of(store, world, gateway)),
                         static_cast<std::size_t>(*gateway.configuration.max_alb_count));
}

GatewayBalancer put_balancer(Store& store, const World& world, const Gateway& gateway,
                             IdSource& ids, TimePoint now) {
  const auto& configuration = gateway.configuration;
  LoadBalancer balancer;
  balancer.name = "ecs-gateway-alb-" + ids.hex(8);
  if (configuration.scheme == model::ecs::GatewayElbScheme::internal) {
    balancer.scheme = model::elbv2::LoadBalancerSchemeEnum::internal;
  }
  balancer.subnets = *configuration.network_configuration->subnets;
  balancer.security_groups = security_groups_for(world, gateway);
  balancer.tags = tags_for(gateway);
  set_attributes(gateway, balancer.attributes);
  const Listener& listener = put_shared_balancer(store, world, std::move(balancer), ids, now);
  GatewayBalancer made{.load_balancer = listener.load_balancer_arn, .listener = listener.arn};
  store.change<Gateway>(world, gateway.name,
                        [&made](Gateway& record) { record.balancers.push_back(made); });
  return made;
}

GatewayBalancer balancer_for_one_more(Store& store, const World& world, const std::string& name,
                                      IdSource& ids, TimePoint now) {
  const Gateway& gateway = *store.find<Gateway>(world, name);
  const auto choice = choice_for(store, world, gateway);
  if (choice.kind != BalancerChoice::Kind::present) {
    return put_balancer(store, world, gateway, ids, now);
  }
  return balancers_of(store, world, gateway).at(choice.at);
}

/// Has the route's test rule as the gateway knows test traffic: a new one shares the requests as
/// the other rule does, until a deployment says otherwise.
void renew_test_rule(Store& store, const World& world, const Gateway& gateway,
                     const GatewayRoute& route) {
  const auto condition = test_condition(gateway.configuration);
  if (!condition) {
    store.erase<elb::Rule>(world, route.test_rule);
    return;
  }
  if (store.find<elb::Rule>(world, route.test_rule) != nullptr) {
    store.change<elb::Rule>(world, route.test_rule, [&](elb::Rule& rule) {
      rule.conditions = endpoint_conditions(world, route.endpoint, {*condition});
    });
    return;
  }
  const auto shares = elb::shares_of_rule(store, world, route.rule);
  if (shares.empty()) return;
  put_endpoint_rule(store, world,
                    {.arn = route.test_rule,
                     .listener = route.listener,
                     .endpoint = route.endpoint,
                     .conditions = {*condition},
                     .shares = shares,
                     .tags = tags_for(gateway)});
}

/// All requests go to the first group, until a deployment says otherwise.
void put_rules(Store& store, const World& world, const Gateway& gateway,
               const GatewayRoute& route) {
  put_endpoint_rule(store, world,
                    {.arn = route.rule,
                     .listener = route.listener,
                     .least_priority = least_production_priority,
                     .endpoint = route.endpoint,
                     .conditions = {},
                     .shares = {{route.target_groups.at(0), 100}, {route.target_groups.at(1), 0}},
                     .tags = tags_for(gateway)});
  renew_test_rule(store, world, gateway, route);
}

/// Puts the route behind a load balancer that has room.
void move_route(Store& store, const World& world, GatewayRoute& route, IdSource& ids,
                TimePoint now) {
  const GatewayBalancer balancer = balancer_for_one_more(store, world, route.gateway, ids, now);
  const auto& listener = *store.find<Listener>(world, balancer.listener);
  route.load_balancer = balancer.load_balancer;
  route.listener = balancer.listener;
  route.rule = elb::new_rule_arn(listener, ids);
  route.test_rule = elb::new_rule_arn(listener, ids);
}

/// Makes what the route lacks, all of it for a new one, and its rules anew.
void make_parts(Store& store, const World& world, int port, GatewayRoute& route, IdSource& ids,
                TimePoint now) {
  if (store.find<Listener>(world, route.listener) == nullptr) {
    move_route(store, world, route, ids, now);
  }
  const Gateway& gateway = *store.find<Gateway>(world, route.gateway);
  auto& groups = route.target_groups;
  const std::vector<std::string> before = groups;
  for (std::string& group : groups) {
    if (store.find<elb::TargetGroup>(world, group) != nullptr) continue;
    group = put_target_group(
        store, world, {.port = port, .health_check = {}, .tags = tags_for(gateway)}, ids, now);
  }
  // Tasks may be in the one that was there: requests go to it, since it comes first.
  if (groups.at(0) != before.at(0) && groups.at(1) == before.at(1)) {
    std::swap(groups.at(0), groups.at(1));
  }
  for (const std::string& rule : {route.rule, route.test_rule}) store.erase<elb::Rule>(world, rule);
  put_rules(store, world, gateway, route);
}

void renew_route(Store& store, const World& world, const Gateway& gateway,
                 const GatewayRoute& route) {
  if (store.find<Listener>(world, route.listener) == nullptr) return;
  renew_test_rule(store, world, gateway, route);
  for (const std::string& rule : {route.rule, route.test_rule}) {
    renew_tags<elb::Rule>(store, world, gateway, rule);
  }
  for (const std::string& group : route.target_groups) {
    renew_tags<elb::TargetGroup>(store, world, gateway, group);
  }
}

/// A load balancer goes with its last route.
void give_back(Store& store, const World& world, const GatewayRoute& gone) {
  if (!store.table<GatewayRoute>(world).members(gone.load_balancer).empty()) return;
  elb::erase_load_balancer(store, world, gone.load_balancer);
  if (store.find<Gateway>(world, gone.gateway) == nullptr) return;
  store.change<Gateway>(world, gone.gateway, [&gone](Gateway& record) {
    std::erase_if(record.balancers, [&gone](const GatewayBalancer& one) {
      return one.load_balancer == gone.load_balancer;
    });
  });
}

/// An association that is being ended goes with the last route of its cluster.
void end_association(Store& store, const World& world, const GatewayRoute& gone) {
  using model::ecs::GatewayClusterAssociationStatus;
  const std::string key = gone.gateway + "/" + std::string(gone.cluster());
  const auto* association = store.find<GatewayAssociation>(world, key);
  if (association == nullptr ||
      association->status != GatewayClusterAssociationStatus::disassociating) {
    return;
  }
  if (has_route_from(store, world, gone.gateway, gone.cluster())) return;
  store.erase<GatewayAssociation>(world, key);
}

model::ecs::GatewayResourceFailure not_there(const GatewayBalancer& balancer) {
  model::ecs::GatewayResourceFailure failure{.arn = balancer.load_balancer};
  failure.errors.emplace().push_back(
      {.operation = "elasticloadbalancing:ModifyLoadBalancerAttributes",
       .code = "LoadBalancerNotFound",
       .message = "One or more load balancers not found"});
  return failure;
}

}  // namespace

std::vector<GatewayBalancer> balancers_of(const Store& store, const World& world,
                                          const Gateway& gateway) {
  std::vector<GatewayBalancer> present;
  for (const GatewayBalancer& one : gateway.balancers) {
    if (store.find<LoadBalancer>(world, one.load_balancer) == nullptr) continue;
    if (store.find<Listener>(world, one.listener) != nullptr) present.push_back(one);
  }
  return present;
}

std::vector<const GatewayRoute*> routes_of_gateway(const Store& store, const World& world,
                                                   std::string_view gateway) {
  return store.table<GatewayRoute>(world).starting_with(std::string(gateway) + "/");
}

bool has_route_from(const Store& store, const World& world, std::string_view gateway,
                    std::string_view cluster) {
  const auto routes = routes_of_gateway(store, world, gateway);
  return std::ranges::find(routes, cluster, &GatewayRoute::cluster) != routes.end();
}

Result<Done> check_room(const Store& store, const World& world, const Gateway& gateway) {
  if (store.table<elb::TargetGroup>(world).size() + 2 > elb::target_groups_max) {
    return invalid_parameter("The maximum number of target groups has been reached");
  }
  const auto choice = choice_for(store, world, gateway);
  if (choice.kind == BalancerChoice::Kind::none) {
    return invalid_parameter("The gateway " + gateway.name +
                             " has no room for another service: all of its " +
                             std::to_string(*gateway.configuration.max_alb_count) +
                             " load balancers (maxAlbCount) are full.");
  }
  if (choice.kind == BalancerChoice::Kind::one_more &&
      store.table<LoadBalancer>(world).size() >= elb::load_balancers_max) {
    return invalid_parameter("The maximum number of load balancers has been reached");
  }
  return Done{};
}

const GatewayRoute& put_route(Store& store, const World& world, const NewRoute& wanted,
                              IdSource& ids, TimePoint now) {
  GatewayRoute route{.id = ids.hex(32), .gateway = wanted.gateway, .service = wanted.service};
  route.port_name = wanted.port_name;
  route.endpoint = new_endpoint(route.service_name(), ids);
  route.target_groups.resize(2);
  route.created_at = now;
  make_parts(store, world, wanted.port, route, ids, now);
  return store.put(world, std::move(route));
}

bool is_whole(const Store& store, const World& world, const GatewayRoute& route) {
  const auto* gateway = store.find<Gateway>(world, route.gateway);
  const bool is_tested = gateway != nullptr && test_condition(gateway->configuration);
  return store.find<Listener>(world, route.listener) != nullptr &&
         store.find<elb::Rule>(world, route.rule) != nullptr &&
         (!is_tested || store.find<elb::Rule>(world, route.test_rule) != nullptr) &&
         std::ranges::all_of(route.target_groups, [&](const std::string& group) {
           return store.find<elb::TargetGroup>(world, group) != nullptr;
         });
}

const GatewayRoute& restore_route(Store& store, const World& world, const NewRoute& wanted,
                                  const GatewayRoute& present, IdSource& ids, TimePoint now) {
  const GatewayRoute before = present;
  GatewayRoute route = before;
  make_parts(store, world, wanted.port, route, ids, now);
  const GatewayRoute& kept = store.put(world, std::move(route));
  if (kept.load_balancer != before.load_balancer) give_back(store, world, before);
  return kept;
}

void take_route(Store& store, const World& world, std::string_view route_key) {
  const auto* found = store.find<GatewayRoute>(world, route_key);
  if (found == nullptr) return;
  const GatewayRoute route = *found;
  store.erase<GatewayRoute>(world, route_key);
  store.erase<elb::Rule>(world, route.rule);
  store.erase<elb::Rule>(world, route.test_rule);
  erase_unused_groups(store, world, route.target_groups);
  give_back(store, world, route);
  end_association(store, world, route);
}

std::vector<model::ecs::GatewayResourceFailure> renew_front(Store& store, const World& world,
                                                            const Gateway& gateway) {
  std::vector<model::ecs::GatewayResourceFailure> failures;
  for (const GatewayBalancer& one : gateway.balancers) {
    if (store.find<LoadBalancer>(world, one.load_balancer) == nullptr) {
      failures.push_back(not_there(one));
      continue;
    }
    store.change<LoadBalancer>(world, one.load_balancer, [&](LoadBalancer& balancer) {
      set_attributes(gateway, balancer.attributes);
      balancer.security_groups = security_groups_for(world, gateway);
    });
    renew_tags<LoadBalancer>(store, world, gateway, one.load_balancer);
    renew_tags<Listener>(store, world, gateway, one.listener);
  }
  for (const GatewayRoute* route : routes_of_gateway(store, world, gateway.name)) {
    renew_route(store, world, gateway, *route);
  }
  return failures;
}

}  // namespace drydock::ecs
