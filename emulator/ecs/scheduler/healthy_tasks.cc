#include "emulator/ecs/scheduler/healthy_tasks.h"

#include <algorithm>

#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/own_target.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/target.h"

namespace drydock::ecs {
namespace {

bool is_checked(const TaskDefinition& revision) {
  return std::ranges::any_of(*revision.definition.container_definitions, [](const auto& container) {
    return container.health_check.has_value();
  });
}

bool has_healthy_targets(const Store& store, const World& world, const Task& task) {
  return std::ranges::all_of(task.targets, [&](const TaskTarget& named) {
    const auto* target = own_target(store, world, task, named);
    return target != nullptr && !target->deregistered_at &&
           target->health.state == elb::TargetState::healthy;
  });
}

/// How many targets the task is to have: one for each load balancer of its revision.
std::size_t count_wanted_targets(const Store& store, const World& world, const Service& service,
                                 const Task& task) {
  const auto* set = store.find<TaskSet>(world, service.key() + "/" + task.deployment_id);
  return set == nullptr ? service.load_balancers.size()
                        : revision_of(store, world, *set).load_balancers.size();
}

bool is_healthy(const Store& store, const World& world, const Service& service, const Task& task) {
  if (task.last_status != TaskStatus::running) return false;
  if (task.health_status == HealthStatus::unhealthy) return false;
  if (task.health_status == HealthStatus::unknown) {
    const auto* revision = find_revision(store, world, task.task_definition_arn);
    if (revision != nullptr && is_checked(*revision)) return false;
  }
  if (task.targets.size() < count_wanted_targets(store, world, service, task)) return false;
  return has_healthy_targets(store, world, task);
}

}  // namespace

int count_healthy_tasks(const Store& store, const World& world, const Service& service) {
  const auto tasks =
      store.table<Task>(world).members(Task::service_key(service.cluster, service.name));
  return static_cast<int>(std::ranges::count_if(tasks, [&](const auto& member) {
    return is_healthy(store, world, service, *member.second);
  }));
}

}  // namespace drydock::ecs
