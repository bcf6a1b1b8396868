#include "runtime/controllers/task_records.h"

#include <algorithm>

#include "emulator/ecs/references.h"
#include "emulator/elb/target_group.h"

namespace drydock {

const model::ecs::TaskDefinition& definition_of(const Store& store, const World& world,
                                                const ecs::Task& task) {
  static const model::ecs::TaskDefinition unknown;
  const auto reference = ecs::task_definition_reference(world, task.task_definition_arn);
  if (!reference) return unknown;
  const std::string key =
      ecs::task_definition_key(reference->family, reference->revision.value_or(0));
  const auto* found = store.find<ecs::TaskDefinition>(world, key);
  return found == nullptr ? unknown : found->definition;
}

bool targets_present(const Store& store, const World& world, const ecs::Task& task) {
  return std::ranges::any_of(task.targets, [&](const ecs::TaskTarget& target) {
    const auto* group = store.find<elb::TargetGroup>(world, target.target_group_arn);
    return group != nullptr && elb::find_target(*group, target.id, target.port) != nullptr;
  });
}

}  // namespace drydock
