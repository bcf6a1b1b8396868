#include "emulator/ecs/deployment/task_sets.h"

#include <algorithm>
#include <string>
#include <tuple>

#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"

namespace drydock::ecs {

std::vector<const TaskSet*> task_sets_of(const Store& store, const World& world,
                                         const Service& service) {
  auto sets = store.table<TaskSet>(world).indexed(service.key());
  const auto rank = [&](const TaskSet* set) {
    return std::tuple(set->id == service.task_set, set->created_at, std::string_view(set->id));
  };
  std::ranges::sort(sets, std::ranges::greater(), rank);
  return sets;
}

const TaskSet* primary_task_set(const Store& store, const World& world, const Service& service) {
  return store.find<TaskSet>(world, service.key() + "/" + service.task_set);
}

const ServiceRevision& revision_of(const Store& store, const World& world, const TaskSet& set) {
  return *store.find<ServiceRevision>(world, set.service + "/" + set.revision);
}

const ServiceDeployment* current_deployment(const Store& store, const World& world,
                                            const Service& service) {
  return store.find<ServiceDeployment>(world, service.key() + "/" + service.deployment);
}

const ServiceDeployment& deployment_of(const Store& store, const World& world, const TaskSet& set) {
  return *store.find<ServiceDeployment>(world, set.service + "/" + set.deployment);
}

TaskSetCounts count_tasks(const Store& store, const World& world, const Service& service) {
  TaskSetCounts all;
  const std::string key = service.key();
  const auto tasks = store.table<Task>(world);
  for (const auto& [name, set] : store.table<TaskSet>(world).members(key)) {
    const bool is_primary = set->id == service.task_set && !set->external;
    all[set->id] = {
        .requested = is_primary ? service.desired_count : set->requested,
        .pending = static_cast<int>(tasks.count(Task::pending_key(key, set->id))),
        .running = static_cast<int>(tasks.count(Task::running_key(key, set->id))),
    };
  }
  return all;
}

}  // namespace drydock::ecs
