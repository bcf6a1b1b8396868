#include "emulator/ecs/express/express_front.h"

#include <algorithm>
#include <cctype>
#include <set>
#include <utility>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/errors.h"
#include "emulator/elb/action_rules.h"
#include "emulator/elb/attributes.h"
#include "emulator/elb/balancer_names.h"
#include "emulator/elb/condition_rules.h"
#include "emulator/elb/health_check_rules.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/network_rules.h"
#include "emulator/elb/new_records.h"
#include "emulator/elb/references.h"
#include "emulator/elb/registration.h"
#include "emulator/elb/target_group.h"
#include "model/elbv2/common.h"

namespace drydock::ecs {
namespace {

using elb::Listener;
using elb::TargetGroup;
using model::elbv2::Action;
using model::elbv2::ActionTypeEnum;

/// What a client can tell these things by.
const std::map<std::string, std::string> managed_tags = {{"AmazonECSManaged", "true"}};
constexpr int listener_port = 80;

Result<Done> in_words_of_ecs(const Result<Done>& checked) {
  if (checked) return checked;
  return invalid_parameter(checked.error().message());
}

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

Action answer_not_found() {
  Action action{.type = ActionTypeEnum::fixed_response};
  action.fixed_response_config = {
      .message_body = std::nullopt, .status_code = "404", .content_type = "text/plain"};
  return action;
}

void put_load_balancer(Store& store, const World& world, ExpressGateway& gateway,
                       const ExpressFront& wanted, IdSource& ids, TimePoint now) {
  const auto network = ec2::default_network(world);
  elb::LoadBalancer balancer;
  balancer.name = "ecs-express-gateway-alb-" + ids.hex(8);
  balancer.vpc_id = network.vpc_id;
  balancer.subnets = wanted.subnets;
  balancer.security_groups = {network.security_group_id};
  balancer.created_at = now;
  balancer.tags = managed_tags;
  elb::give_names(balancer, world, ids);
  Listener listener;
  listener.arn = elb::new_listener_arn(balancer.arn, ids);
  listener.load_balancer_arn = balancer.arn;
  listener.port = listener_port;
  listener.default_actions = elb::complete({answer_not_found()});
  listener.tags = managed_tags;
  gateway.load_balancer = balancer.arn;
  gateway.listener = listener.arn;
  store.put(world, std::move(balancer));
  store.put(world, std::move(listener));
}

std::string put_target_group(Store& store, const World& world, const ExpressFront& wanted,
                             IdSource& ids, TimePoint now) {
  TargetGroup group;
  group.name = "ecs-gateway-tg-" + ids.hex(17);
  group.arn = elb::new_target_group_arn(world, group.name, ids);
  group.protocol_version = "HTTP1";
  group.port = wanted.port;
  group.vpc_id = ec2::default_network(world).vpc_id;
  group.target_type = model::elbv2::TargetTypeEnum::ip;
  group.health_check.path = wanted.health_check_path;
  group.tags = managed_tags;
  group.created_at = now;
  return store.put(world, std::move(group)).arn;
}

/// The least that no rule of the listener has.
int free_priority(const Store& store, const World& world, const std::string& listener) {
  std::set<int> taken;
  for (const auto& [arn, rule] : store.table<elb::Rule>(world).members(listener)) {
    taken.insert(rule->priority);
  }
  int priority = 1;
  while (taken.contains(priority)) ++priority;
  return priority;
}

std::string put_rule(Store& store, const World& world, const ExpressGateway& gateway,
                     IdSource& ids) {
  elb::Rule rule;
  rule.arn = elb::new_rule_arn(*store.find<Listener>(world, gateway.listener), ids);
  rule.listener_arn = gateway.listener;
  rule.priority = free_priority(store, world, gateway.listener);
  model::elbv2::RuleCondition hosts{.field = "host-header"};
  hosts.values = elb::endpoint_names(gateway.endpoint, world.region);
  rule.conditions = elb::complete({std::move(hosts)});
  Action action{.type = ActionTypeEnum::forward};
  auto& groups = action.forward_config.emplace().target_groups.emplace();
  for (const std::string& group : gateway.target_groups) {
    groups.push_back({.target_group_arn = group, .weight = groups.empty() ? 100 : 0});
  }
  rule.actions = elb::complete({std::move(action)});
  rule.tags = managed_tags;
  return store.put(world, std::move(rule)).arn;
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
    gateway.target_groups.push_back(put_target_group(store, world, wanted, ids, now));
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
  for (const std::string& group : gateway.target_groups) {
    if (!elb::is_in_use(store, world, group)) elb::erase_target_group(store, world, group);
  }
  store.change<ExpressGateway>(world, service_key, [](ExpressGateway& record) {
    record.load_balancer.clear();
    record.listener.clear();
    record.rule.clear();
    record.target_groups.clear();
  });
}

std::string new_endpoint(std::string_view service_name, IdSource& ids) {
  std::string endpoint;
  for (const unsigned char c : service_name) {
    if (endpoint.size() < 2 && std::isalnum(c) != 0) {
      endpoint.push_back(static_cast<char>(std::tolower(c)));
    }
  }
  if (endpoint.empty()) endpoint = "ex";
  return endpoint + "-" + ids.hex(32);
}

}  // namespace drydock::ecs
