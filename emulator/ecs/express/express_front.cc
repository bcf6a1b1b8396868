#include "emulator/ecs/express/express_front.h"

#include <algorithm>
#include <set>
#include <utility>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/errors.h"
#include "emulator/ecs/gateway/front_parts.h"
#include "emulator/elb/attributes.h"
#include "emulator/elb/health_check_rules.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/network_rules.h"
#include "emulator/elb/new_records.h"
#include "emulator/elb/target_group.h"

namespace drydock::ecs {
namespace {

using elb::Listener;
using elb::TargetGroup;

/// A gateway whose load balancer is in these very subnets, and has room for one more service; null
/// where there is none.
const ExpressGateway* gateway_to_share(const Store& store, const World& world,
                                       const std::vector<std::string>& subnets) {
  const std::set<std::string> wanted(subnets.begin(), subnets.end());
  const auto table = store.table<ExpressGateway>(world);
  for (const auto& [key, gateway] : table.rows()) {
    if (store.find<Listener>(world, gateway.listener) == nullptr) continue;
    const auto* balancer = store.find<elb::LoadBalancer>(world, gateway.load_balancer);
    if (balancer == nullptr) continue;
    if (std::set(balancer->subnets.begin(), balancer->subnets.end()) != wanted) continue;
    if (table.members(balancer->arn).size() >= services_per_load_balancer_max) continue;
    if (elb::count_rules(store, world, balancer->arn) < elb::rules_max) return &gateway;
  }
  return nullptr;
}

void put_load_balancer(Store& store, const World& world, ExpressGateway& gateway,
                       const ExpressFront& wanted, IdSource& ids, TimePoint now) {
  elb::LoadBalancer balancer;
  balancer.name = "ecs-express-gateway-alb-" + ids.hex(8);
  balancer.subnets = wanted.subnets;
  balancer.security_groups = {ec2::default_network(world).security_group_id};
  balancer.tags = managed_tags();
  const Listener& listener = put_shared_balancer(store, world, std::move(balancer), ids, now);
  gateway.load_balancer = listener.load_balancer_arn;
  gateway.listener = listener.arn;
}

std::string put_group(Store& store, const World& world, const ExpressFront& wanted, IdSource& ids,
                      TimePoint now) {
  NewTargetGroup group{.port = wanted.port, .health_check = {}, .tags = managed_tags()};
  group.health_check.path = wanted.health_check_path;
  return put_target_group(store, world, group, ids, now);
}

std::string put_rule(Store& store, const World& world, const ExpressGateway& gateway,
                     IdSource& ids) {
  NewRule rule{.arn = elb::new_rule_arn(*store.find<Listener>(world, gateway.listener), ids),
               .listener = gateway.listener,
               .endpoint = gateway.endpoint,
               .conditions = {},
               .shares = {{gateway.target_groups.at(0), 100}, {gateway.target_groups.at(1), 0}},
               .tags = managed_tags()};
  std::string arn = rule.arn;
  put_endpoint_rule(store, world, std::move(rule));
  return arn;
}

bool is_protected(const Store& store, const World& world, const std::string& arn) {
  const auto* balancer = store.find<elb::LoadBalancer>(world, arn);
  return balancer != nullptr &&
         elb::flag_attribute(elb::load_balancer_attributes(), balancer->attributes,
                             "deletion_protection.enabled");
}

}  // namespace

Result<Done> check_health_check_path(const std::string& path) {
  elb::HealthCheck check;
  check.path = path;
  return in_words_of_ecs(elb::check(check));
}

Result<Done> check_network(const World& world, const ExpressFront& wanted) {
  const auto network = ec2::default_network(world);
  const auto subnets = in_words_of_ecs(elb::check_subnets(wanted.subnets, network));
  if (!subnets) return subnets;
  return in_words_of_ecs(elb::check_security_groups(wanted.security_groups, network));
}

Result<Done> check_front(const Store& store, const World& world, const ExpressFront& wanted) {
  if (const auto network = check_network(world, wanted); !network) return network;
  const auto path = check_health_check_path(wanted.health_check_path);
  if (!path) return path;
  if (store.table<TargetGroup>(world).size() + 2 > elb::target_groups_max) {
    return invalid_parameter("The maximum number of target groups has been reached");
  }
  if (gateway_to_share(store, world, wanted.subnets) == nullptr &&
      store.table<elb::LoadBalancer>(world).size() >= elb::load_balancers_max) {
    return invalid_parameter("The maximum number of load balancers has been reached");
  }
  return Done{};
}

void put_front(Store& store, const World& world, ExpressGateway& gateway,
               const ExpressFront& wanted, IdSource& ids, TimePoint now) {
  if (const auto* shared = gateway_to_share(store, world, wanted.subnets)) {
    gateway.load_balancer = shared->load_balancer;
    gateway.listener = shared->listener;
  } else {
    put_load_balancer(store, world, gateway, wanted, ids, now);
  }
  gateway.target_groups.clear();
  for (int i = 0; i < 2; ++i) {
    gateway.target_groups.push_back(put_group(store, world, wanted, ids, now));
  }
  gateway.rule = put_rule(store, world, gateway, ids);
}

void take_front_down(Store& store, const World& world, std::string_view service_key) {
  const auto* found = store.find<ExpressGateway>(world, service_key);
  if (found == nullptr || found->load_balancer.empty()) return;
  const ExpressGateway gateway = *found;
  store.erase<elb::Rule>(world, gateway.rule);
  const bool is_last = store.table<ExpressGateway>(world).members(gateway.load_balancer).size() < 2;
  if (is_last && !is_protected(store, world, gateway.load_balancer)) {
    elb::erase_load_balancer(store, world, gateway.load_balancer);
  }
  erase_unused_groups(store, world, gateway.target_groups);
  store.change<ExpressGateway>(world, service_key, [](ExpressGateway& record) {
    record.load_balancer.clear();
    record.listener.clear();
    record.rule.clear();
    record.target_groups.clear();
  });
}

}  // namespace drydock::ecs
