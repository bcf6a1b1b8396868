#include "runtime/controllers/service_snapshot.h"

#include <algorithm>
#include <utility>

#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/own_target.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"

namespace drydock {

ServiceSnapshot::ServiceSnapshot(const Store& store, const World& world,
                                 const ecs::Service& service,
                                 std::optional<ecs::DaemonInstances> instances)
    : store_(store),
      world_(world),
      deployment_(ecs::current_deployment(store, world, service)),
      daemon_instances_(std::move(instances)) {
  for (const ecs::TaskSet* set : ecs::task_sets_of(store, world, service)) {
    const ecs::ServiceRevision& revision = ecs::revision_of(store, world, *set);
    sets_.push_back({.set = set,
                     .revision = &revision,
                     .load_balancers = ecs::resolved_load_balancers(revision)});
  }
  const auto tasks = store.table<ecs::Task>(world).indexed(service.key());
  tasks_.reserve(tasks.size());
  for (const ecs::Task* task : tasks) tasks_.push_back(view_of(*task));
}

ecs::ServiceTask ServiceSnapshot::view_of(const ecs::Task& task) {
  ecs::ServiceTask view{.task = &task};
  if (const auto* definition = definition_of(task)) {
    view.containers = ecs::container_verdict(task, *definition);
  }
  if (!task.container_instance.empty()) view.leaves_instance = leaves_instance(task);
  view.targets.reserve(task.targets.size());
  for (const ecs::TaskTarget& target : task.targets) {
    ecs::TargetView& seen = view.targets.emplace_back();
    seen.group_found = store_.find<elb::TargetGroup>(world_, target.target_group_arn) != nullptr;
    const auto* found = ecs::own_target(store_, world_, task, target);
    if (found != nullptr) seen.health = found->health;
  }
  return view;
}

bool ServiceSnapshot::leaves_instance(const ecs::Task& task) const {
  if (daemon_instances_) return !daemon_instances_->ids.contains(task.container_instance);
  const auto* instance =
      store_.find<ecs::ContainerInstance>(world_, task.cluster + "/" + task.container_instance);
  return instance != nullptr && instance->status == ecs::ContainerInstanceStatus::draining;
}

const ecs::TaskDefinition* ServiceSnapshot::definition_of(const ecs::Task& task) {
  const std::string_view arn = task.task_definition_arn;
  const auto known =
      std::ranges::find(definitions_, arn, [](const auto& one) { return one.first; });
  if (known != definitions_.end()) return known->second;
  return definitions_.emplace_back(arn, ecs::find_revision(store_, world_, arn)).second;
}

}  // namespace drydock
