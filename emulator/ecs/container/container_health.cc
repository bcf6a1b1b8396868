#include "emulator/ecs/container/container_health.h"

#include <algorithm>

#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"

namespace drydock::ecs {
namespace {

/// The command as it is run: `["CMD", …]` as it stands, `["CMD-SHELL", line]` by the container's
/// shell. Without either word Docker, and so the ECS agent, takes the list as a command.
std::vector<std::string> runnable(const std::vector<std::string>& command) {
  if (command.empty() || command.front() == "NONE") return {};
  if (command.front() == "CMD-SHELL") {
    if (command.size() < 2) return {};
    return {"/bin/sh", "-c", command[1]};
  }
  const auto first = command.begin() + (command.front() == "CMD" ? 1 : 0);
  return {first, command.end()};
}

/// The first of AWS's checks whose failure counts: they run at whole intervals after the start, and
/// count from the end of the start period. Interval 30 s, start period 50 s: the one at 60 s.
TimePoint first_counting_check(const ContainerCheck& check, TimePoint started_at) {
  const auto intervals = (check.start_period + check.interval - Duration(1)) / check.interval;
  return started_at + std::max<Duration::rep>(1, intervals) * check.interval;
}

bool counts(const ContainerHealth& health, const ContainerCheck& check, TimePoint started_at,
            TimePoint now) {
  if (health.last_counted_at && now < *health.last_counted_at + check.interval) return false;
  return health.passed_once || now >= first_counting_check(check, started_at);
}

}  // namespace

std::optional<ContainerCheck> container_check(const model::ecs::ContainerDefinition& container) {
  if (!container.health_check) return std::nullopt;
  const auto& given = *container.health_check;
  ContainerCheck check;
  check.command = runnable(given.command);
  if (check.command.empty()) return std::nullopt;
  if (given.interval) check.interval = seconds(*given.interval);
  if (given.timeout) check.timeout = seconds(*given.timeout);
  if (given.retries) check.retries = *given.retries;
  if (given.start_period) check.start_period = seconds(*given.start_period);
  return check;
}

ContainerHealth observe(ContainerHealth health, CheckResult result, const ContainerCheck& check,
                        TimePoint started_at, TimePoint now) {
  health.last_checked_at = now;
  if (result == CheckResult::passed) {
    health.status = HealthStatus::healthy;
    health.passed_once = true;
    health.consecutive_failures = 0;
    return health;
  }
  if (!counts(health, check, started_at, now)) return health;
  health.last_counted_at = now;
  if (++health.consecutive_failures >= check.retries) health.status = HealthStatus::unhealthy;
  return health;
}

TimePoint next_check_at(const ContainerHealth& health, const ContainerCheck& check,
                        TimePoint started_at, const Pace& pace) {
  const TimePoint last = health.last_checked_at.value_or(started_at);
  if (health.passed_once) return last + check.interval;
  return last + std::min(check.interval, pace.first_health_check_interval);
}

HealthStatus task_health(const Task& task, const model::ecs::TaskDefinition& definition) {
  bool unknown = false;
  for (const Container& container : task.containers) {
    const auto* its_definition = find_container_definition(definition, container.name);
    if (its_definition != nullptr && !is_essential(*its_definition)) continue;
    if (container.health.status == HealthStatus::unhealthy) return HealthStatus::unhealthy;
    unknown = unknown || container.health.status == HealthStatus::unknown;
  }
  return unknown || task.containers.empty() ? HealthStatus::unknown : HealthStatus::healthy;
}

}  // namespace drydock::ecs
