#pragma once

#include "tests/simulation/findings.h"
#include "tests/simulation/simulated_world.h"

namespace drydock::simulation {

/// What must be true of gateways:
///
/// - A route is of a service that is there.
/// - A load balancer that a gateway has made stands before a service at least, and the gateway
///   tells of it.
/// - Once all services are gone nothing of what was made for them is left.
class GatewayInvariants {
 public:
  GatewayInvariants(const SimulatedWorld& simulated, Findings& findings)
      : simulated_(simulated), findings_(findings) {}

  void hear(const Change& change);
  void check();
  /// All services are gone.
  void check_end();

 private:
  void check_routes();
  void check_balancers();

  const SimulatedWorld& simulated_;
  Findings& findings_;
  bool changed_ = false;
};

}  // namespace drydock::simulation
