#pragma once

#include <string>
#include <variant>
#include <vector>

#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"

/// What the service scheduler may ask for. Actions carry ids and values, never references into the
/// store, and are carried out in their order without a pause between them.
namespace drydock::ecs {

/// Starts tasks of a task set and tells of them: only who makes them knows their ids.
struct StartTasks {
  std::string task_set;
  int count = 0;
  int replacing = 0;  ///< So many of them replace unhealthy ones.
  /// They balance the zones: others make way for them.
  bool rebalancing = false;
  /// The ids of the container instances that they are placed on, one each; none of Fargate's.
  std::vector<std::string> instances{};

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

/// Lets a task's target drain, as long as it is that task's.
struct DeregisterTarget {
  std::string task_id;
  TaskTarget target;

  friend bool operator==(const DeregisterTarget&, const DeregisterTarget&) = default;
};

/// Keeps with a task what the scheduler has noted of it.
struct NoteTask {
  std::string task_id;
  SchedulerNotes notes;

  friend bool operator==(const NoteTask&, const NoteTask&) = default;
};

/// Changes how many tasks a task set is to have.
struct ScaleTaskSet {
  std::string task_set;
  int requested = 0;

  friend bool operator==(const ScaleTaskSet&, const ScaleTaskSet&) = default;
};

/// Keeps with a task set how its tasks have failed.
struct NoteFailures {
  std::string task_set;
  StartFailures failures;

  friend bool operator==(const NoteFailures&, const NoteFailures&) = default;
};

/// Keeps whether a task set that is governed from outside has what it is to have.
struct NoteStability {
  std::string task_set;
  model::ecs::StabilityStatus stability = model::ecs::StabilityStatus::stabilizing;

  friend bool operator==(const NoteStability&, const NoteStability&) = default;
};

/// The service's deployment has come to its goal.
struct CompleteDeployment {
  friend bool operator==(const CompleteDeployment&, const CompleteDeployment&) = default;
};

/// The service's deployment is given up, and nothing of it is started any more.
struct FailDeployment {
  GivenUpBy by = GivenUpBy::circuit_breaker;
  std::string why;  ///< "because …", as the deployment's statusReason tells it.

  friend bool operator==(const FailDeployment&, const FailDeployment&) = default;
};

/// The service's deployment is given up, and goes back to the last completed revision.
struct RollBackDeployment {
  GivenUpBy by = GivenUpBy::circuit_breaker;
  std::string why;  ///< As FailDeployment has it.

  friend bool operator==(const RollBackDeployment&, const RollBackDeployment&) = default;
};

/// Keeps what has become of the alarms that the deployment goes by.
struct NoteAlarms {
  AlarmRecord alarms;

  friend bool operator==(const NoteAlarms&, const NoteAlarms&) = default;
};

/// The deployment, which shifts traffic, comes to another stage: the hooks of that stage begin, and
/// its traffic is so much green's.
struct EnterStage {
  LifecycleStage stage = LifecycleStage::reconcile_service;
  int production = 0;  ///< In tenths of a percent, as the next.
  int test = 0;

  friend bool operator==(const EnterStage&, const EnterStage&) = default;
};

/// A hook of the present stage has taken too long.
struct ExpireHook {
  std::string id;

  friend bool operator==(const ExpireHook&, const ExpireHook&) = default;
};

/// An ACTIVE or DRAINING task set without a task leaves the service.
struct RemoveTaskSet {
  std::string task_set;

  friend bool operator==(const RemoveTaskSet&, const RemoveTaskSet&) = default;
};

/// A service that is being deleted, and whose last task has gone, becomes INACTIVE.
struct EndService {
  friend bool operator==(const EndService&, const EndService&) = default;
};

/// Adds to the service's event log.
struct PostEvent {
  ServiceNotice notice;

  friend bool operator==(const PostEvent&, const PostEvent&) = default;
};

/// Keeps what the next plan has to know.
struct Remember {
  SchedulerMemory memory;

  friend bool operator==(const Remember&, const Remember&) = default;
};

using ServiceAction =
    std::variant<StartTasks, StopTask, RegisterTarget, DeregisterTarget, NoteTask, ScaleTaskSet,
                 NoteFailures, NoteStability, NoteAlarms, CompleteDeployment, FailDeployment,
                 RollBackDeployment, EnterStage, ExpireHook, RemoveTaskSet, EndService, PostEvent,
                 Remember>;

}  // namespace drydock::ecs
