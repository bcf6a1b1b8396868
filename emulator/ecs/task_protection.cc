#include "emulator/ecs/task_protection.h"

#include <chrono>

#include "emulator/ecs/errors.h"
#include "emulator/ecs/task.h"

namespace drydock::ecs {
namespace {

using std::chrono::minutes;

constexpr minutes protected_by_default_for{120};
constexpr int longest_minutes = 2'880;

}  // namespace

bool is_protected(const Task& task, TimePoint now) {
  return task.protected_until && now < *task.protected_until;
}

Result<TimePoint> protected_until(std::optional<int> expires_in_minutes, TimePoint now) {
  if (!expires_in_minutes) return now + protected_by_default_for;
  if (*expires_in_minutes < 1 || *expires_in_minutes > longest_minutes) {
    // The range is AWS's, the sentence inferred from its other ones.
    return invalid_parameter("expiresInMinutes must be within the range of 1 to 2880.");
  }
  return now + minutes(*expires_in_minutes);
}

const char* protection_refusal(const Task& task) {
  const bool runs =
      task.last_status == TaskStatus::running && task.desired_status == DesiredStatus::running;
  return task.service.empty() || !runs ? "TASK_NOT_VALID" : nullptr;
}

bool blocks_deployments(int others, int desired_count) { return others + 1 > desired_count; }

}  // namespace drydock::ecs
