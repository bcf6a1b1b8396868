#include "emulator/ecs/daemon/daemon_task_definition.h"

#include <limits>

#include "emulator/ecs/references.h"
#include "emulator/store/store.h"

namespace drydock::ecs {
namespace {

using Rows = Table<DaemonTaskDefinition>::Rows;

/// Behind the family's last revision.
auto end_of_family(const Rows& rows, std::string_view family) {
  return rows.upper_bound(task_definition_key(family, std::numeric_limits<int>::max()));
}

const DaemonTaskDefinition* newest_active_daemon(const Store& store, const World& world,
                                                 std::string_view family) {
  const auto& rows = store.table<DaemonTaskDefinition>(world).rows();
  auto row = end_of_family(rows, family);
  while (row != rows.begin()) {
    --row;
    if (row->second.definition.family != family) break;
    if (is_active(row->second)) return &row->second;
  }
  return nullptr;
}

}  // namespace

std::string DaemonTaskDefinition::key() const {
  return task_definition_key(definition.family.value_or(""), definition.revision.value_or(0));
}

bool is_active(const DaemonTaskDefinition& definition) {
  return definition.definition.status == model::ecs::DaemonTaskDefinitionStatus::active;
}

Result<const DaemonTaskDefinition*> find_daemon_task_definition(const Store& store,
                                                                const World& world,
                                                                std::string_view given) {
  const auto reference = daemon_task_definition_reference(world, given);
  if (!reference) return reference.error();
  if (!reference->revision) return newest_active_daemon(store, world, reference->family);
  return store.find<DaemonTaskDefinition>(
      world, task_definition_key(reference->family, *reference->revision));
}

int next_daemon_revision(const Store& store, const World& world, const std::string& family) {
  const auto& rows = store.table<DaemonTaskDefinition>(world).rows();
  auto row = end_of_family(rows, family);
  if (row == rows.begin()) return 1;
  --row;
  return row->second.definition.family == family ? *row->second.definition.revision + 1 : 1;
}

const TaskDefinition* find_task_of_daemon(const Store& store, const World& world,
                                          std::string_view arn) {
  const auto found = find_daemon_task_definition(store, world, arn);
  return found && *found != nullptr ? &(*found)->task : nullptr;
}

}  // namespace drydock::ecs
