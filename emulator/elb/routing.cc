#include "emulator/elb/routing.h"

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "emulator/base/number.h"
#include "emulator/ec2/default_network.h"
#include "emulator/ecs/task.h"
#include "emulator/elb/attributes.h"
#include "emulator/elb/balancer_names.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/reach.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "model/elbv2/common.h"

namespace drydock::elb {
namespace {

using model::elbv2::Action;
using model::elbv2::ActionTypeEnum;

/// At least so many targets have to be healthy, or the unhealthy ones get requests too.
int minimum_healthy(const TargetGroup& group, std::size_t registered) {
  const std::string prefix = "target_group_health.unhealthy_state_routing.minimum_healthy_targets.";
  const auto table = target_group_attributes();
  const int count = number_attribute(table, group.attributes, prefix + "count", 1);
  const int percent = number_attribute(table, group.attributes, prefix + "percentage", 0);
  return std::max(count, (static_cast<int>(registered) * percent + 99) / 100);
}

Stickiness stickiness_of(const TargetGroup& group) {
  const auto table = target_group_attributes();
  Stickiness stickiness;
  stickiness.enabled = flag_attribute(table, group.attributes, "stickiness.enabled") &&
                       attribute(table, group.attributes, "stickiness.type") == "lb_cookie";
  stickiness.duration_seconds =
      number_attribute(table, group.attributes, "stickiness.lb_cookie.duration_seconds");
  return stickiness;
}

RoutedGroup make_group(const Store& store, const World& world, const TargetGroup& group) {
  RoutedGroup routed;
  routed.arn = group.arn;
  routed.algorithm = algorithm_of(group);
  std::vector<TargetState> states;
  for (const auto& [key, target] : store.table<Target>(world).members(group.arn)) {
    states.push_back(target->health.state);
    routed.targets.push_back(
        {target->name(), reach_of(store, world, group, *target, target->port)});
  }
  routed.eligible = eligible_targets(states, minimum_healthy(group, states.size()));
  routed.stickiness = stickiness_of(group);
  return routed;
}

FixedResponse make_fixed_response(const model::elbv2::FixedResponseActionConfig& config) {
  FixedResponse response;
  response.status = parse_number(config.status_code).value_or(response.status);
  response.content_type = config.content_type.value_or("text/plain") + "; charset=utf-8";
  response.body = config.message_body.value_or("");
  return response;
}

ForwardedFor forwarded_for_of(const LoadBalancer& balancer) {
  const auto mode = attribute(load_balancer_attributes(), balancer.attributes,
                              "routing.http.xff_header_processing.mode");
  if (mode == "preserve") return ForwardedFor::preserve;
  return mode == "remove" ? ForwardedFor::remove : ForwardedFor::append;
}

/// Makes one world's part of the table.
class TableMaker {
 public:
  TableMaker(const Store& store, const World& world, RoutedGroups& groups, RoutingTable& table)
      : store_(store), world_(world), groups_(groups), table_(table) {}

  void add_balancer(const LoadBalancer& balancer) {
    std::optional<std::uint32_t> answering;
    for (const Listener* listener : store_.table<Listener>(world_).indexed(balancer.arn)) {
      if (listener->protocol != model::elbv2::ProtocolEnum::http) continue;
      const auto place = static_cast<std::uint32_t>(table_.listeners.size());
      table_.listeners.push_back(make_listener(balancer, *listener));
      if (!answering || listener->port == 80) answering = place;
    }
    if (!answering) return;
    table_.hosts.insert_or_assign(lower_case(balancer.dns_name), *answering);
    for (const std::string& name : table_.listeners[*answering].endpoints) {
      table_.hosts.try_emplace(name, *answering);
    }
  }

 private:
  RoutedListener make_listener(const LoadBalancer& balancer, const Listener& listener) {
    const auto table = load_balancer_attributes();
    const auto& values = balancer.attributes;
    RoutedListener routed;
    routed.arn = listener.arn;
    routed.host = lower_case(balancer.dns_name);
    routed.port = listener.port;
    routed.given_port = listener.bound_port;
    take_rules(listener, routed);
    routed.idle_timeout_seconds = number_attribute(table, values, "idle_timeout.timeout_seconds");
    routed.client_keep_alive_seconds = number_attribute(table, values, "client_keep_alive.seconds");
    routed.forwarded_for = forwarded_for_of(balancer);
    routed.forwarded_for_with_port =
        flag_attribute(table, values, "routing.http.xff_client_port.enabled");
    routed.preserve_host =
        flag_attribute(table, values, "routing.http.preserve_host_header.enabled");
    routed.drop_invalid_headers =
        flag_attribute(table, values, "routing.http.drop_invalid_header_fields.enabled");
    routed.server_header = flag_attribute(listener_attributes(), listener.attributes,
                                          "routing.http.response.server.enabled");
    return routed;
  }

