#include "api/ecs/service_deployment_description.h"

#include <string>

#include "emulator/ecs/deployment/lifecycle_hooks.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/strategy.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/scheduler/circuit_breaker.h"
#include "emulator/ecs/service.h"
#include "model/ecs/service.h"

namespace drydock::ecs::api {
namespace {

model::ecs::ServiceRevisionSummary summary(const World& world, const Service& service,
                                           const std::string& revision,
                                           const TaskSetCounts& counts) {
  const auto counted = counts.find(task_set_id(revision));
  const auto [requested, pending, running] =
      counted == counts.end() ? RevisionCounts{} : counted->second;
  model::ecs::ServiceRevisionSummary shown;
  shown.arn = service_revision_arn(world, service.key() + "/" + revision);
  shown.requested_task_count = requested;
  shown.running_task_count = running;
  shown.pending_task_count = pending;
  return shown;
}

model::ecs::ServiceDeploymentCircuitBreaker breaker(const Service& service,
                                                    const ServiceDeployment& deployment) {
  using Status = model::ecs::ServiceDeploymentRollbackMonitorsStatus;
  const auto& settings = deployment.configuration.deployment_circuit_breaker;
  model::ecs::ServiceDeploymentCircuitBreaker shown;
  shown.threshold =
      deployment.finished_at ? deployment.breaker.threshold : breaker_threshold(service);
  shown.failure_count = deployment.breaker.failures;
  if (deployment.breaker.triggered) {
    shown.status = Status::triggered;
  } else if (!settings || !settings->enable) {
    shown.status = Status::disabled;
  } else {
    shown.status = is_under_way(deployment) ? Status::monitoring : Status::monitoring_complete;
  }
  return shown;
}

std::optional<model::ecs::ServiceDeploymentAlarms> alarms(const ServiceDeployment& deployment) {
  using Status = model::ecs::ServiceDeploymentRollbackMonitorsStatus;
  const auto& settings = deployment.configuration.alarms;
  if (!settings) return std::nullopt;
  model::ecs::ServiceDeploymentAlarms shown;
  shown.alarm_names = settings->alarm_names;
  shown.triggered_alarm_names = deployment.alarms.triggered;
  if (!deployment.alarms.triggered.empty()) {
    shown.status = Status::triggered;
  } else if (!settings->enable) {
    shown.status = Status::disabled;
  } else {
    shown.status = is_under_way(deployment) ? Status::monitoring : Status::monitoring_complete;
  }
  return shown;
}

model::ecs::Rollback describe_rollback(const World& world, const Service& service,
                                       const Rollback& rollback) {
  model::ecs::Rollback shown;
  shown.reason = rollback.reason;
  shown.started_at = rollback.started_at;
  shown.service_revision_arn = service_revision_arn(world, service.key() + "/" + rollback.revision);
  return shown;
}

/// The target revision has so much of the traffic, the source the rest.
void show_weights(const TrafficShift& traffic, model::ecs::ServiceDeployment& shown) {
  const auto percent = [](int share) { return share / 10.0; };
  auto& target = *shown.target_service_revision;
  target.requested_production_traffic_weight = percent(traffic.production);
  target.requested_test_traffic_weight = percent(traffic.test);
  for (auto& source : *shown.source_service_revisions) {
    source.requested_production_traffic_weight = percent(all_traffic - traffic.production);
    source.requested_test_traffic_weight = percent(all_traffic - traffic.test);
  }
}

model::ecs::DeploymentLifecycleHookDetail describe_hook(const ServiceDeployment& deployment,
                                                        const HookRun& run) {
  const auto& hook = hook_of(deployment, run);
  model::ecs::DeploymentLifecycleHookDetail shown;
  shown.hook_id = run.id;
  shown.target_type =
      hook.target_type.value_or(model::ecs::DeploymentLifecycleHookTargetType::aws_lambda);
  shown.target_arn = hook.hook_target_arn;
  shown.status = run.status;
  shown.expires_at = run.expires_at;
  shown.timeout_action = timeout_action(hook);
  return shown;
}

void show_traffic(const ServiceDeployment& deployment, model::ecs::ServiceDeployment& shown) {
  if (!deployment.traffic) return;
  show_weights(*deployment.traffic, shown);
  shown.lifecycle_stage = shown_stage(deployment.traffic->stage);
  shown.lifecycle_hook_details.emplace();
  for (const HookRun& run : deployment.traffic->hooks) {
    shown.lifecycle_hook_details->push_back(describe_hook(deployment, run));
  }
}

}  // namespace

model::ecs::ServiceDeployment describe(const World& world, const Service& service,
                                       const ServiceDeployment& deployment,
                                       const TaskSetCounts& counts) {
  const TaskSetCounts& told = deployment.finished_at ? deployment.final_counts : counts;
  model::ecs::ServiceDeployment shown;
  shown.service_deployment_arn = service_deployment_arn(world, deployment.key());
  shown.service_arn = service.arn;
  shown.cluster_arn = service.cluster_arn;
  shown.created_at = deployment.created_at;
  shown.started_at = deployment.created_at;
  shown.updated_at = deployment.updated_at;
  shown.finished_at = deployment.finished_at;
  shown.status = deployment.status;
  if (!deployment.status_reason.empty()) shown.status_reason = deployment.status_reason;
  shown.target_service_revision = summary(world, service, deployment.target_revision, told);
  shown.source_service_revisions.emplace();
  for (const std::string& source : deployment.source_revisions) {
    shown.source_service_revisions->push_back(summary(world, service, source, told));
  }
  show_traffic(deployment, shown);
  shown.deployment_configuration = deployment.configuration;
  if (deployment.rollback) shown.rollback = describe_rollback(world, service, *deployment.rollback);
  shown.deployment_circuit_breaker = breaker(service, deployment);
  shown.alarms = alarms(deployment);
  return shown;
}

}  // namespace drydock::ecs::api
