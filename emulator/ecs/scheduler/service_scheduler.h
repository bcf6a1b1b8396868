#pragma once

#include <optional>
#include <vector>

#include "emulator/ecs/scheduler/service_actions.h"
#include "emulator/ecs/scheduler/service_view.h"

namespace drydock::ecs {

/// What is to be done for a service now, and when to look again though nothing has changed.
struct ServicePlan {
  std::vector<ServiceAction> actions;
  std::optional<TimePoint> wake_at;
  /// Tasks are missing that no container instance takes: to be planned anew as soon as one has more
  /// room.
  bool wants_room = false;
};

/// The service scheduler: brings a service nearer to what it is meant to be, by AWS's rules. The
/// same view gives the same plan. A plan for a view in which nothing has to be done has no action,
/// so whoever carries plans out one after the other comes to rest.
///
/// In this order: it takes note of what has become of the tasks (who is healthy, who failed),
/// registers the targets of tasks that run, stops what is too much, lets the targets of tasks that
/// stop drain, starts what is missing, gives up a rollout that the circuit breaker has tripped, and
/// declares one complete of which nothing is left to do.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
ServicePlan plan(const ServiceView& view);

}  // namespace drydock::ecs