  void take_rules(const Listener& listener, RoutedListener& routed) {
    auto rules = store_.table<Rule>(world_).indexed(listener.arn);
    std::ranges::sort(rules, {}, &Rule::priority);
    routed.rules.reserve(rules.size() + 1);
    for (const Rule* rule : rules) {
      routed.rules.push_back({compile(rule->conditions), make_action(rule->actions)});
      std::ranges::move(endpoint_names_of(*rule), std::back_inserter(routed.endpoints));
    }
    routed.rules.push_back({{}, make_action(listener.default_actions)});
  }

  /// The action that answers; what may come before it (authentication) is not emulated.
  RoutedAction make_action(const std::vector<Action>& actions) {
    for (const Action& action : actions) {
      if (action.type == ActionTypeEnum::redirect && action.redirect_config) {
        return make_redirect(*action.redirect_config);
      }
      if (action.type == ActionTypeEnum::fixed_response && action.fixed_response_config) {
        return make_fixed_response(*action.fixed_response_config);
      }
      if (action.type == ActionTypeEnum::forward) return make_forward(action);
    }
    return Forward{};
  }

  Forward make_forward(const Action& action) {
    Forward forward;
    for (const Share& share : forward_shares(action)) {
      forward.groups.push_back(place_of(share.target_group_arn));
      forward.weights.push_back(share.weight);
    }
    return forward;
  }

  std::uint32_t place_of(const std::string& arn) {
    const auto [known, added] =
        places_.try_emplace(arn, static_cast<std::uint32_t>(table_.groups.size()));
    if (added) table_.groups.push_back(groups_.find(world_, arn));
    return known->second;
  }

  const Store& store_;
  const World& world_;
  RoutedGroups& groups_;
  RoutingTable& table_;
  std::map<std::string, std::uint32_t> places_;
};

}  // namespace

void RoutedGroups::hear(const Change& change) {
  if (change.table == Target::table) {
    note(change.world, group_of_target(change.key));
  } else if (change.table == TargetGroup::table) {
    note(change.world, change.key);
  } else if (change.table == ecs::Task::table) {
    hear_task(change.world, change.key);
  }
}

/// Where a target is reached is a matter of the task at its place.
void RoutedGroups::hear_task(const World& world, std::string_view key) {
  const auto* task = store_.find<ecs::Task>(world, key);
  if (made_.empty() || task == nullptr) return;
  const auto targets = store_.table<Target>(world);
  for (const ecs::Container& container : task->containers) {
    for (const ecs::PublishedPort& port : container.ports) {
      const std::string place =
          task->network_interface
              ? Target::place_key(task->network_interface->private_ipv4_address,
                                  port.container_port)
              : Target::place_key(ec2::local_instance_id(world), port.host_port);
      for (const auto& [name, target] : targets.members(place)) {
        note(world, target->target_group_arn);
      }
    }
  }
}

/// One that has not been made yet is made when it is asked for.
void RoutedGroups::note(const World& world, std::string_view group_arn) {
  Name name(world, group_arn);
  if (made_.contains(name)) stale_.insert(std::move(name));
}

std::size_t RoutedGroups::make_one() {
  if (stale_.empty()) return 0;
  auto next = last_ ? stale_.upper_bound(*last_) : stale_.begin();
  if (next == stale_.end()) next = stale_.begin();
  const Name& name = last_.emplace(stale_.extract(next).value());
  const auto* group = store_.find<TargetGroup>(name.first, name.second);
  if (group == nullptr) {
    made_.erase(name);
    return 0;
  }
  const Shared<RoutedGroup>& made = made_[name] = make_group(store_, name.first, *group);
  return made->targets.size();
}

const Shared<RoutedGroup>& RoutedGroups::find(const World& world, const std::string& arn) {
  static const Shared<RoutedGroup> none;
  if (const auto known = made_.find({world, arn}); known != made_.end()) return known->second;
  const auto* group = store_.find<TargetGroup>(world, arn);
  if (group == nullptr) return none;
  return made_[{world, arn}] = make_group(store_, world, *group);
}

RoutingTable make_routing_table(const Store& store) {
  RoutedGroups groups(store);
  return make_routing_table(store, groups);
}

RoutingTable make_routing_table(const Store& store, RoutedGroups& groups) {
  RoutingTable table;
  for (const World& world : store.worlds()) {
    const auto& balancers = store.table<LoadBalancer>(world).rows();
    if (balancers.empty()) continue;
    TableMaker maker(store, world, groups, table);
    for (const auto& [arn, balancer] : balancers) maker.add_balancer(balancer);
  }
  return table;
}

const RoutedAction& route(const RoutedListener& listener, const RequestView& request) {
  const auto rule = std::ranges::find_if(listener.rules, [&](const RoutedRule& candidate) {
    return matches(candidate.conditions, request);
  });
  return rule->action;
}

}  // namespace drydock::elb
