#pragma once

#include <string>
#include <variant>

#include "emulator/ecs/deployment.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "model/ecs/service.h"

/// What the service scheduler may ask for. Actions carry ids and values, never references into the
/// store, and are carried out in their order without a pause between them.
namespace drydock::ecs {

/// Starts tasks of a deployment and tells of them: only who makes them knows their ids.
struct StartTasks {
  std::string deployment_id;
  int count = 0;
  int replacing = 0;  ///< So many of them replace unhealthy ones.

  friend bool operator==(const StartTasks&, const StartTasks&) = default;
};

/// Asks a task to stop.
struct StopTask {
  std::string task_id;
  std::string reason;

  friend bool operator==(const StopTask&, const StopTask&) = default;
};

/// Adds a task's target to its group and to the task's own targets.
struct RegisterTarget {
  std::string task_id;
  TaskTarget target;

  friend bool operator==(const RegisterTarget&, const RegisterTarget&) = default;
};

/// Lets a task's target drain.
struct DeregisterTarget {
  TaskTarget target;

  friend bool operator==(const DeregisterTarget&, const DeregisterTarget&) = default;
};

/// Keeps with a task what the scheduler has noted of it.
struct NoteTask {
  std::string task_id;
  SchedulerNotes notes;

  friend bool operator==(const NoteTask&, const NoteTask&) = default;
};

/// How many tasks of a deployment have failed in a row.
struct CountFailures {
  std::string deployment_id;
  int failed_tasks = 0;

  friend bool operator==(const CountFailures&, const CountFailures&) = default;
};

/// A deployment's rollout ends. One that completes is what a later one may be rolled back to.
struct SetRollout {
  std::string deployment_id;
  model::ecs::DeploymentRolloutState state = model::ecs::DeploymentRolloutState::in_progress;
  std::string reason;

  friend bool operator==(const SetRollout&, const SetRollout&) = default;
};

/// An ACTIVE deployment without a task leaves the service.
struct RemoveDeployment {
  std::string deployment_id;

  friend bool operator==(const RemoveDeployment&, const RemoveDeployment&) = default;
};

/// The last completed deployment becomes PRIMARY again.
struct RollBack {
  friend bool operator==(const RollBack&, const RollBack&) = default;
};

/// A service whose last task has gone becomes INACTIVE.
struct SetServiceStatus {
  ServiceStatus status = ServiceStatus::inactive;

  friend bool operator==(const SetServiceStatus&, const SetServiceStatus&) = default;
};

/// Adds a sentence to the service's event log.
struct PostEvent {
  std::string message;

  friend bool operator==(const PostEvent&, const PostEvent&) = default;
};

/// Keeps what the next plan has to know.
struct Remember {
  SchedulerMemory memory;

  friend bool operator==(const Remember&, const Remember&) = default;
};

using ServiceAction =
    std::variant<StartTasks, StopTask, RegisterTarget, DeregisterTarget, NoteTask, CountFailures,
                 SetRollout, RemoveDeployment, RollBack, SetServiceStatus, PostEvent, Remember>;

}  // namespace drydock::ecs
