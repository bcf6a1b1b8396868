#include "emulator/ecs/gateway/front_parts.h"

#include <cctype>
#include <set>
#include <utility>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/errors.h"
#include "emulator/elb/action_rules.h"
#include "emulator/elb/balancer_names.h"
#include "emulator/elb/condition_rules.h"
#include "emulator/elb/new_records.h"
#include "emulator/elb/references.h"
#include "emulator/elb/registration.h"
#include "emulator/elb/target_group.h"
#include "model/elbv2/common.h"

namespace drydock::ecs {
namespace {

using elb::Listener;
using model::elbv2::Action;
using model::elbv2::ActionTypeEnum;

constexpr int listener_port = 80;

Action answer_not_found() {
  Action action{.type = ActionTypeEnum::fixed_response};
  action.fixed_response_config = {
      .message_body = std::nullopt, .status_code = "404", .content_type = "text/plain"};
  return action;
}

Action forward_to(const std::vector<elb::Share>& shares) {
  Action action{.type = ActionTypeEnum::forward};
  auto& groups = action.forward_config.emplace().target_groups.emplace();
  for (const elb::Share& share : shares) {
    groups.push_back({.target_group_arn = share.target_group_arn, .weight = share.weight});
  }
  return action;
}

/// The least from `priority` on that no rule of the listener has.
int free_priority(const Store& store, const World& world, const std::string& listener,
                  int priority) {
  std::set<int> taken;
  for (const elb::Rule* rule : store.table<elb::Rule>(world).indexed(listener)) {
    taken.insert(rule->priority);
  }
  while (taken.contains(priority)) ++priority;
  return priority;
}

}  // namespace

ElbTags managed_tags() { return {{"AmazonECSManaged", "true"}}; }

Result<Done> in_words_of_ecs(const Result<Done>& checked) {
  if (checked) return checked;
  return invalid_parameter(checked.error().message());
}

const Listener& put_shared_balancer(Store& store, const World& world, elb::LoadBalancer balancer,
                                    IdSource& ids, TimePoint now) {
  balancer.vpc_id = ec2::default_network(world).vpc_id;
  balancer.created_at = now;
  elb::give_names(balancer, world, ids);
  Listener listener;
  listener.arn = elb::new_listener_arn(balancer.arn, ids);
  listener.load_balancer_arn = balancer.arn;
  listener.port = listener_port;
  listener.default_actions = elb::complete({answer_not_found()});
  listener.tags = balancer.tags;
  store.put(world, std::move(balancer));
  return store.put(world, std::move(listener));
}

std::string put_target_group(Store& store, const World& world, const NewTargetGroup& wanted,
                             IdSource& ids, TimePoint now) {
  elb::TargetGroup group;
  group.name = "ecs-gateway-tg-" + ids.hex(17);
  group.arn = elb::new_target_group_arn(world, group.name, ids);
  group.protocol_version = "HTTP1";
  group.port = wanted.port;
  group.vpc_id = ec2::default_network(world).vpc_id;
  group.target_type = model::elbv2::TargetTypeEnum::ip;
  group.health_check = wanted.health_check;
  group.tags = wanted.tags;
  group.created_at = now;
  return store.put(world, std::move(group)).arn;
}

std::vector<model::elbv2::RuleCondition> endpoint_conditions(
    const World& world, std::string_view endpoint, std::vector<model::elbv2::RuleCondition> more) {
  model::elbv2::RuleCondition hosts{.field = "host-header"};
  hosts.values = elb::endpoint_names(endpoint, world.region);
  more.insert(more.begin(), std::move(hosts));
  return elb::complete(std::move(more));
}

void put_endpoint_rule(Store& store, const World& world, NewRule wanted) {
  elb::Rule rule;
  rule.priority = free_priority(store, world, wanted.listener, wanted.least_priority);
  rule.arn = std::move(wanted.arn);
  rule.listener_arn = std::move(wanted.listener);
  rule.conditions = endpoint_conditions(world, wanted.endpoint, std::move(wanted.conditions));
  rule.actions = elb::complete({forward_to(wanted.shares)});
  rule.tags = std::move(wanted.tags);
  store.put(world, std::move(rule));
}

void erase_unused_groups(Store& store, const World& world, const std::vector<std::string>& groups) {
  for (const std::string& group : groups) {
    if (!elb::is_in_use(store, world, group)) elb::erase_target_group(store, world, group);
  }
}

std::string new_endpoint(std::string_view service_name, IdSource& ids) {
  std::string endpoint;
  for (const char letter : service_name) {
    const auto c = static_cast<unsigned char>(letter);
    if (endpoint.size() < 2 && std::isalnum(c) != 0) {
      endpoint.push_back(static_cast<char>(std::tolower(c)));
    }
  }
  if (endpoint.empty()) endpoint = "ex";
  return endpoint + "-" + ids.hex(32);
}

}  // namespace drydock::ecs
