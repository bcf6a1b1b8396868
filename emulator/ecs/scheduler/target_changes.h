#pragma once

#include <string>
#include <vector>

#include "emulator/ecs/scheduler/service_actions.h"
#include "emulator/ecs/scheduler/service_census.h"

namespace drydock::ecs {

/// Which targets of a service's tasks come and go, and what its event log tells of it.
struct TargetChanges {
  std::vector<ServiceAction> actions;
  std::vector<ServiceNotice> events;
};

/// Every task that is to run becomes a target wherever its load balancers want it, once it RUNS.
TargetChanges register_targets(const ServiceView& view, const Census& census);

/// What is to stop drains, and the census notes it. Targets drain before their task's containers
/// are sent SIGTERM; the task's supervisor waits for that in DEACTIVATING.
TargetChanges deregister_targets(const ServiceView& view, Census& census);

}  // namespace drydock::ecs
