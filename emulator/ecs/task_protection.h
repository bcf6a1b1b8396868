#pragma once

#include <optional>

#include "emulator/base/result.h"
#include "emulator/base/time.h"

/// Scale-in protection: a task of a service that is not to be stopped before it has done its work.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html
namespace drydock::ecs {

struct Task;

/// Whether a scale-in and a rollout leave the task alone at this instant. A stop that a client asks
/// for, the end of its service and its own failing health checks end it all the same.
bool is_protected(const Task& task, TimePoint now);

/// Until when a protection lasts that is asked for now: 120 minutes where no time is given, else
/// 1 to 2,880.
Result<TimePoint> protected_until(std::optional<int> expires_in_minutes, TimePoint now);

/// Why a task's protection cannot be told or changed, as a failure's reason; null where it can.
/// Only a task that a service runs, and that runs, has one.
const char* protection_refusal(const Task& task);

/// Whether one more protected task would leave the service with more of them than it wants tasks:
/// DEPLOYMENT_BLOCKED. `others`: its other tasks that are protected.
bool blocks_deployments(int others, int desired_count);

}  // namespace drydock::ecs
