#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/time.h"
#include "model/ecs/common.h"
#include "model/ecs/service.h"

namespace drydock::ecs {

enum class DeploymentStatus { primary, active };
BOOST_DESCRIBE_ENUM(DeploymentStatus, primary, active)

/// One revision's stay in a service. It is made by CreateService and UpdateService, see
/// new_deployment.h, and an ACTIVE one leaves the service after its last task has stopped. Its
/// counts of tasks are not kept here: they are counted from the tasks when it is described.
struct Deployment {
  std::string id;  ///< "ecs-svc/<19 digits>"; also its tasks' startedBy.
  DeploymentStatus status = DeploymentStatus::primary;
  std::string task_definition;
  TimePoint created_at;
  TimePoint updated_at;
  model::ecs::DeploymentRolloutState rollout_state =
      model::ecs::DeploymentRolloutState::in_progress;
  std::string rollout_state_reason;
  /// Tasks that failed during the rollout (`failedTasks`): what the circuit breaker counts. A task
  /// that becomes healthy sets it back, unless the service's settings say otherwise.
  int failed_tasks = 0;
  /// The deployment that this one rolls back, if it is a rollback.
  std::optional<std::string> rolls_back;
  /// With `rolls_back`: because a client asked for it, not because the circuit breaker tripped.
  bool rollback_requested = false;
  std::optional<model::ecs::LaunchType> launch_type;
  std::vector<model::ecs::CapacityProviderStrategyItem> capacity_provider_strategy;
  std::optional<std::string> platform_version;
  std::optional<model::ecs::NetworkConfiguration> network_configuration;
  std::vector<model::ecs::LoadBalancer> load_balancers;

  friend bool operator==(const Deployment&, const Deployment&) = default;
};
BOOST_DESCRIBE_STRUCT(Deployment, (),
                      (id, status, task_definition, created_at, updated_at, rollout_state,
                       rollout_state_reason, failed_tasks, rolls_back, rollback_requested,
                       launch_type, capacity_provider_strategy, platform_version,
                       network_configuration, load_balancers))

/// What the service scheduler has to remember from one plan to the next. What it remembers of a
/// single task is in Task::notes.
struct SchedulerMemory {
  /// Rounds of starts in a row that ended with a task failing before it was healthy; it sets the
  /// back-off before the next round. A healthy task and a new deployment set it back.
  int failed_rounds = 0;
  /// No task is started before this instant.
  TimePoint start_not_before{};
  /// When the service last told that it has reached a steady state, unless something has happened
  /// since.
  std::optional<TimePoint> steady_told_at;
  /// The last complaint in the event log, and when; the same one is not told again until it is
  /// resolved or six hours have passed.
  std::string complaint;
  TimePoint complained_at{};

  friend bool operator==(const SchedulerMemory&, const SchedulerMemory&) = default;
};
BOOST_DESCRIBE_STRUCT(SchedulerMemory, (),
                      (failed_rounds, start_not_before, steady_told_at, complaint, complained_at))

}  // namespace drydock::ecs
