#pragma once

#include <map>
#include <string>
#include <vector>

#include "emulator/elb/listener.h"
#include "tests/simulation/findings.h"
#include "tests/simulation/simulated_world.h"

namespace drydock::simulation {

/// What must be true of the traffic that deployments shift:
///
/// - Once a deployment that gets its traffic by a rule has been completed, all of it never leaves a
///   target group with healthy targets for one in which no task set is to have a task. Where a
///   client has taken a target group away there may be none to choose.
class TrafficInvariants {
 public:
  TrafficInvariants(SimulatedWorld& simulated, Findings& findings);

  void hear(const Change& change);
  void look_back() { shares_.clear(); }

 private:
  using Shares = std::vector<elb::Share>;

  void check(const std::string& rule, const Shares& before, const Shares& now);
  /// The one whose production traffic comes by the rule, or null.
  [[nodiscard]] const ecs::Service* service_of(const std::string& rule) const;
  /// Whether the service's last completed revision gets its traffic by the rule.
  [[nodiscard]] bool has_served(const ecs::Service& service, const std::string& rule) const;
  [[nodiscard]] bool is_to_serve(const ecs::Service& service, const std::string& group) const;
  [[nodiscard]] bool has_lost_a_group(const ecs::Service& service) const;
  [[nodiscard]] int healthy_targets(const std::string& group) const;

  SimulatedWorld& simulated_;
  Findings& findings_;
  std::map<std::string, Shares, std::less<>> shares_;  ///< By rule or listener, as last seen.
};

}  // namespace drydock::simulation
