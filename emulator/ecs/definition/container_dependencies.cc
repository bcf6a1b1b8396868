#include "emulator/ecs/definition/container_dependencies.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "emulator/ecs/container/container.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"

namespace drydock::ecs {
namespace {

using Kind = DependencyVerdict::Kind;
using model::ecs::ContainerCondition;
using model::ecs::ContainerDefinition;
using model::ecs::ContainerDependency;

bool has_stopped(const Container& container) { return container.phase == ContainerPhase::stopped; }

bool is_met(const Container& dependency, ContainerCondition condition) {
  switch (condition) {
    case ContainerCondition::start:
      return dependency.phase >= ContainerPhase::running;
    case ContainerCondition::complete:
      return has_stopped(dependency);
    case ContainerCondition::success:
      return has_stopped(dependency) && dependency.exit_code == 0;
    case ContainerCondition::healthy:
      return dependency.phase == ContainerPhase::running &&
             dependency.health.status == HealthStatus::healthy;
  }
  return true;
}

/// When the dependency's patience ends; nothing where it has none or has not begun to count.
std::optional<TimePoint> times_out_at(const Container& dependency,
                                      const ContainerDefinition* definition,
                                      ContainerCondition condition) {
  if (condition == ContainerCondition::start || !dependency.started_at) return std::nullopt;
  if (definition == nullptr || !definition->start_timeout) return std::nullopt;
  return *dependency.started_at + seconds(*definition->start_timeout);
}

std::string failure(std::string_view what, std::string_view dependency, std::string_view target) {
  return "TaskDependencyError: dependency graph: failed to resolve the container ordering "
         "dependency [" +
         std::string(dependency) + "] for target [" + std::string(target) + "] " +
         std::string(what);
}

/// Why a dependency that is not met never will be; nothing while it still may.
std::optional<std::string> why_never(const Container& dependency, const std::string& target,
                                     ContainerCondition condition,
                                     std::optional<TimePoint> deadline, TimePoint now) {
  if (deadline && now >= *deadline) {
    return "TaskDependencyError: dependency graph: container ordering dependency [" +
           dependency.name + "] for target [" + target + "] has timed out.";
  }
  if (!has_stopped(dependency)) return std::nullopt;
  if (!dependency.started_at) {
    return failure("because the dependency never started.", dependency.name, target);
  }
  if (condition == ContainerCondition::success) {
    return failure("as dependency did not exit successfully.", dependency.name, target);
  }
  return failure("as dependency is not healthy.", dependency.name, target);
}

DependencyVerdict check_dependency(const Task& task, const model::ecs::TaskDefinition& definition,
                                   const std::string& target, const ContainerDependency& wanted,
                                   TimePoint now) {
  const Container* dependency = find_container(task, wanted.container_name);
  if (dependency == nullptr) return {};
  const bool never_ran = has_stopped(*dependency) && !dependency->started_at;
  if (!never_ran && is_met(*dependency, wanted.condition)) return {};
  const auto* its_definition = find_container_definition(definition, wanted.container_name);
  const auto deadline = times_out_at(*dependency, its_definition, wanted.condition);
  if (auto reason = why_never(*dependency, target, wanted.condition, deadline, now)) {
    return {.kind = Kind::never, .reason = std::move(*reason), .until = {}};
  }
  return {.kind = Kind::waiting, .reason = {}, .until = deadline};
}

}  // namespace

DependencyVerdict check_dependencies(const Task& task, const model::ecs::TaskDefinition& definition,
                                     const ContainerDefinition& container, TimePoint now) {
  DependencyVerdict verdict;
  if (!container.depends_on) return verdict;
  for (const ContainerDependency& wanted : *container.depends_on) {
    DependencyVerdict one =
        check_dependency(task, definition, container.name.value_or(""), wanted, now);
    if (one.kind == Kind::never) return one;
    if (one.kind == Kind::met) continue;
    verdict.kind = Kind::waiting;
    if (one.until) verdict.until = std::min(verdict.until.value_or(*one.until), *one.until);
  }
  return verdict;
}

bool dependants_have_stopped(const Task& task, const model::ecs::TaskDefinition& definition,
                             std::string_view container) {
  if (!definition.container_definitions) return true;
  return std::ranges::all_of(*definition.container_definitions, [&](const auto& other) {
    if (!other.depends_on) return true;
    const bool depends =
        std::ranges::find(*other.depends_on, container, &ContainerDependency::container_name) !=
        other.depends_on->end();
    if (!depends) return true;
    const Container* dependant = find_container(task, other.name.value_or(""));
    return dependant == nullptr || has_stopped(*dependant);
  });
}

}  // namespace drydock::ecs
