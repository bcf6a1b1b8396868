#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/base/pace.h"
#include "emulator/base/time.h"
#include "emulator/ecs/container/container.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs {

struct Task;

/// A container's health check with AWS's defaults filled in.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
struct ContainerCheck {
  std::vector<std::string> command;  ///< As it is run in the container.
  Duration interval = seconds(30);
  Duration timeout = seconds(5);
  int retries = 3;
  Duration start_period = seconds(0);

  friend bool operator==(const ContainerCheck&, const ContainerCheck&) = default;
};

/// The check that a container definition declares. Nothing without one or with NONE: the image's
/// own is not run.
std::optional<ContainerCheck> container_check(const model::ecs::ContainerDefinition& container);

/// What one run of the command found: exit code 0, or anything else.
enum class CheckResult { passed, failed };

/// Folds a result in. One success makes the container healthy and ends its start period. `retries`
/// failures in a row make it unhealthy, but only failures count that AWS would have seen: a check
/// may run more often than `interval` until the first success (see Pace), and what it finds between
/// two of AWS's checks, or before the start period is over, is not held against the container.
ContainerHealth observe(ContainerHealth health, CheckResult result, const ContainerCheck& check,
                        TimePoint started_at, TimePoint now);

/// When the check runs next: every `interval`, sooner until the first success.
TimePoint next_check_at(const ContainerHealth& health, const ContainerCheck& check,
                        TimePoint started_at, const Pace& pace);

/// A task's health: of its essential containers any UNHEALTHY makes it UNHEALTHY, else any UNKNOWN
/// makes it UNKNOWN. A container without a check is UNKNOWN.
HealthStatus task_health(const Task& task, const model::ecs::TaskDefinition& definition);

}  // namespace drydock::ecs
