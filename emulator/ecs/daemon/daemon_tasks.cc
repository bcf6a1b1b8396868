#include "emulator/ecs/daemon/daemon_tasks.h"

#include <stdexcept>
#include <utility>
#include <vector>

#include "emulator/ecs/cluster.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/new_task.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "emulator/ecs/placement/task_placement.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/store/store.h"

namespace drydock::ecs {
namespace {

/// That the managed tag of a daemon has this name is inferred from that of a service.
std::vector<model::ecs::Tag> tags_of(const Daemon& daemon, const DaemonRevision& revision) {
  std::vector<model::ecs::Tag> tags;
  if (revision.propagates_tags) tags = daemon.tags;
  if (revision.enable_ecs_managed_tags) {
    tags.push_back({.key = "aws:ecs:clusterName", .value = daemon.cluster});
    tags.push_back({.key = "aws:ecs:daemonName", .value = daemon.name});
  }
  return tags;
}

}  // namespace

std::optional<PlacementFault> daemon_fault(const Store& store, const World& world,
                                           const TaskDefinition& definition,
                                           const ContainerInstance& instance) {
  PlacementRequest request = placement_request({.world = world,
                                                .definition = definition.definition,
                                                .overrides = {},
                                                .constraints = {},
                                                .strategies = {},
                                                .awsvpc = std::nullopt,
                                                .group = {}});
  request.of_daemon = true;
  return fault_of(request, placement_instance(store, world, instance, request,
                                              [](const Task&) { return false; }));
}

Task make_daemon_task(const Store& store, const World& world, const Daemon& daemon,
                      const DaemonRevision& revision, const ContainerInstance& instance,
                      IdSource& ids, TimePoint now) {
  const auto* cluster = store.find<Cluster>(world, daemon.cluster);
  const auto* definition = find_revision(store, world, revision.task_definition);
  if (cluster == nullptr) throw std::logic_error("no cluster " + daemon.cluster);
  if (definition == nullptr) throw std::logic_error("no definition " + revision.task_definition);
  NewTask wanted{.world = world, .cluster = *cluster, .definition = *definition};
  wanted.launch_type = model::ecs::LaunchType::managed_instances;
  wanted.capacity_provider_name = capacity_provider_of(instance);
  wanted.group = daemon_group(daemon.name);
  wanted.deployment_id = daemon_deployment_id(revision.id);
  wanted.container_instance = instance.id;
  wanted.instance_zone = availability_zone(instance);
  wanted.enable_execute_command = revision.enable_execute_command;
  wanted.tags = tags_of(daemon, revision);
  return make_task(wanted, ids, now);
}

}  // namespace drydock::ecs
