#include "emulator/ecs/scheduler/circuit_breaker.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <string>

#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "model/ecs/service.h"
#include "model/ecs/task.h"

namespace drydock::ecs {

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

bool can_go_back(const Service& service, const ServiceDeployment& deployment) {
  const std::string& good = service.last_completed_revision;
  return !good.empty() && good != goal_of(deployment);
}

BreakerVerdict judge(const Service& service, const ServiceDeployment& deployment, int failures) {
  const CircuitBreakerSettings settings = circuit_breaker(service);
  if (!settings.enable || !is_under_way(deployment)) return BreakerVerdict::carry_on;
  if (failures < breaker_threshold(service)) return BreakerVerdict::carry_on;
  return settings.rollback && can_go_back(service, deployment) ? BreakerVerdict::roll_back
                                                               : BreakerVerdict::fail;
}

}  // namespace drydock::ecs
