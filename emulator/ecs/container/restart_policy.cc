#include "emulator/ecs/container/restart_policy.h"

#include <algorithm>

#include "emulator/ecs/task.h"

namespace drydock::ecs {

bool restarts_in_place(const Task& task, const Container& container,
                       const model::ecs::ContainerDefinition& definition, TimePoint now) {
  const auto& policy = definition.restart_policy;
  if (!policy || !policy->enabled) return false;
  if (task.desired_status != DesiredStatus::running) return false;
  if (!container.started_at || !container.exit_code) return false;
  if (policy->ignored_exit_codes) {
    const auto& ignored = *policy->ignored_exit_codes;
    if (std::ranges::find(ignored, *container.exit_code) != ignored.end()) return false;
  }
  return now - *container.started_at >= seconds(policy->restart_attempt_period.value_or(300));
}

}  // namespace drydock::ecs
