#include "emulator/ecs/deployment/service_deployment.h"

#include "emulator/ecs/deployment/task_set.h"

namespace drydock::ecs {
namespace {

using model::ecs::DeploymentRolloutState;
using model::ecs::ServiceDeploymentStatus;

DeploymentRolloutState state_of_rollback(ServiceDeploymentStatus status) {
  if (status == ServiceDeploymentStatus::rollback_successful)
    return DeploymentRolloutState::completed;
  if (status == ServiceDeploymentStatus::rollback_failed) return DeploymentRolloutState::failed;
  return DeploymentRolloutState::in_progress;
}

DeploymentRolloutState state_of_target(const ServiceDeployment& deployment) {
  if (deployment.status == ServiceDeploymentStatus::successful)
    return DeploymentRolloutState::completed;
  const bool failed = deployment.rollback || deployment.breaker.triggered || deployment.given_up_by;
  return failed ? DeploymentRolloutState::failed : DeploymentRolloutState::in_progress;
}

/// A deployment of an earlier drydock says by its breaker and its rollback who gave it up.
GivenUpBy given_up_by(const ServiceDeployment& deployment) {
  const bool requested = deployment.rollback && deployment.rollback->requested;
  return deployment.given_up_by.value_or(requested ? GivenUpBy::client
                                                   : GivenUpBy::circuit_breaker);
}

/// Why a task set's rollout has FAILED. That of a hook is not known from AWS.
std::string failure_of(const TaskSet& set, GivenUpBy by) {
  switch (by) {
    case GivenUpBy::circuit_breaker:
      return "ECS deployment circuit breaker: tasks failed to start.";
    case GivenUpBy::alarm:
      return "ECS deployment failed: alarm detected.";
    case GivenUpBy::lifecycle_hook:
      return "ECS deployment failed: lifecycle hook failed.";
    case GivenUpBy::client:
      break;
  }
  return "ECS deployment " + set.id + " stopped.";
}

}  // namespace

bool is_under_way(const ServiceDeployment& deployment) {
  return deployment.status == ServiceDeploymentStatus::in_progress ||
         deployment.status == ServiceDeploymentStatus::rollback_in_progress;
}

bool is_past_return(const ServiceDeployment& deployment) {
  return deployment.traffic && !deployment.rollback &&
         deployment.traffic->stage == LifecycleStage::clean_up;
}

const std::string& goal_of(const ServiceDeployment& deployment) {
  return deployment.rollback ? deployment.rollback->revision : deployment.target_revision;
}

std::vector<std::string> alarms_of(const model::ecs::DeploymentConfiguration& configuration) {
  const auto& alarms = configuration.alarms;
  return alarms && alarms->enable ? alarms->alarm_names : std::vector<std::string>{};
}

Rollout rollout_of(const TaskSet& set, const ServiceDeployment& deployment) {
  const bool goes_back = deployment.rollback && deployment.rollback->revision == set.revision;
  const DeploymentRolloutState state =
      goes_back ? state_of_rollback(deployment.status) : state_of_target(deployment);
  switch (state) {
    case DeploymentRolloutState::completed:
      return {state, "ECS deployment " + set.id + " completed."};
    case DeploymentRolloutState::failed:
      // A way back fails by its tasks, whatever it is a way back from.
      return {state,
              failure_of(set, goes_back ? GivenUpBy::circuit_breaker : given_up_by(deployment))};
    case DeploymentRolloutState::in_progress:
      break;
  }
  return {state,
          goes_back && given_up_by(deployment) == GivenUpBy::circuit_breaker
              ? "ECS deployment circuit breaker: rolling back to deploymentId " + set.id + "."
              : "ECS deployment " + set.id + " in progress."};
}

}  // namespace drydock::ecs
