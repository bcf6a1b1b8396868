#include "api/ecs/cluster_description.h"

#include <algorithm>
#include <array>

#include "api/ecs/lookup.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "model/ecs/common.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::ClusterField;
using model::ecs::LaunchType;

/// What runs in a cluster, counted once for each launch type.
struct LaunchTypeCounts {
  int running_tasks = 0;
  int pending_tasks = 0;
  int active_services = 0;
  int draining_services = 0;
};

struct ClusterCounts {
  LaunchTypeCounts ec2;
  LaunchTypeCounts fargate;
  LaunchTypeCounts external;
  LaunchTypeCounts managed_instances;  ///< Those of managed daemons. No statistic tells of them.

  LaunchTypeCounts& of(const std::optional<LaunchType>& type) {
    if (type == LaunchType::fargate) return fargate;
    if (type == LaunchType::external) return external;
    if (type == LaunchType::managed_instances) return managed_instances;
    return ec2;
  }
};

ClusterCounts count(const Cluster& cluster, const Store& store, const World& world) {
  ClusterCounts counts;
  const auto& tasks = store.table<Task>(world);
  const auto count_of = [&](LaunchType type, TaskStatus status) {
    return static_cast<int>(tasks.count_starting_with(Task::count_key(cluster.name, type, status)));
  };
  for (const LaunchType type : {LaunchType::ec2, LaunchType::fargate, LaunchType::external,
                                LaunchType::managed_instances}) {
    counts.of(type).running_tasks = count_of(type, TaskStatus::running);
    counts.of(type).pending_tasks = count_of(type, TaskStatus::pending);
  }
  for (const Service* service : services_of(store, world, cluster.name)) {
    auto& of_type = counts.of(service->launch_type);
    if (service->status == ServiceStatus::active) ++of_type.active_services;
    if (service->status == ServiceStatus::draining) ++of_type.draining_services;
  }
  return counts;
}

std::vector<model::ecs::KeyValuePair> statistics(const ClusterCounts& counts) {
  std::vector<model::ecs::KeyValuePair> pairs;
  const auto add = [&pairs](const std::string& name, int value) {
    pairs.push_back({.name = name, .value = std::to_string(value)});
  };
  const std::array<std::pair<std::string, const LaunchTypeCounts*>, 3> types = {
      {{"EC2", &counts.ec2}, {"Fargate", &counts.fargate}, {"External", &counts.external}}};
  for (const auto& [type, of_type] : types) {
    add("running" + type + "TasksCount", of_type->running_tasks);
    add("pending" + type + "TasksCount", of_type->pending_tasks);
    add("active" + type + "ServiceCount", of_type->active_services);
    add("draining" + type + "ServiceCount", of_type->draining_services);
  }
  return pairs;
}

/// Those that are ACTIVE or DRAINING.
int registered_instances(const Cluster& cluster, const Store& store, const World& world) {
  return static_cast<int>(std::ranges::count_if(
      instances_of(store, world, cluster.name), [](const ContainerInstance* instance) {
        return instance->status != ContainerInstanceStatus::inactive;
      }));
}

std::string_view to_text(ClusterStatus status) {
  return status == ClusterStatus::active ? "ACTIVE" : "INACTIVE";
}

}  // namespace

model::ecs::Cluster describe(const Cluster& cluster, const Store& store, const World& world,
                             const ClusterFields& include) {
  const ClusterCounts counts = count(cluster, store, world);
  const auto sum = [&counts](int LaunchTypeCounts::*number) {
    return counts.ec2.*number + counts.fargate.*number + counts.external.*number +
           counts.managed_instances.*number;
  };
  model::ecs::Cluster shown;
  shown.cluster_arn = cluster.arn;
  shown.cluster_name = cluster.name;
  shown.status = to_text(cluster.status);
  shown.registered_container_instances_count = registered_instances(cluster, store, world);
  shown.running_tasks_count = sum(&LaunchTypeCounts::running_tasks);
  shown.pending_tasks_count = sum(&LaunchTypeCounts::pending_tasks);
  shown.active_services_count = sum(&LaunchTypeCounts::active_services);
  shown.capacity_providers = cluster.capacity_providers;
  shown.default_capacity_provider_strategy = cluster.default_capacity_provider_strategy;
  shown.service_connect_defaults = cluster.service_connect_defaults;
  shown.statistics.emplace();
  shown.settings.emplace();
  shown.tags.emplace();
  if (include.contains(ClusterField::statistics)) shown.statistics = statistics(counts);
  if (include.contains(ClusterField::settings)) shown.settings = cluster.settings;
  if (include.contains(ClusterField::tags)) shown.tags = cluster.tags;
  if (include.contains(ClusterField::configurations)) shown.configuration = cluster.configuration;
  if (include.contains(ClusterField::attachments)) shown.attachments.emplace();
  return shown;
}

}  // namespace drydock::ecs::api
