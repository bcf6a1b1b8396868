#include "emulator/ecs/placement/daemon_instances.h"

#include <algorithm>

#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "emulator/ecs/placement/service_placement.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/store/store.h"

namespace drydock::ecs {
namespace {

bool is_of_replicas(const Store& store, const World& world, const Task& task) {
  if (task.service.empty()) return false;
  const auto* service = store.find<Service>(world, Task::service_key(task.cluster, task.service));
  return service != nullptr && !is_daemon(*service);
}

/// An instance that drains keeps the daemon's task until no service that runs replicas has one.
bool still_needs(const Store& store, const World& world, const ContainerInstance& instance,
                 const Service& daemon) {
  const auto tasks = tasks_on(store, world, instance);
  const bool has_daemon = std::ranges::any_of(
      tasks, [&daemon](const Task* task) { return task->service == daemon.name; });
  return has_daemon && std::ranges::any_of(tasks, [&](const Task* task) {
           return is_of_replicas(store, world, *task);
         });
}

}  // namespace

DaemonInstances daemon_instances(const Store& store, const World& world, const Service& service) {
  DaemonInstances found;
  if (!is_daemon(service)) return found;
  const TaskDefinition* definition = find_revision(store, world, service.task_definition);
  if (definition == nullptr) return found;
  const auto request =
      placement_request(world, service, *definition, service.network_configuration);
  const auto is_own = [](const Task&) { return false; };
  for (const ContainerInstance* instance : instances_of(store, world, service.cluster)) {
    if (instance->status == ContainerInstanceStatus::inactive) continue;
    if (instance->status == ContainerInstanceStatus::draining) {
      if (!still_needs(store, world, *instance, service)) continue;
      found.wait_for_others = true;
    }
    if (meets_constraints(request, placement_instance(store, world, *instance, request, is_own))) {
      found.ids.insert(instance->id);
    }
  }
  return found;
}

void note_daemon_instances(Store& store, const World& world, const std::string& service_key,
                           const DaemonInstances& instances) {
  const auto* service = store.find<Service>(world, service_key);
  if (service == nullptr || service->status != ServiceStatus::active) return;
  const auto count = static_cast<int>(instances.ids.size());
  if (service->desired_count == count) return;
  store.change<Service>(world, service_key,
                        [count](Service& changed) { changed.desired_count = count; });
}

}  // namespace drydock::ecs
