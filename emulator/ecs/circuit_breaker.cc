#include "emulator/ecs/circuit_breaker.h"

#include <algorithm>
#include <cstdint>
#include <limits>

#include "emulator/ecs/deployment.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "model/ecs/service.h"
#include "model/ecs/task.h"

namespace drydock::ecs {

using model::ecs::DeploymentRolloutState;
using model::ecs::TaskStopCode;

int breaker_threshold(const model::ecs::ThresholdConfiguration& configuration, int desired) {
  using model::ecs::ThresholdType;
  if (configuration.type == ThresholdType::count) return std::max(configuration.value, 1);
  constexpr std::int64_t most = std::numeric_limits<int>::max();
  const std::int64_t percent = std::int64_t{configuration.value} * desired;
  const auto failures = static_cast<int>(std::clamp<std::int64_t>((percent + 99) / 100, 1, most));
  const bool bounded = configuration.type == ThresholdType::bounded_percent;
  return bounded ? std::clamp(failures, 3, 200) : failures;
}

int breaker_threshold(const Service& service) {
  return breaker_threshold(circuit_breaker(service).threshold, service.desired_count);
}

TaskEnd how_it_ended(const Task& task) {
  if (task.desired_status == DesiredStatus::running) return TaskEnd::none;
  const bool failed = task.stop_code == TaskStopCode::task_failed_to_start ||
                      task.stop_code == TaskStopCode::essential_container_exited;
  if (!failed) return TaskEnd::none;
  return task.started_at ? TaskEnd::crashed : TaskEnd::never_started;
}

BreakerVerdict judge(const Service& service, const Deployment& deployment, int failures) {
  const CircuitBreakerSettings settings = circuit_breaker(service);
  const bool rolling_out = deployment.rollout_state == DeploymentRolloutState::in_progress;
  if (!settings.enable || !rolling_out) return BreakerVerdict::carry_on;
  if (failures < breaker_threshold(service)) return BreakerVerdict::carry_on;
  const bool has_target = service.last_completed && service.last_completed->id != deployment.id;
  return settings.rollback && has_target ? BreakerVerdict::roll_back : BreakerVerdict::fail;
}

std::string in_progress_reason(const Deployment& deployment) {
  return "ECS deployment " + deployment.id + " in progress.";
}

std::string completed_reason(const Deployment& deployment) {
  return "ECS deployment " + deployment.id + " completed.";
}

std::string tasks_failed_reason() {
  return "ECS deployment circuit breaker: tasks failed to start.";
}

std::string rolling_back_reason(const Deployment& target) {
  return "ECS deployment circuit breaker: rolling back to deploymentId " + target.id + ".";
}

}  // namespace drydock::ecs
