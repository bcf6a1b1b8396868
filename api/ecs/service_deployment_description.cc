#include "api/ecs/service_deployment_description.h"

#include <algorithm>
#include <string>

#include "api/ecs/service_description.h"
#include "emulator/ecs/circuit_breaker.h"
#include "emulator/ecs/deployment.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "model/ecs/service.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::DeploymentRolloutState;
using model::ecs::ServiceDeploymentStatus;

bool is_primary(const Deployment& deployment) {
  return deployment.status == DeploymentStatus::primary;
}

/// A rollout that was overtaken by a newer one, or failed with nothing to go back to, is STOPPED.
ServiceDeploymentStatus status_of(const Deployment& deployment) {
  if (deployment.rollout_state == DeploymentRolloutState::completed) {
    return ServiceDeploymentStatus::successful;
  }
  const bool goes_on = deployment.rollout_state == DeploymentRolloutState::in_progress;
  return goes_on && is_primary(deployment) ? ServiceDeploymentStatus::in_progress
                                           : ServiceDeploymentStatus::stopped;
}

ServiceDeploymentStatus status_of_rollback(const Deployment& target) {
  switch (target.rollout_state) {
    case DeploymentRolloutState::completed:
      return ServiceDeploymentStatus::rollback_successful;
    case DeploymentRolloutState::failed:
      return ServiceDeploymentStatus::rollback_failed;
    case DeploymentRolloutState::in_progress:
      break;
  }
  return ServiceDeploymentStatus::rollback_in_progress;
}

bool is_finished(ServiceDeploymentStatus status) {
  return status != ServiceDeploymentStatus::in_progress &&
         status != ServiceDeploymentStatus::rollback_in_progress;
}

model::ecs::ServiceRevisionSummary revision(const Service& service, const Deployment& deployment,
                                            const std::vector<const Task*>& tasks) {
  const DeploymentCounts counts = count(service, deployment, tasks);
  model::ecs::ServiceRevisionSummary summary;
  summary.arn = service_revision_arn(service, deployment.id);
  summary.requested_task_count = counts.desired;
  summary.running_task_count = counts.running;
  summary.pending_task_count = counts.pending;
  return summary;
}

model::ecs::ServiceDeploymentCircuitBreaker breaker(const Service& service,
                                                    const Deployment& deployment, bool triggered) {
  using Status = model::ecs::ServiceDeploymentRollbackMonitorsStatus;
  model::ecs::ServiceDeploymentCircuitBreaker shown;
  shown.threshold = breaker_threshold(service);
  shown.failure_count = deployment.failed_tasks;
  if (!circuit_breaker(service).enable) {
    shown.status = Status::disabled;
  } else if (triggered) {
    shown.status = Status::triggered;
  } else {
    shown.status = deployment.rollout_state == DeploymentRolloutState::in_progress
                       ? Status::monitoring
                       : Status::monitoring_complete;
  }
  return shown;
}

/// What every service deployment of the service tells alike.
model::ecs::ServiceDeployment common(const Service& service, const std::string& id) {
  model::ecs::ServiceDeployment shown;
  shown.service_deployment_arn = service_deployment_arn(service, id);
  shown.service_arn = service.arn;
  shown.cluster_arn = service.cluster_arn;
  shown.deployment_configuration = service.deployment_configuration;
  shown.source_service_revisions.emplace();
  return shown;
}

void show_course(model::ecs::ServiceDeployment& shown, ServiceDeploymentStatus status,
                 const Deployment& deployment) {
  shown.status = status;
  shown.updated_at = deployment.updated_at;
  if (is_finished(status)) shown.finished_at = deployment.updated_at;
}

model::ecs::ServiceDeployment describe(const Service& service, const Deployment& deployment,
                                       const std::vector<const Task*>& tasks) {
  model::ecs::ServiceDeployment shown = common(service, deployment.id);
  shown.created_at = deployment.created_at;
  shown.started_at = deployment.created_at;
  show_course(shown, status_of(deployment), deployment);
  shown.target_service_revision = revision(service, deployment, tasks);
  for (const Deployment& other : service.deployments) {
    if (!is_primary(deployment) || other.id == deployment.id) continue;
    shown.source_service_revisions->push_back(revision(service, other, tasks));
  }
  const bool failed = deployment.rollout_state == DeploymentRolloutState::failed;
  if (failed) shown.status_reason = deployment.rollout_state_reason;
  shown.deployment_circuit_breaker = breaker(service, deployment, failed);
  return shown;
}

/// The deployment that `target` rolls back. It may have left the service by now.
model::ecs::ServiceDeployment describe_rollback(const Service& service, const Deployment& target,
                                                const std::vector<const Task*>& tasks) {
  const std::string& id = *target.rolls_back;
  model::ecs::ServiceDeployment shown = common(service, id);
  const auto failed = std::ranges::find(service.deployments, id, &Deployment::id);
  shown.target_service_revision.emplace().arn = service_revision_arn(service, id);
  if (failed != service.deployments.end()) {
    shown.created_at = failed->created_at;
    shown.started_at = failed->created_at;
    shown.target_service_revision = revision(service, *failed, tasks);
  }
  show_course(shown, status_of_rollback(target), target);
  shown.source_service_revisions->push_back(revision(service, target, tasks));
  shown.status_reason =
      target.rollback_requested
          ? "Service deployment rolled back because a stop was requested."
          : "Service deployment rolled back because the circuit breaker threshold was exceeded.";
  shown.rollback.emplace();
  shown.rollback->reason = target.rollout_state_reason;
  shown.rollback->service_revision_arn = service_revision_arn(service, target.id);
  const Deployment& counted = failed == service.deployments.end() ? target : *failed;
  shown.deployment_circuit_breaker = breaker(service, counted, !target.rollback_requested);
  return shown;
}

}  // namespace

std::vector<model::ecs::ServiceDeployment> describe_deployments(
    const Service& service, const std::vector<const Task*>& tasks) {
  std::vector<model::ecs::ServiceDeployment> shown;
  for (const Deployment& deployment : service.deployments) {
    const bool rolled_back = std::ranges::any_of(
        service.deployments,
        [&deployment](const Deployment& other) { return other.rolls_back == deployment.id; });
    if (rolled_back) continue;
    shown.push_back(deployment.rolls_back ? describe_rollback(service, deployment, tasks)
                                          : describe(service, deployment, tasks));
  }
  return shown;
}

}  // namespace drydock::ecs::api
