#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/time.h"
#include "model/ecs.h"

namespace drydock::ecs {

enum class DeploymentStatus { primary, active };
BOOST_DESCRIBE_ENUM(DeploymentStatus, primary, active)

/// One revision's stay in a service. It is made by CreateService and UpdateService, and leaves the
/// service when its last task has stopped. Its counts of tasks are not kept here: they are counted
/// from the tasks when it is described.
struct Deployment {
  std::string id;  ///< "ecs-svc/<19 digits>"; also its tasks' startedBy.
  DeploymentStatus status = DeploymentStatus::primary;
  std::string task_definition;
  TimePoint created_at;
  TimePoint updated_at;
  model::ecs::DeploymentRolloutState rollout_state =
      model::ecs::DeploymentRolloutState::in_progress;
  std::string rollout_state_reason;
  /// Tasks that failed so far, as DescribeServices tells (`failedTasks`).
  int failed_tasks = 0;
  /// Failures that the circuit breaker counts now; a healthy task may set it back.
  int breaker_failures = 0;
  /// The deployment that this one rolls back, if it is a rollback.
  std::optional<std::string> rolls_back;
  std::optional<model::ecs::LaunchType> launch_type;
  std::vector<model::ecs::CapacityProviderStrategyItem> capacity_provider_strategy;
  std::optional<std::string> platform_version;
  std::optional<model::ecs::NetworkConfiguration> network_configuration;
  std::vector<model::ecs::LoadBalancer> load_balancers;

  friend bool operator==(const Deployment&, const Deployment&) = default;
};
BOOST_DESCRIBE_STRUCT(Deployment, (),
                      (id, status, task_definition, created_at, updated_at, rollout_state,
                       rollout_state_reason, failed_tasks, breaker_failures, rolls_back,
                       launch_type, capacity_provider_strategy, platform_version,
                       network_configuration, load_balancers))

/// What the service scheduler has to remember from one plan to the next.
struct SchedulerMemory {
  /// Tasks in a row that never reached RUNNING; sets the back-off before the next start.
  int start_failures = 0;
  /// No task is started before this instant.
  TimePoint start_not_before{};
  /// Tasks whose end has been counted already, so that none is counted twice. Ids.
  std::vector<std::string> counted_tasks;
  /// The service told that it has reached a steady state, and nothing has happened since.
  bool steady = false;
  /// The last complaint in the event log; the same one is not told again until it is resolved.
  std::string last_complaint;

  friend bool operator==(const SchedulerMemory&, const SchedulerMemory&) = default;
};
BOOST_DESCRIBE_STRUCT(SchedulerMemory, (),
                      (start_failures, start_not_before, counted_tasks, steady, last_complaint))

}  // namespace drydock::ecs
