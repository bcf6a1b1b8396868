#include "tests/simulation/traffic_invariants.h"

#include <algorithm>
#include <utility>

#include "emulator/elb/target.h"

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
  if (change.table != elb::Listener::table) return;
  if (change.kind == Change::Kind::erased) {
    shares_.erase(std::string(change.key));
    return;
  }
  const auto& listener = *simulated_.store().find<elb::Listener>(change.world, change.key);
  const Shares now = listener.default_actions.empty()
                         ? Shares()
                         : elb::forward_shares(listener.default_actions.front());
  const Shares before = std::exchange(shares_[listener.arn], now);
  if (before != now) check(listener.arn, before, now);
}

void TrafficInvariants::check(const std::string& listener, const Shares& before,
                              const Shares& now) {
  const std::string goal = only_one(now);
  if (goal.empty()) return;
  const auto targets = simulated_.store().table<elb::Target>(simulated_.world).indexed(goal);
  if (!targets.empty()) return;
  for (const elb::Share& share : before) {
    if (share.target_group_arn == goal || share.weight == 0) continue;
    const int healthy = healthy_targets(share.target_group_arn);
    if (healthy == 0) continue;
    findings_.add("listener " + listener + " leaves " + std::to_string(healthy) +
                  " healthy targets for a group without any");
  }
}

int TrafficInvariants::healthy_targets(const std::string& group) const {
  const auto targets = simulated_.store().table<elb::Target>(simulated_.world).indexed(group);
  return static_cast<int>(std::ranges::count_if(targets, [](const elb::Target* target) {
    return target->health.state == elb::TargetState::healthy;
  }));
}

}  // namespace drydock::simulation
