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
/// - All of a listener's traffic never leaves a target group with healthy targets for one that has
///   no target at all.
class TrafficInvariants {
 public:
  TrafficInvariants(SimulatedWorld& simulated, Findings& findings);

  void hear(const Change& change);
  void look_back() { shares_.clear(); }

 private:
  using Shares = std::vector<elb::Share>;

  void check(const std::string& listener, const Shares& before, const Shares& now);
  [[nodiscard]] int healthy_targets(const std::string& group) const;

  SimulatedWorld& simulated_;
  Findings& findings_;
  std::map<std::string, Shares, std::less<>> shares_;  ///< By listener, as last seen.
};

}  // namespace drydock::simulation
