#pragma once

#include <optional>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/ecs/scheduler/service_actions.h"
#include "emulator/ecs/scheduler/service_census.h"

namespace drydock::ecs {

/// What becomes of a service's deployment, by how its tasks are.
struct Advance {
  /// What its records are to say from now on, in this order.
  std::vector<ServiceAction> actions;
  std::vector<ServiceNotice> events;
  std::optional<TimePoint> wake_at;  ///< When to look again though nothing has changed.
  /// It is given up: no task of it is started any more. One that is rolled back comes with
  /// RollBackDeployment among its actions.
  bool given_up = false;
  /// All is as it should be.
  bool steady = false;
};

/// Gives the deployment up where too many of its tasks have failed, or an alarm or a lifecycle hook
/// says so, takes one that shifts traffic from stage to stage (advance_traffic.h), completes it
/// where every desired task is healthy and no other is left, and lets task sets leave that have no
/// task and no slot any more. They leave in the very step that completes it, so that a client which
/// counts deployments and running tasks (`wait services-stable`) sees both or neither.
Advance advance(const ServiceView& view, const Census& census, const DeploymentBounds& bounds);

}  // namespace drydock::ecs
