#include "emulator/ecs/task_definition.h"

#include <cstdio>

namespace drydock::ecs {

std::string task_definition_key(std::string_view family, int revision) {
  char number[16];
  std::snprintf(number, sizeof number, ":%010d", revision);
  return std::string(family) + number;
}

std::string TaskDefinition::key() const {
  return task_definition_key(definition.family.value_or(""), definition.revision.value_or(0));
}

const model::ecs::ContainerDefinition* find_container_definition(
    const model::ecs::TaskDefinition& definition, std::string_view name) {
  if (!definition.container_definitions) return nullptr;
  for (const auto& container : *definition.container_definitions) {
    if (container.name == name) return &container;
  }
  return nullptr;
}

Duration stop_timeout(const model::ecs::ContainerDefinition& container) {
  return seconds(container.stop_timeout.value_or(30));
}

bool is_essential(const model::ecs::ContainerDefinition& container) {
  return container.essential.value_or(true);
}

model::ecs::NetworkMode network_mode(const model::ecs::TaskDefinition& definition) {
  return definition.network_mode.value_or(model::ecs::NetworkMode::bridge);
}

}  // namespace drydock::ecs
