#include "api/ecs/service_description.h"

#include "api/ecs/revision_description.h"
#include "api/ecs/task_set_description.h"
#include "emulator/base/arn.h"
#include "emulator/ecs/capacity_providers.h"
#include "emulator/ecs/deployment/external_task_sets.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/express/express_gateway.h"
#include "emulator/ecs/references.h"
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

model::ecs::Deployment describe_deployment(const Store& store, const World& world,
                                           const Service& service, const TaskSet& set,
                                           const RevisionCounts& counts) {
  const Rollout rollout = rollout_of(set, deployment_of(store, world, set));
  model::ecs::Deployment shown;
  shown.id = set.id;
  shown.status = set.id == service.task_set ? "PRIMARY" : "ACTIVE";
  show_revision(shown, revision_of(store, world, set));
  shown.desired_count = counts.requested;
  shown.pending_count = counts.pending;
  shown.running_count = counts.running;
  shown.failed_tasks = set.failures.tasks;
  shown.created_at = set.created_at;
  shown.updated_at = set.updated_at;
  shown.rollout_state = rollout.state;
  shown.rollout_state_reason = rollout.reason;
  return shown;
}

/// Their tags DescribeTaskSets alone tells: https://github.com/pipe-cd/pipecd/pull/4605
void show_task_sets(model::ecs::Service& shown, const Store& store, const World& world,
                    const Service& service) {
  const TaskSetCounts counts = count_tasks(store, world, service);
  shown.task_sets.emplace();
  for (const TaskSet* set : task_sets_of(store, world, service)) {
    shown.task_sets->push_back(
        api::describe(store, world, service, *set, counts.at(set->id), /*with_tags=*/false));
  }
}

void show_deployments(model::ecs::Service& shown, const Store& store, const World& world,
                      const Service& service) {
  shown.deployments.emplace();
  if (is_governed_outside(service)) return show_task_sets(shown, store, world, service);
  const auto sets = task_sets_of(store, world, service);
  const TaskSetCounts counts = count_tasks(store, world, service);
  for (const TaskSet* set : sets) {
    shown.deployments->push_back(
        describe_deployment(store, world, service, *set, counts.at(set->id)));
  }
  const ServiceDeployment* current = current_deployment(store, world, service);
  if (current == nullptr || sets.empty()) return;
  shown.current_service_deployment = service_deployment_arn(world, current->key());
  shown.current_service_revisions.emplace();
  for (const TaskSet* set : sets) {
    const auto& [requested, pending, running] = counts.at(set->id);
    shown.current_service_revisions->push_back(
        {.arn = service_revision_arn(world, service.key() + "/" + set->revision),
         .requested_task_count = requested,
         .running_task_count = running,
         .pending_task_count = pending});
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

model::ecs::Service describe(const Store& store, const World& world, const Service& service,
                             bool with_tags) {
  model::ecs::Service shown;
  shown.service_arn = service.arn;
  shown.service_name = service.name;
  shown.cluster_arn = service.cluster_arn;
  shown.status = to_text(service.status);
  if (!service.task_definition.empty()) shown.task_definition = service.task_definition;
  shown.desired_count = service.desired_count;
  const auto tasks = store.table<Task>(world);
  const auto count_all = [&](const std::string& keys) {
    return static_cast<int>(tasks.count_starting_with(keys));
  };
  shown.running_count = count_all(Task::running_key(service.key()));
  shown.pending_count = count_all(Task::pending_key(service.key()));
  show_capacity(shown, service);
  show_settings(shown, service);
  show_deployments(shown, store, world, service);
  show_events(shown, service);
  shown.role_arn = service.role_arn;
  shown.created_at = service.created_at;
  shown.created_by = service.created_by;
  if (with_tags) shown.tags = service.tags;
  if (store.find<ExpressGateway>(world, service.key()) != nullptr) {
    shown.resource_management_type = model::ecs::ResourceManagementType::ecs;
  }
  return shown;
}

}  // namespace drydock::ecs::api
