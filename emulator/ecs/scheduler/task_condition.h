#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/ecs/scheduler/service_view.h"
#include "model/ecs/service.h"

namespace drydock::ecs {

struct TaskTarget;

/// Where a service's task stands in the eyes of the scheduler. Every task is in exactly one of
/// these, and they are looked through in this order. README.md defines the words.
enum class TaskCondition {
  gone,       ///< STOPPED.
  stopping,   ///< Asked to stop and past RUNNING: it no longer counts as PENDING or RUNNING.
  leaving,    ///< Asked to stop, but still PENDING or RUNNING.
  pending,    ///< On its way to RUNNING.
  unhealthy,  ///< RUNNING, and a health check has failed after the grace period.
  healthy,    ///< RUNNING, and all of its checks pass; without any, RUNNING for long enough.
  unproven,   ///< RUNNING, and not yet known to be either.
};

/// Which check makes a task unhealthy.
struct Ailment {
  /// The place in the task's targets; nothing where it is a container's own check.
  std::optional<std::size_t> target;
};

struct Diagnosis {
  TaskCondition condition = TaskCondition::gone;
  std::optional<Ailment> ailment;  ///< Set for unhealthy tasks.
  /// The instant from which the diagnosis may differ though nothing else has changed.
  std::optional<TimePoint> holds_until;
};

/// `load_balancers` are those of the task's deployment: it is healthy only once it is registered
/// with all of them and every target is healthy. In the grace period after RUNNING
/// (healthCheckGracePeriodSeconds) a failed check is ignored, but does not make it healthy.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service_definition_parameters.html
Diagnosis diagnose(const ServiceTask& task,
                   const std::vector<model::ecs::LoadBalancer>& load_balancers,
                   const ServiceView& view);

/// How long the task has been RUNNING, or was before it was to stop; zero where it never was.
Duration time_running(const Task& task, TimePoint now);

/// The targets that a RUNNING task is to have by these load balancers and does not have yet: its
/// network interface's address and the container's port, or the instance and the published port.
/// What the task does not know yet (a port that is not published) is left out.
std::vector<TaskTarget> missing_targets(const Task& task,
                                        const std::vector<model::ecs::LoadBalancer>& load_balancers,
                                        std::string_view instance_id);

/// The stoppedReason of a task that is stopped for its ailment.
std::string stop_reason(const Task& task, const Ailment& ailment);

}  // namespace drydock::ecs
