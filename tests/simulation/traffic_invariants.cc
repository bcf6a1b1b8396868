#include "tests/simulation/traffic_invariants.h"

#include <algorithm>
#include <utility>

#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/gateway/gateway_route.h"
#include "emulator/ecs/service.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "emulator/elb/traffic_split.h"

namespace drydock::simulation {
namespace {

/// The one group that all traffic goes to; empty where several share it.
std::string only_one(const std::vector<elb::Share>& shares) {
  std::string only;
  for (const elb::Share& share : shares) {
    if (share.weight == 0) continue;
    if (!only.empty()) return "";
    only = share.target_group_arn;
  }
  return only;
}

}  // namespace

TrafficInvariants::TrafficInvariants(SimulatedWorld& simulated, Findings& findings)
    : simulated_(simulated), findings_(findings) {}

void TrafficInvariants::hear(const Change& change) {
  const bool of_listener = change.table == elb::Listener::table;
  if (!of_listener && change.table != elb::Rule::table) return;
  if (change.kind == Change::Kind::erased) {
    shares_.erase(std::string(change.key));
    return;
  }
  const Store& store = simulated_.store();
  const std::string rule =
      of_listener ? elb::default_rule_arn(*store.find<elb::Listener>(change.world, change.key))
                  : std::string(change.key);
  const Shares now = elb::shares_of_rule(store, change.world, rule);
  const Shares before = std::exchange(shares_[std::string(change.key)], now);
  if (before != now) check(rule, before, now);
}

const ecs::Service* TrafficInvariants::service_of(const std::string& rule) const {
  const Store& store = simulated_.store();
  for (const auto& [key, service] : store.table<ecs::Service>(simulated_.world).rows()) {
    const auto& balancers = service.load_balancers;
    if (balancers.empty() || !balancers.front().advanced_configuration) continue;
    if (balancers.front().advanced_configuration->production_listener_rule == rule) return &service;
  }
  for (const auto& [key, route] : store.table<ecs::GatewayRoute>(simulated_.world).rows()) {
    if (route.rule == rule) return store.find<ecs::Service>(simulated_.world, route.service);
  }
  return nullptr;
}

bool TrafficInvariants::has_served(const ecs::Service& service, const std::string& rule) const {
  const auto* completed = simulated_.store().find<ecs::ServiceRevision>(
      simulated_.world, service.key() + "/" + service.last_completed_revision);
  return completed != nullptr &&
         std::ranges::any_of(completed->load_balancers, [&rule](const auto& balancer) {
           const auto& advanced = balancer.advanced_configuration;
           return advanced && advanced->production_listener_rule == rule;
         });
}

/// Whether a task set that is registered with the group is to have a task.
bool TrafficInvariants::is_to_serve(const ecs::Service& service, const std::string& group) const {
  const auto sets = ecs::task_sets_of(simulated_.store(), simulated_.world, service);
  return std::ranges::any_of(sets, [&](const ecs::TaskSet* set) {
    const auto& groups = ecs::revision_of(simulated_.store(), simulated_.world, *set).target_groups;
    return set->requested > 0 && std::ranges::find(groups, group) != groups.end();
  });
}

void TrafficInvariants::check(const std::string& rule, const Shares& before, const Shares& now) {
  const std::string goal = only_one(now);
  const ecs::Service* service = service_of(rule);
  if (goal.empty() || service == nullptr || !has_served(*service, rule)) return;
  if (is_to_serve(*service, goal) || has_lost_a_group(*service)) return;
  for (const elb::Share& share : before) {
    if (share.target_group_arn == goal || share.weight == 0) continue;
    const int healthy = healthy_targets(share.target_group_arn);
    if (healthy == 0) continue;
    findings_.add("rule " + rule + " leaves " + std::to_string(healthy) +
                  " healthy targets for a group that nobody serves");
  }
}

bool TrafficInvariants::has_lost_a_group(const ecs::Service& service) const {
  const Store& store = simulated_.store();
  const auto sets = ecs::task_sets_of(store, simulated_.world, service);
  return std::ranges::any_of(sets, [&](const ecs::TaskSet* set) {
    const auto& groups = ecs::revision_of(store, simulated_.world, *set).target_groups;
    return std::ranges::any_of(groups, [&](const std::string& group) {
      return store.find<elb::TargetGroup>(simulated_.world, group) == nullptr;
    });
  });
}

int TrafficInvariants::healthy_targets(const std::string& group) const {
  const auto targets = simulated_.store().table<elb::Target>(simulated_.world).indexed(group);
  return static_cast<int>(std::ranges::count_if(targets, [](const elb::Target* target) {
    return target->health.state == elb::TargetState::healthy;
  }));
}

}  // namespace drydock::simulation
