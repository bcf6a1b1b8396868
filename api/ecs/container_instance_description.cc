#include "api/ecs/container_instance_description.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "emulator/ecs/task.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::ContainerInstanceField;
using Resources = std::vector<model::ecs::Resource>;

/// AWS tells of every kind of value, and of those that it is not of 0.
model::ecs::Resource number(std::string name, std::int64_t value) {
  constexpr std::int64_t least = std::numeric_limits<std::int32_t>::min();
  constexpr std::int64_t most = std::numeric_limits<std::int32_t>::max();
  model::ecs::Resource shown;
  shown.name = std::move(name);
  shown.type = "INTEGER";
  shown.double_value = 0;
  shown.long_value = 0;
  shown.integer_value = static_cast<std::int32_t>(std::clamp(value, least, most));
  return shown;
}

model::ecs::Resource texts(std::string name, std::vector<std::string> values) {
  model::ecs::Resource shown = number(std::move(name), 0);
  shown.type = "STRINGSET";
  shown.string_set_value = std::move(values);
  return shown;
}

std::vector<std::string> ports(const TaskResources& resources, Transport protocol) {
  std::vector<std::string> found;
  for (const HostPort& port : resources.ports) {
    if (port.protocol == protocol) found.push_back(std::to_string(port.port));
  }
  return found;
}

/// `gpus` of the instance's are left: its tasks have the first.
std::vector<std::string> gpu_ids(const ContainerInstance& instance, std::int64_t gpus) {
  const auto all = static_cast<std::int64_t>(instance.gpu_ids.size());
  return {instance.gpu_ids.end() - std::clamp<std::int64_t>(gpus, 0, all), instance.gpu_ids.end()};
}

Resources describe_resources(const ContainerInstance& instance, const TaskResources& resources) {
  Resources shown = {number("CPU", resources.cpu_units), number("MEMORY", resources.memory_mib),
                     texts("PORTS", ports(resources, Transport::tcp)),
                     texts("PORTS_UDP", ports(resources, Transport::udp))};
  if (!instance.gpu_ids.empty()) shown.push_back(texts("GPU", gpu_ids(instance, resources.gpus)));
  return shown;
}

model::ecs::VersionInfo version_info(const ContainerInstance& instance) {
  model::ecs::VersionInfo shown;
  shown.agent_version = instance.agent_version;
  if (!instance.agent_hash.empty()) shown.agent_hash = instance.agent_hash;
  if (!instance.docker_version.empty()) shown.docker_version = instance.docker_version;
  return shown;
}

std::vector<model::ecs::Attribute> attributes(const ContainerInstance& instance) {
  std::vector<model::ecs::Attribute> shown;
  for (const auto& [name, value] : instance.attributes) {
    auto& attribute = shown.emplace_back();
    attribute.name = name;
    if (!value.empty()) attribute.value = value;
  }
  return shown;
}

/// The instance's tasks that are as far as this status in their lives.
std::int32_t count(const Store& store, const World& world, const ContainerInstance& instance,
                   TaskStatus status) {
  using model::ecs::LaunchType;
  const auto tasks = store.table<Task>(world);
  std::size_t count = 0;
  for (const LaunchType type :
       {LaunchType::ec2, LaunchType::external, LaunchType::managed_instances}) {
    count += tasks.count(Task::count_key(instance.cluster, type, status, instance.id));
  }
  return static_cast<std::int32_t>(count);
}

}  // namespace

model::ecs::ContainerInstance describe(const ContainerInstance& instance, const Store& store,
                                       const World& world, const ContainerInstanceFields& include) {
  model::ecs::ContainerInstance shown;
  shown.container_instance_arn = instance.arn;
  shown.ec2_instance_id = instance.ec2_instance_id;
  shown.version = instance.version;
  shown.version_info = version_info(instance);
  shown.remaining_resources = describe_resources(instance, remaining_of(store, world, instance));
  shown.registered_resources = describe_resources(instance, instance.registered);
  if (const auto provider = capacity_provider_of(instance); !provider.empty()) {
    shown.capacity_provider_name = provider;
  }
  shown.status = to_text(instance.status);
  shown.agent_connected = is_agent_connected(store, instance);
  shown.running_tasks_count = count(store, world, instance, TaskStatus::running);
  shown.pending_tasks_count = count(store, world, instance, TaskStatus::pending);
  shown.attributes = attributes(instance);
  shown.registered_at = instance.registered_at;
  shown.attachments.emplace();
  shown.tags.emplace();
  if (include.contains(ContainerInstanceField::tags)) shown.tags = instance.tags;
  if (include.contains(ContainerInstanceField::container_instance_health)) {
    shown.health_status = {
        .overall_status = model::ecs::InstanceHealthCheckState::insufficient_data,
        .details = std::vector<model::ecs::InstanceHealthCheckResult>{}};
  }
  return shown;
}

}  // namespace drydock::ecs::api
