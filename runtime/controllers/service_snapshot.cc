#include "runtime/controllers/service_snapshot.h"

#include "emulator/ecs/task_definition_lookup.h"

namespace drydock {

ServiceSnapshot::ServiceSnapshot(const Store& store, const World& world,
                                 const ecs::Service& service)
    : store_(store), world_(world) {
  const auto tasks = store.table<ecs::Task>(world).indexed(service.key());
  tasks_.reserve(tasks.size());
  for (const ecs::Task* task : tasks) tasks_.push_back(view_of(*task));
}

ecs::ServiceTask ServiceSnapshot::view_of(const ecs::Task& task) {
  ecs::ServiceTask view{.task = &task};
  if (const auto* definition = definition_of(task)) {
    view.containers = ecs::container_verdict(task, *definition);
  }
  view.targets.reserve(task.targets.size());
  for (const ecs::TaskTarget& target : task.targets) {
    const Group& group = group_of(target.target_group_arn);
    ecs::TargetView& seen = view.targets.emplace_back();
    seen.group_found = group.found;
    const auto found = group.targets.find(TargetKey(target.id, target.port));
    if (found != group.targets.end()) seen.health = found->second->health;
  }
  return view;
}

const ecs::TaskDefinition* ServiceSnapshot::definition_of(const ecs::Task& task) {
  const auto [place, is_new] = definitions_.try_emplace(task.task_definition_arn, nullptr);
  if (is_new) place->second = ecs::find_revision(store_, world_, task.task_definition_arn);
  return place->second;
}

const ServiceSnapshot::Group& ServiceSnapshot::group_of(std::string_view arn) {
  const auto [place, is_new] = groups_.try_emplace(arn);
  if (!is_new) return place->second;
  if (const auto* group = store_.find<elb::TargetGroup>(world_, arn)) {
    place->second.found = true;
    for (const elb::Target& target : group->targets) {
      place->second.targets.emplace(TargetKey(target.id, target.port), &target);
    }
  }
  return place->second;
}

}  // namespace drydock
