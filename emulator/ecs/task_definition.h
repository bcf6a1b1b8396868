#pragma once

#include <boost/describe/class.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "model/ecs/common.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs {

/// A family's counter. Revisions are never given twice, not even after a delete.
struct TaskDefinitionFamily {
  static constexpr std::string_view table = "task_definition_families";
  [[nodiscard]] std::string key() const { return name; }

  std::string name;
  int last_revision = 0;

  friend bool operator==(const TaskDefinitionFamily&, const TaskDefinitionFamily&) = default;
};
BOOST_DESCRIBE_STRUCT(TaskDefinitionFamily, (), (name, last_revision))

/// One revision of a family. `definition` is AWS's own shape, completed with the defaults that AWS
/// fills in at registration, so that what was registered is described word for word.
struct TaskDefinition {
  static constexpr std::string_view table = "task_definitions";
  /// Sorts by family, then by revision as a number.
  [[nodiscard]] std::string key() const;

  model::ecs::TaskDefinition definition;
  std::vector<model::ecs::Tag> tags;

  friend bool operator==(const TaskDefinition&, const TaskDefinition&) = default;
};
BOOST_DESCRIBE_STRUCT(TaskDefinition, (), (definition, tags))

/// The key of `family:revision` in the table.
std::string task_definition_key(std::string_view family, int revision);

/// The container definition of this name, or null.
const model::ecs::ContainerDefinition* find_container_definition(
    const model::ecs::TaskDefinition& definition, std::string_view name);

/// Seconds that a container is given between SIGTERM and SIGKILL: its own, or AWS's default of 30.
Duration stop_timeout(const model::ecs::ContainerDefinition& container);
/// Whether the task stops when this container does; AWS's default is yes.
bool is_essential(const model::ecs::ContainerDefinition& container);
model::ecs::NetworkMode network_mode(const model::ecs::TaskDefinition& definition);

}  // namespace drydock::ecs
