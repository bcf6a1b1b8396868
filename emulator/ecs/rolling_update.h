#pragma once

#include "emulator/ecs/service.h"

namespace drydock::ecs {

/// A service's tasks, counted for a rolling update. "New" tasks are the PRIMARY deployment's, "old"
/// ones those of every other deployment; the other words are defined in README.md. Tasks that have
/// been asked to stop are in `live` and `leaving` only.
struct TaskCounts {
  int live = 0;     ///< PENDING or RUNNING, whatever is wanted of them: what maximumPercent limits.
  int leaving = 0;  ///< Of these, asked to stop.
  int new_pending = 0;
  int new_unproven = 0;
  int new_healthy = 0;
  int new_unhealthy = 0;
  int old_pending = 0;
  int old_unproven = 0;
  int old_healthy = 0;
  int old_unhealthy = 0;

  friend bool operator==(const TaskCounts&, const TaskCounts&) = default;
};

// The arithmetic of a rolling update, with a worked example: desired 10, minimumHealthyPercent 50,
// maximumPercent 150, so never fewer than 5 healthy tasks and never more than 15 live ones.
//
//   old healthy 10                    startable 5 (15 - 10), surplus_old 5 to make room, and
//                                     stoppable 5 (10 - 5): five start while five stop
//   old healthy 5, new pending 5      startable 5 (15 - 10); stoppable 0 (5 - 5)
//   old healthy 5, new healthy 10     surplus_old 5: ten new ones replace all that is left
//
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html

/// How many tasks must stay healthy: ceil(desired * minimumHealthyPercent / 100), at most desired.
int lower_limit(const DeploymentBounds& bounds);

/// How many tasks may be live: floor(desired * maximumPercent / 100).
int upper_limit(const DeploymentBounds& bounds);

/// How many new tasks may be started now. An unhealthy new task is replaced before it is stopped
/// where maximumPercent allows, so it does not count as one of the desired.
int startable(const DeploymentBounds& bounds, const TaskCounts& counts);

/// How many healthy tasks, new or old, may be stopped before too few are left.
int stoppable(const DeploymentBounds& bounds, const TaskCounts& counts);

/// How many running old tasks are to go: each healthy new task releases one, and where the
/// missing new tasks have no room under maximumPercent, old ones make it. Healthy ones among them
/// stop only as `stoppable` allows. Pending old tasks are not counted: they go at once.
int surplus_old(const DeploymentBounds& bounds, const TaskCounts& counts);

/// The first part of `surplus_old` alone: what to stop while nothing is to be started.
int released_old(const DeploymentBounds& bounds, const TaskCounts& counts);

/// How many of the `starting` tasks take the place of unhealthy ones that still run.
int replacing(const DeploymentBounds& bounds, const TaskCounts& counts, int starting);

/// How many new tasks are too many, after a scale-in or because an unhealthy one has recovered.
/// Healthy ones among them stop only as `stoppable` allows.
int surplus_new(const DeploymentBounds& bounds, const TaskCounts& counts);

/// How many unhealthy new tasks are to stop: those whose replacement is healthy; where there is no
/// room for a replacement, one at a time.
int replaceable(const DeploymentBounds& bounds, const TaskCounts& counts);

/// New tasks are missing, and the two percents allow neither a start nor a stop, whatever happens
/// to the tasks that are there. Desired 1 with 100 and 150 percent is the usual way into this.
bool deadlocked(const DeploymentBounds& bounds, const TaskCounts& counts);

}  // namespace drydock::ecs
