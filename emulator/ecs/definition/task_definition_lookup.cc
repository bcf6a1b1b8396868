#include "emulator/ecs/definition/task_definition_lookup.h"

#include <limits>

#include "emulator/ecs/daemon/daemon_task_definition.h"
#include "emulator/ecs/errors.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/task_definition.h"

namespace drydock::ecs {

bool is_active(const TaskDefinition& revision) {
  return revision.definition.status == model::ecs::TaskDefinitionStatus::active;
}

Result<const TaskDefinition*> find_task_definition(const Store& store, const World& world,
                                                   std::string_view given) {
  const auto reference = task_definition_reference(world, given);
  if (!reference) return reference.error();
  if (!reference->revision) return newest_active(store, world, reference->family);
  return store.find<TaskDefinition>(world,
                                    task_definition_key(reference->family, *reference->revision));
}

Result<const TaskDefinition*> find_active_task_definition(const Store& store, const World& world,
                                                          std::string_view given) {
  const auto found = find_task_definition(store, world, given);
  if (!found) return found.error();
  if (*found == nullptr) return client_error("TaskDefinition not found.");
  if (!is_active(**found)) return client_error("TaskDefinition is inactive");
  return found;
}

const TaskDefinition* find_revision(const Store& store, const World& world, std::string_view arn) {
  const auto found = find_task_definition(store, world, arn);
  return found ? *found : find_task_of_daemon(store, world, arn);
}

const TaskDefinition* newest_active(const Store& store, const World& world,
                                    std::string_view family) {
  const auto& rows = store.table<TaskDefinition>(world).rows();
  auto row = rows.upper_bound(task_definition_key(family, std::numeric_limits<int>::max()));
  while (row != rows.begin()) {
    --row;
    if (row->second.definition.family != family) break;
    if (is_active(row->second)) return &row->second;
  }
  return nullptr;
}

}  // namespace drydock::ecs
