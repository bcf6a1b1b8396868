#pragma once

#include "model/ecs/service.h"

namespace drydock::ecs {

struct Service;
struct ServiceDeployment;
struct Task;

// The deployment circuit breaker: a rollout of which too many tasks fail is given up.
// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html

/// So many failures trip it, at least 1: the value itself (COUNT), or so many percent of the
/// desired tasks, rounded up, which BOUNDED_PERCENT holds between 3 and 200.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ThresholdConfiguration.html
int breaker_threshold(const model::ecs::ThresholdConfiguration& configuration, int desired);
/// That of the service as it is now.
int breaker_threshold(const Service& service);

/// How a task of a service came to its end.
enum class TaskEnd {
  none,           ///< It has not been asked to stop, or someone asked who may: no failure.
  never_started,  ///< It never reached RUNNING.
  crashed,        ///< It reached RUNNING; then an essential container exited.
};
/// By the task's stop code: failures are `TaskFailedToStart` and `EssentialContainerExited`. A task
/// that the scheduler stops because it is unhealthy is counted when that is decided.
TaskEnd how_it_ended(const Task& task);

/// What becomes of a rollout after another failure.
enum class BreakerVerdict {
  carry_on,
  fail,       ///< The rollout is FAILED, and no task of it is started any more.
  roll_back,  ///< Likewise, and the last completed revision is rolled out again.
};
/// Whether a deployment that is given up has something to go back to.
bool can_go_back(const Service& service, const ServiceDeployment& deployment);

/// `failures` are those of the PRIMARY task set so far. There is something to roll back to where a
/// deployment has completed before, unless it is that very revision that fails.
BreakerVerdict judge(const Service& service, const ServiceDeployment& deployment, int failures);

}  // namespace drydock::ecs
