#include "runtime/controllers/task_records.h"

#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"

namespace drydock {

const model::ecs::TaskDefinition& definition_of(const Store& store, const World& world,
                                                const ecs::Task& task) {
  static const model::ecs::TaskDefinition unknown;
  const auto* found = ecs::find_revision(store, world, task.task_definition_arn);
  return found == nullptr ? unknown : found->definition;
}

}  // namespace drydock
