#include "api/ecs/service_description.h"

#include <algorithm>

#include "emulator/ecs/capacity_providers.h"
#include "emulator/ecs/deployment.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "model/ecs/common.h"

namespace drydock::ecs::api {
namespace {

std::string_view to_text(ServiceStatus status) {
  switch (status) {
    case ServiceStatus::active:
      return "ACTIVE";
    case ServiceStatus::draining:
      return "DRAINING";
    case ServiceStatus::inactive:
      break;
  }
  return "INACTIVE";
}

/// "arn:…:service/C/S" as the ARN of another kind of thing in the same service.
std::string sibling_arn(const Service& service, std::string_view kind,
                        const std::string& deployment_id) {
  const std::string own = ":service/";
  std::string arn = service.arn;
  arn.replace(arn.find(own), own.size(), ":" + std::string(kind) + "/");
  return arn + deployment_id.substr(deployment_id.find('/'));
}

model::ecs::Deployment describe(const Service& service, const Deployment& deployment,
                                const std::vector<const Task*>& tasks) {
  const DeploymentCounts counts = count(service, deployment, tasks);
  model::ecs::Deployment shown;
  shown.id = deployment.id;
  shown.status = deployment.status == DeploymentStatus::primary ? "PRIMARY" : "ACTIVE";
  shown.task_definition = deployment.task_definition;
  shown.desired_count = counts.desired;
  shown.pending_count = counts.pending;
  shown.running_count = counts.running;
  shown.failed_tasks = deployment.failed_tasks;
  shown.created_at = deployment.created_at;
  shown.updated_at = deployment.updated_at;
  shown.launch_type = deployment.launch_type;
  if (!deployment.capacity_provider_strategy.empty()) {
    shown.capacity_provider_strategy = deployment.capacity_provider_strategy;
  }
  if (is_fargate(deployment.launch_type, deployment.capacity_provider_strategy)) {
    const bool latest = deployment.platform_version.value_or("LATEST") == "LATEST";
    shown.platform_version = latest ? "1.4.0" : *deployment.platform_version;
    shown.platform_family = "Linux";
  }
  shown.network_configuration = deployment.network_configuration;
  shown.rollout_state = deployment.rollout_state;
  shown.rollout_state_reason = deployment.rollout_state_reason;
  return shown;
}

void show_deployments(model::ecs::Service& shown, const Service& service,
                      const std::vector<const Task*>& tasks) {
  shown.deployments.emplace();
  for (const Deployment& deployment : service.deployments) {
    shown.deployments->push_back(describe(service, deployment, tasks));
  }
  const Deployment* current = primary(service);
  if (current == nullptr) return;
  shown.current_service_deployment = service_deployment_arn(service, current->id);
  shown.current_service_revisions.emplace();
  for (const Deployment& deployment : service.deployments) {
    const DeploymentCounts counts = count(service, deployment, tasks);
    shown.current_service_revisions->push_back({.arn = service_revision_arn(service, deployment.id),
                                                .requested_task_count = counts.desired,
                                                .running_task_count = counts.running,
                                                .pending_task_count = counts.pending});
  }
}

void show_capacity(model::ecs::Service& shown, const Service& service) {
  shown.launch_type = service.launch_type;
  if (!service.capacity_provider_strategy.empty()) {
    shown.capacity_provider_strategy = service.capacity_provider_strategy;
  }
  if (is_fargate(service.launch_type, service.capacity_provider_strategy)) {
    shown.platform_version = service.platform_version.value_or("LATEST");
    shown.platform_family = "Linux";
  }
}

void show_events(model::ecs::Service& shown, const Service& service) {
  shown.events.emplace();
  for (const ServiceEvent& event : service.events) {
    shown.events->push_back(
        {.id = event.id, .created_at = event.created_at, .message = event.message});
  }
}

void show_settings(model::ecs::Service& shown, const Service& service) {
  shown.deployment_configuration = service.deployment_configuration;
  shown.deployment_controller = service.deployment_controller;
  shown.scheduling_strategy = service.scheduling_strategy;
  shown.load_balancers = service.load_balancers;
  shown.service_registries = service.service_registries;
  shown.network_configuration = service.network_configuration;
  shown.health_check_grace_period_seconds = service.health_check_grace_period_seconds;
  shown.placement_constraints = service.placement_constraints;
  shown.placement_strategy = service.placement_strategy;
  shown.availability_zone_rebalancing = service.availability_zone_rebalancing;
  shown.enable_ecs_managed_tags = service.enable_ecs_managed_tags;
  shown.propagate_tags = service.propagate_tags.value_or(model::ecs::PropagateTags::none);
  shown.enable_execute_command = service.enable_execute_command;
}

}  // namespace

DeploymentCounts count(const Service& service, const Deployment& deployment,
                       const std::vector<const Task*>& tasks) {
  DeploymentCounts counts;
  for (const Task* task : tasks) {
    if (task->deployment_id != deployment.id) continue;
    const bool wanted = task->desired_status == DesiredStatus::running;
    if (wanted && task->last_status != TaskStatus::stopped) ++counts.desired;
    if (wanted && task->last_status < TaskStatus::running) ++counts.pending;
    if (task->last_status == TaskStatus::running) ++counts.running;
  }
  if (deployment.status == DeploymentStatus::primary) counts.desired = service.desired_count;
  return counts;
}

std::string service_deployment_arn(const Service& service, const std::string& deployment_id) {
  return sibling_arn(service, "service-deployment", deployment_id);
}

std::string service_revision_arn(const Service& service, const std::string& deployment_id) {
  return sibling_arn(service, "service-revision", deployment_id);
}

model::ecs::Service describe(const Service& service, const std::vector<const Task*>& tasks,
                             bool with_tags) {
  model::ecs::Service shown;
  shown.service_arn = service.arn;
  shown.service_name = service.name;
  shown.cluster_arn = service.cluster_arn;
  shown.status = to_text(service.status);
  shown.task_definition = service.task_definition;
  shown.desired_count = service.desired_count;
  shown.running_count = 0;
  shown.pending_count = 0;
  for (const Task* task : tasks) {
    if (task->last_status == TaskStatus::running) ++*shown.running_count;
    const bool wanted = task->desired_status == DesiredStatus::running;
    if (wanted && task->last_status < TaskStatus::running) ++*shown.pending_count;
  }
  show_capacity(shown, service);
  show_settings(shown, service);
  show_deployments(shown, service, tasks);
  show_events(shown, service);
  shown.role_arn = service.role_arn;
  shown.created_at = service.created_at;
  shown.created_by = service.created_by;
  if (with_tags) shown.tags = service.tags;
  return shown;
}

}  // namespace drydock::ecs::api
