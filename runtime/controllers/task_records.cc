#include "runtime/controllers/task_records.h"

#include <algorithm>

#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/target.h"

namespace drydock {

const model::ecs::TaskDefinition& definition_of(const Store& store, const World& world,
                                                const ecs::Task& task) {
  static const model::ecs::TaskDefinition unknown;
  const auto* found = ecs::find_revision(store, world, task.task_definition_arn);
  return found == nullptr ? unknown : found->definition;
}

bool targets_present(const Store& store, const World& world, const ecs::Task& task) {
  return std::ranges::any_of(task.targets, [&](const ecs::TaskTarget& target) {
    return elb::find_target(store, world, target.target_group_arn, target.id, target.port) !=
           nullptr;
  });
}

}  // namespace drydock
