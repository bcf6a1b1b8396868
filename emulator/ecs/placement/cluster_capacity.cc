#include "emulator/ecs/placement/cluster_capacity.h"

#include <algorithm>

#include "emulator/base/sums.h"
#include "emulator/ec2/lost_zone.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/daemon/daemon_view.h"
#include "emulator/ecs/task.h"

namespace drydock::ecs {
namespace {

bool publishes(const Task& task, const HostPort& wanted) {
  return std::ranges::any_of(task.containers, [&wanted](const Container& container) {
    return std::ranges::any_of(container.ports, [&wanted](const PublishedPort& port) {
      return port.host_port == wanted.port && port.protocol == wanted.protocol;
    });
  });
}

/// Whether some task keeps the port for itself, or has been given it by the engine.
bool is_taken(const Store& store, const HostPort& wanted) {
  return std::ranges::any_of(store.worlds(), [&](const World& world) {
    const auto tasks = store.table<Task>(world);
    if (!tasks.members(Task::reserved_port_key(wanted)).empty()) return true;
    const auto publishing = tasks.members(Task::host_port_key(wanted.port));
    return std::ranges::any_of(
        publishing, [&wanted](const auto& member) { return publishes(*member.second, wanted); });
  });
}

std::vector<HostPort> taken_of(const Store& store, const std::vector<HostPort>& wanted) {
  std::vector<HostPort> taken;
  for (const HostPort& port : wanted) {
    if (is_taken(store, port)) taken.push_back(port);
  }
  return taken;
}

QueriedInstance without_groups(const Store& store, const World& world,
                               const ContainerInstance& instance) {
  QueriedInstance made;
  made.agent_connected = is_agent_connected(store, instance);
  made.agent_version = instance.agent_version;
  made.ec2_instance_id = instance.ec2_instance_id;
  made.registered_at = instance.registered_at;
  made.running_tasks = static_cast<int>(
      store.table<Task>(world).members(Task::instance_key(instance.cluster, instance.id)).size());
  made.attributes.insert(instance.attributes.begin(), instance.attributes.end());
  return made;
}

void add_groups(const Store& store, const World& world, const ContainerInstance& instance,
                QueriedInstance& queried) {
  const auto index = store.table<Task>(world).index();
  const std::string prefix = Task::group_prefix(instance.cluster, instance.id);
  for (const auto& [key, tasks] : index.starting_with(prefix)) {
    queried.groups.emplace(key.substr(prefix.size()), static_cast<int>(tasks.size()));
  }
}

PlacementInstance placement_instance(const Store& store, const World& world,
                                     const ContainerInstance& instance,
                                     const PlacementRequest& request,
                                     const std::vector<HostPort>& taken,
                                     const std::function<bool(const Task&)>& is_own) {
  PlacementInstance made;
  made.id = instance.id;
  made.queried = without_groups(store, world, instance);
  const bool asks_for_groups = std::ranges::any_of(
      request.member_of, [](const ClusterQuery& query) { return query.depends_on_tasks(); });
  if (asks_for_groups) add_groups(store, world, instance, made.queried);
  made.remaining = remaining_of(store, world, instance);
  made.awaits_daemon = !request.of_daemon && awaits_daemon(store, world, instance);
  auto& ports = made.remaining.ports;
  for (const HostPort& port : taken) {
    if (std::ranges::find(ports, port) == ports.end()) ports.push_back(port);
  }
  const auto of_group = store.table<Task>(world).members(
      Task::group_key(instance.cluster, instance.id, request.group));
  if (!of_group.empty()) made.queried.groups[request.group] = static_cast<int>(of_group.size());
  made.own_tasks = static_cast<int>(std::ranges::count_if(
      of_group, [&is_own](const auto& member) { return is_own(*member.second); }));
  return made;
}

}  // namespace

std::vector<const ContainerInstance*> instances_of(const Store& store, const World& world,
                                                   std::string_view cluster) {
  return store.table<ContainerInstance>(world).starting_with(std::string(cluster) + "/");
}

bool is_agent_connected(const Store& store, const ContainerInstance& instance) {
  return instance.status != ContainerInstanceStatus::inactive &&
         !ec2::is_lost(store, availability_zone(instance));
}

std::vector<const Task*> tasks_on(const Store& store, const World& world,
                                  const ContainerInstance& instance) {
  return store.table<Task>(world).indexed(Task::instance_key(instance.cluster, instance.id));
}

TaskResources remaining_of(const Store& store, const World& world,
                           const ContainerInstance& instance) {
  const auto tasks = store.table<Task>(world);
  const auto& [cpu_units, memory_mib, gpus] =
      tasks.weight(Task::instance_key(instance.cluster, instance.id));
  TaskResources left = instance.registered;
  left.cpu_units = capped_sum(left.cpu_units, -cpu_units);
  left.memory_mib = capped_sum(left.memory_mib, -memory_mib);
  left.gpus = capped_sum(left.gpus, -gpus);
  const auto keepers = tasks.members(Task::port_keepers_key(instance.cluster, instance.id));
  for (const auto& [key, task] : keepers) {
    left.ports.insert(left.ports.end(), task->reserved.ports.begin(), task->reserved.ports.end());
  }
  return left;
}

QueriedInstance queried(const Store& store, const World& world, const ContainerInstance& instance) {
  QueriedInstance made = without_groups(store, world, instance);
  add_groups(store, world, instance, made);
  return made;
}

PlacementInstance placement_instance(const Store& store, const World& world,
                                     const ContainerInstance& instance,
                                     const PlacementRequest& request,
                                     const std::function<bool(const Task&)>& is_own) {
  return placement_instance(store, world, instance, request, taken_of(store, request.needs.ports),
                            is_own);
}

std::vector<PlacementInstance> placement_instances(const Store& store, const World& world,
                                                   std::string_view cluster,
                                                   const PlacementRequest& request,
                                                   const std::function<bool(const Task&)>& is_own) {
  const auto taken = taken_of(store, request.needs.ports);
  std::vector<PlacementInstance> made;
  for (const ContainerInstance* instance : instances_of(store, world, cluster)) {
    if (instance->status != ContainerInstanceStatus::active) continue;
    made.push_back(placement_instance(store, world, *instance, request, taken, is_own));
  }
  return made;
}

}  // namespace drydock::ecs
