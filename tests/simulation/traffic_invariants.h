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
/// - Once a deployment of its service has been completed, all of a listener's traffic never leaves
///   a target group with healthy targets for one in which no task set is to have a task.
class TrafficInvariants {
 public:
  TrafficInvariants(SimulatedWorld& simulated, Findings& findings);

  void hear(const Change& change);
  void look_back() { shares_.clear(); }

 private:
  using Shares = std::vector<elb::Share>;

  void check(const elb::Listener& listener, const Shares& before, const Shares& now);
  /// The one whose production traffic comes by the listener, or null.
  [[nodiscard]] const ecs::Service* service_of(const elb::Listener& listener) const;
  [[nodiscard]] bool is_to_serve(const ecs::Service& service, const std::string& group) const;
  [[nodiscard]] int healthy_targets(const std::string& group) const;

  SimulatedWorld& simulated_;
  Findings& findings_;
  std::map<std::string, Shares, std::less<>> shares_;  ///< By listener, as last seen.
};

}  // namespace drydock::simulation
