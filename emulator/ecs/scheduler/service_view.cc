#include "emulator/ecs/scheduler/service_view.h"

#include <algorithm>

#include "emulator/ecs/container/container_health.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"

namespace drydock::ecs {
namespace {

HealthStatus health_of(const Task& task, std::string_view container) {
  const auto found = std::ranges::find(task.containers, container, &Container::name);
  return found == task.containers.end() ? HealthStatus::unknown : found->health.status;
}

}  // namespace

CheckVerdict container_verdict(const Task& task, const TaskDefinition& definition) {
  CheckVerdict verdict = CheckVerdict::unchecked;
  const auto& containers = definition.definition.container_definitions;
  if (!containers) return verdict;
  for (const auto& container : *containers) {
    if (!is_essential(container) || !container_check(container)) continue;
    const HealthStatus health = health_of(task, container.name.value_or(""));
    if (health == HealthStatus::unhealthy) return CheckVerdict::failing;
    if (health == HealthStatus::unknown) verdict = CheckVerdict::undecided;
    if (verdict == CheckVerdict::unchecked) verdict = CheckVerdict::passing;
  }
  return verdict;
}

}  // namespace drydock::ecs
