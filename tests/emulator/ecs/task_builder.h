#pragma once

#include <string>
#include <utility>
#include <vector>

#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs {

/// A container definition with a name and an image and nothing else.
inline model::ecs::ContainerDefinition container_definition(std::string name,
                                                            bool essential = true) {
  model::ecs::ContainerDefinition container;
  container.image = name + ":v1";
  container.name = std::move(name);
  container.essential = essential;
  return container;
}

inline model::ecs::ContainerDependency dependency(std::string container,
                                                  model::ecs::ContainerCondition condition) {
  model::ecs::ContainerDependency dependency;
  dependency.container_name = std::move(container);
  dependency.condition = condition;
  return dependency;
}

inline model::ecs::TaskDefinition task_definition(
    std::vector<model::ecs::ContainerDefinition> containers) {
  model::ecs::TaskDefinition definition;
  definition.family = "web";
  definition.revision = 1;
  definition.container_definitions = std::move(containers);
  return definition;
}

/// A task of the definition in which nothing has happened yet.
inline Task pending_task(const model::ecs::TaskDefinition& definition, TimePoint now) {
  Task task;
  task.id = "0123456789abcdef0123456789abcdef";
  task.cluster = "shop";
  task.last_status = TaskStatus::pending;
  task.created_at = now;
  for (const auto& container : *definition.container_definitions) {
    task.containers.emplace_back().name = *container.name;
  }
  return task;
}

/// Puts a container where it would be after it ran: phase, start and, if it stopped, exit code.
inline void set_running(Task& task, std::string_view name, TimePoint started_at) {
  Container* container = find_container(task, name);
  container->phase = ContainerPhase::running;
  container->engine_id = "id-" + container->name;
  container->started_at = started_at;
}

inline void set_stopped(Task& task, std::string_view name, TimePoint at, int exit_code) {
  set_running(task, name, at);
  Container* container = find_container(task, name);
  container->phase = ContainerPhase::stopped;
  container->stopped_at = at;
  container->exit_code = exit_code;
}

}  // namespace drydock::ecs
