#include "emulator/ecs/deployment/service_deployment.h"

#include "emulator/ecs/deployment/task_set.h"

namespace drydock::ecs {
namespace {

using model::ecs::DeploymentRolloutState;
using Status = model::ecs::ServiceDeploymentStatus;

DeploymentRolloutState state_of_rollback(Status status) {
  if (status == Status::rollback_successful) return DeploymentRolloutState::completed;
  if (status == Status::rollback_failed) return DeploymentRolloutState::failed;
  return DeploymentRolloutState::in_progress;
}

DeploymentRolloutState state_of_target(const ServiceDeployment& deployment) {
  if (deployment.status == Status::successful) return DeploymentRolloutState::completed;
  const bool failed = deployment.rollback || deployment.breaker.triggered;
  return failed ? DeploymentRolloutState::failed : DeploymentRolloutState::in_progress;
}

/// Whether it was a client that sent the deployment back.
bool is_requested(const std::optional<Rollback>& rollback) {
  return rollback && rollback->requested;
}

}  // namespace

bool is_under_way(const ServiceDeployment& deployment) {
  return deployment.status == Status::in_progress ||
         deployment.status == Status::rollback_in_progress;
}

const std::string& goal_of(const ServiceDeployment& deployment) {
  return deployment.rollback ? deployment.rollback->revision : deployment.target_revision;
}

Rollout rollout_of(const TaskSet& set, const ServiceDeployment& deployment) {
  const bool goes_back = deployment.rollback && deployment.rollback->revision == set.revision;
  const DeploymentRolloutState state =
      goes_back ? state_of_rollback(deployment.status) : state_of_target(deployment);
  switch (state) {
    case DeploymentRolloutState::completed:
      return {state, "ECS deployment " + set.id + " completed."};
    case DeploymentRolloutState::failed:
      return {state, !goes_back && is_requested(deployment.rollback)
                         ? "ECS deployment " + set.id + " stopped."
                         : "ECS deployment circuit breaker: tasks failed to start."};
    case DeploymentRolloutState::in_progress:
      break;
  }
  return {state,
          goes_back && !is_requested(deployment.rollback)
              ? "ECS deployment circuit breaker: rolling back to deploymentId " + set.id + "."
              : "ECS deployment " + set.id + " in progress."};
}

}  // namespace drydock::ecs
