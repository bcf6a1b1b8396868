#include "runtime/controllers/service_tasks.h"

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>

#include "emulator/ecs/capacity_providers.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/new_task.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "emulator/ecs/placement/service_placement.h"
#include "emulator/ecs/placement/task_placement.h"
#include "emulator/ecs/placement/zone_spread.h"
#include "emulator/ecs/scheduler/service_actions.h"
#include "emulator/ecs/scheduler/service_view.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "model/ecs/common.h"

namespace drydock {
namespace {

using model::ecs::PropagateTags;
using model::ecs::Tag;

bool is_running(const ecs::Task& task, const std::string& task_set) {
  return task.deployment_id == task_set && task.desired_status == ecs::DesiredStatus::running;
}

/// Those of the task set alone: what is spread is a deployment's own, whatever runs beside it.
std::vector<const ecs::Task*> running_tasks(const Store& store, const World& world,
                                            const ecs::Service& service,
                                            const std::string& task_set) {
  std::vector<const ecs::Task*> tasks = store.table<ecs::Task>(world).indexed(service.key());
  std::erase_if(tasks, [&](const ecs::Task* task) { return !is_running(*task, task_set); });
  return tasks;
}

std::optional<model::ecs::AwsVpcConfiguration> awsvpc_of(const ecs::ServiceRevision& revision) {
  if (!revision.network_configuration) return std::nullopt;
  return revision.network_configuration->awsvpc_configuration;
}

/// The providers of `count` more tasks, so that all tasks of the task set together are shared out
/// by base and weights.
std::vector<std::string> next_providers(const ecs::ServiceRevision& revision,
                                        const std::vector<const ecs::Task*>& running, int count) {
  if (revision.capacity_provider_strategy.empty()) return {};
  std::map<std::string, int> had;
  for (const ecs::Task* task : running) {
    if (task->capacity_provider_name) ++had[*task->capacity_provider_name];
  }
  std::vector<std::string> shares = ecs::distribute(revision.capacity_provider_strategy,
                                                    static_cast<int>(running.size()) + count);
  std::erase_if(shares, [&had](const std::string& provider) {
    const auto taken = had.find(provider);
    return taken != had.end() && taken->second-- > 0;
  });
  shares.resize(static_cast<std::size_t>(count), shares.empty() ? "FARGATE" : shares.back());
  return shares;
}

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-using-tags.html
std::vector<Tag> tags_of(const ecs::Service& service, const ecs::TaskDefinition& definition) {
  std::vector<Tag> tags;
  if (service.propagate_tags == PropagateTags::service) tags = service.tags;
  if (service.propagate_tags == PropagateTags::task_definition) tags = definition.tags;
  if (service.enable_ecs_managed_tags) {
    tags.push_back({.key = "aws:ecs:clusterName", .value = service.cluster});
    tags.push_back({.key = "aws:ecs:serviceName", .value = service.name});
  }
  return tags;
}

/// Puts the task that is wanted on the instance: into its zone, and with awsvpc into the subnets
/// there in turns. `in_zone` has how many of the task set's are in each zone.
void put_on(ecs::NewTask& wanted, const Store& store, const std::string& instance_id,
            std::map<std::string, std::size_t>& in_zone) {
  const auto* instance =
      store.find<ecs::ContainerInstance>(wanted.world, wanted.cluster.name + "/" + instance_id);
  if (instance == nullptr) throw std::logic_error("no container instance " + instance_id);
  wanted.container_instance = instance_id;
  wanted.instance_zone = ecs::availability_zone(*instance);
  const std::size_t n = in_zone[wanted.instance_zone]++;
  if (wanted.awsvpc) {
    wanted.subnet_id = ecs::subnet_in_zone(wanted.world, *wanted.awsvpc, wanted.instance_zone, n);
  }
}

const ecs::ServiceRevision& revision_of(const Store& store, const World& world,
                                        const ecs::Service& service, const std::string& task_set) {
  const auto* set = store.find<ecs::TaskSet>(world, service.key() + "/" + task_set);
  if (set == nullptr) throw std::logic_error("no task set " + task_set);
  return ecs::revision_of(store, world, *set);
}

}  // namespace

std::optional<ecs::ServicePlacement> placement_of(const Store& store, const World& world,
                                                  const ecs::Service& service,
                                                  const ecs::TaskSet& set, IdSource& ids) {
  const ecs::ServiceRevision& revision = ecs::revision_of(store, world, set);
  if (ecs::is_fargate(revision.launch_type, revision.capacity_provider_strategy)) {
    return std::nullopt;
  }
  const auto* definition = ecs::find_revision(store, world, revision.task_definition);
  if (definition == nullptr) throw std::logic_error("no definition " + revision.task_definition);
  ecs::ServicePlacement placement;
  placement.request =
      ecs::placement_request(world, service, *definition, revision.network_configuration);
  placement.instances =
      ecs::placement_instances(store, world, service.cluster, placement.request,
                               [&set](const ecs::Task& task) { return is_running(task, set.id); });
  const bool draws = std::ranges::any_of(service.placement_strategy, [](const auto& strategy) {
    return strategy.type == model::ecs::PlacementStrategyType::random;
  });
  if (draws) placement.chance = ids.bits();
  return placement;
}

std::optional<std::vector<ecs::PlacementSubnet>> fargate_subnets(const Store& store,
                                                                 const World& world,
                                                                 const ecs::TaskSet& set) {
  const ecs::ServiceRevision& revision = ecs::revision_of(store, world, set);
  const auto awsvpc = awsvpc_of(revision);
  const bool fargate = ecs::is_fargate(revision.launch_type, revision.capacity_provider_strategy);
  if (!fargate || !awsvpc) return std::nullopt;
  return ecs::open_subnets(store, world, *awsvpc);
}

std::vector<ecs::Task> make_service_tasks(const Store& store, const World& world,
                                          const ecs::Service& service,
                                          const ecs::StartTasks& action, IdSource& ids,
                                          TimePoint now) {
  const ecs::ServiceRevision& revision = revision_of(store, world, service, action.task_set);
  const auto* cluster = store.find<ecs::Cluster>(world, service.cluster);
  const auto* definition = ecs::find_revision(store, world, revision.task_definition);
  if (cluster == nullptr) throw std::logic_error("no cluster " + service.cluster);
  if (definition == nullptr) throw std::logic_error("no definition " + revision.task_definition);

  ecs::NewTask wanted{.world = world, .cluster = *cluster, .definition = *definition};
  wanted.launch_type = revision.launch_type;
  wanted.platform_version = revision.platform_version;
  wanted.service = service.name;
  wanted.deployment_id = action.task_set;
  wanted.awsvpc = awsvpc_of(revision);
  wanted.enable_execute_command = service.enable_execute_command;
  wanted.tags = tags_of(service, *definition);

  const auto running = running_tasks(store, world, service, action.task_set);
  const auto open = wanted.awsvpc ? ecs::open_subnets(store, world, *wanted.awsvpc)
                                  : std::vector<ecs::PlacementSubnet>{};
  const auto subnets = ecs::spread(open, running, action.count);
  const auto providers = next_providers(revision, running, action.count);
  std::map<std::string, std::size_t> in_zone;
  for (const ecs::Task* task : running) ++in_zone[task->availability_zone];
  std::vector<ecs::Task> tasks;
  tasks.reserve(static_cast<std::size_t>(action.count));
  for (std::size_t at = 0; at < static_cast<std::size_t>(action.count); ++at) {
    if (at < subnets.size()) wanted.subnet_id = subnets[at];
    if (at < providers.size()) wanted.capacity_provider_name = providers[at];
    if (at < action.instances.size()) put_on(wanted, store, action.instances[at], in_zone);
    tasks.push_back(ecs::make_task(wanted, ids, now));
  }
  return tasks;
}

}  // namespace drydock
