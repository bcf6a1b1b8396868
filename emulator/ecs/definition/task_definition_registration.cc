#include "emulator/ecs/definition/task_definition_registration.h"

#include <utility>

#include "emulator/ecs/references.h"

namespace drydock::ecs {
namespace {

int next_revision(Store& store, const World& world, const std::string& family) {
  const auto* counter = store.find<TaskDefinitionFamily>(world, family);
  const int revision = counter == nullptr ? 1 : counter->last_revision + 1;
  store.put(world, TaskDefinitionFamily{.name = family, .last_revision = revision});
  return revision;
}

}  // namespace

const TaskDefinition& register_revision(Store& store, const World& world,
                                        model::ecs::TaskDefinition completed,
                                        std::vector<model::ecs::Tag> tags,
                                        const std::string& registered_by, TimePoint now) {
  TaskDefinition record{.definition = std::move(completed), .tags = std::move(tags)};
  const std::string family = record.definition.family.value_or("");
  record.definition.revision = next_revision(store, world, family);
  record.definition.task_definition_arn =
      task_definition_arn(world, family, *record.definition.revision);
  record.definition.status = model::ecs::TaskDefinitionStatus::active;
  record.definition.registered_at = now;
  record.definition.registered_by = registered_by;
  return store.put(world, std::move(record));
}

}  // namespace drydock::ecs
