#pragma once

#include <vector>

#include "emulator/ecs/service.h"

namespace drydock::ecs {

/// The tasks of one task set, counted for a rollout; README.md defines the words. Tasks that have
/// been asked to stop are not among them.
struct SetCounts {
  int requested = 0;  ///< So many tasks the set is to have: its slots.
  int pending = 0;
  int unproven = 0;
  int healthy = 0;
  int unhealthy = 0;
  bool failing = false;  ///< Its last starts have failed.

  friend bool operator==(const SetCounts&, const SetCounts&) = default;
};

/// A service's tasks. An old task set is any but the PRIMARY one.
struct TaskCounts {
  int live = 0;     ///< PENDING or RUNNING, whatever is wanted of them: what maximumPercent limits.
  int leaving = 0;  ///< Of these, asked to stop.
  SetCounts primary;
  std::vector<SetCounts> old;

  friend bool operator==(const TaskCounts&, const TaskCounts&) = default;
};

// The arithmetic of a rolling update, with a worked example: desired 10, minimumHealthyPercent 50,
// maximumPercent 150, so never fewer than 5 healthy tasks and never more than 15 live ones.
//
//   old 10 healthy                    5 may start (15 - 10); 5 slots yield to make room, and 5
//                                     healthy tasks may stop (10 - 5): five start while five stop
//   old 5 healthy, primary 5 pending  5 may start (15 - 10); no more yield, since 5 must be healthy
//   old 5 healthy, primary 10 healthy 5 slots are released: ten new ones replace all that is left
//
// A task that dies is replaced by one of its own set, old or PRIMARY, and the old ones first: what
// ran well goes on running while what is new has to prove itself.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
// https://aws.amazon.com/about-aws/whats-new/2025/11/amazon-ecs-service-availability-rolling-deployments

/// Bounds under which any number of tasks may start.
DeploymentBounds unbounded(int desired, int minimum_healthy_percent);

/// How many tasks must stay healthy: ceil(desired * minimumHealthyPercent / 100), at most desired.
int lower_limit(const DeploymentBounds& bounds);

/// How many tasks may be live: floor(desired * maximumPercent / 100).
int upper_limit(const DeploymentBounds& bounds);

/// How many tasks may be started now, of whatever set.
int room(const DeploymentBounds& bounds, const TaskCounts& counts);

/// How many healthy tasks, of whatever set, may be stopped before too few are left.
int stoppable(const DeploymentBounds& bounds, const TaskCounts& counts);

/// Tasks of the set that are well, as far as is known.
int good(const SetCounts& set);

/// Tasks that the set is to start. An unhealthy one is replaced before it is stopped where there is
/// room, so it does not count as one of those requested.
int missing(const SetCounts& set);

/// Slots of the set that no task fills. An unhealthy one fills its slot: its replacement takes it
/// over.
int vacant(const SetCounts& set);

/// How many tasks of the set are too many, after a scale-in or because an unhealthy one has
/// recovered. Healthy ones among them stop only as `stoppable` allows.
int surplus(const SetCounts& set);

/// How many unhealthy tasks of the set are to stop: those whose replacement is healthy; where there
/// is no room for a replacement, one at a time.
int replaceable(const DeploymentBounds& bounds, const TaskCounts& counts, const SetCounts& set);

/// How many slots of old sets healthy PRIMARY tasks have taken over: all together there are to be
/// as many healthy tasks as are desired.
int released(const DeploymentBounds& bounds, const TaskCounts& counts);

/// How many slots old sets are to give up: the released ones, and where the PRIMARY set finds no
/// room for its missing tasks, more, but none that `lower_limit` needs beside the healthy tasks
/// that have no slot. Slots that nothing fills and of which the set's last starts failed are needed
/// by nobody.
int yielded(const DeploymentBounds& bounds, const TaskCounts& counts);

/// How many slots old sets are to get when the desired count has been raised during a rollout, so
/// that what runs well carries the load though what is new should fail.
int raised(const DeploymentBounds& bounds, const TaskCounts& counts);

/// Tasks of the PRIMARY set are missing, and the two percents allow neither a start nor a stop,
/// whatever happens to the tasks that are there. Desired 1 with 100 and 150 percent is the usual
/// way into this.
bool deadlocked(const DeploymentBounds& bounds, const TaskCounts& counts);

}  // namespace drydock::ecs
