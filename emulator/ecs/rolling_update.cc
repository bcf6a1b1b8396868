#include "emulator/ecs/rolling_update.h"

#include <algorithm>
#include <cstdint>

#include "emulator/base/sums.h"

namespace drydock::ecs {
namespace {

/// New tasks that are well, as far as is known.
int good(const TaskCounts& counts) {
  return counts.new_pending + counts.new_unproven + counts.new_healthy;
}

int old_running(const TaskCounts& counts) {
  return counts.old_unproven + counts.old_healthy + counts.old_unhealthy;
}

/// Slots that no new task fills. An unhealthy one fills its slot: its replacement takes it over.
int unfilled(const DeploymentBounds& bounds, const TaskCounts& counts) {
  return std::max(0, bounds.desired - good(counts) - counts.new_unhealthy);
}

/// Slots under maximumPercent that are free, or will be when those that are leaving have left.
/// Negative after desiredCount or maximumPercent has been lowered.
int room_ahead(const DeploymentBounds& bounds, const TaskCounts& counts) {
  return upper_limit(bounds) - counts.live + counts.leaving;
}

}  // namespace

int lower_limit(const DeploymentBounds& bounds) {
  const std::int64_t percents = std::int64_t{bounds.desired} * bounds.minimum_healthy_percent;
  // No more than desired are ever to be healthy at the end, so no more can be asked for.
  return static_cast<int>(std::min<std::int64_t>(bounds.desired, (percents + 99) / 100));
}

int upper_limit(const DeploymentBounds& bounds) {
  // More tasks than any service may have, so that sums of limits and counts stay in their range.
  constexpr std::int64_t plenty = 500'000'000;
  const std::int64_t percents = capped_product(bounds.desired, bounds.maximum_percent);
  return static_cast<int>(std::min(percents / 100, plenty));
}

int startable(const DeploymentBounds& bounds, const TaskCounts& counts) {
  const int missing = bounds.desired - good(counts);
  return std::max(0, std::min(missing, upper_limit(bounds) - counts.live));
}

int stoppable(const DeploymentBounds& bounds, const TaskCounts& counts) {
  return std::max(0, counts.new_healthy + counts.old_healthy - lower_limit(bounds));
}

int released_old(const DeploymentBounds& bounds, const TaskCounts& counts) {
  const int kept = std::max(0, bounds.desired - counts.new_healthy);
  return std::max(0, old_running(counts) - kept);
}

int surplus_old(const DeploymentBounds& bounds, const TaskCounts& counts) {
  const int wanted = unfilled(bounds, counts);
  // Pending old tasks go anyway, and their room with them.
  const int room = room_ahead(bounds, counts) + counts.old_pending;
  const int in_the_way = wanted > 0 ? wanted - room : 0;
  return std::clamp(in_the_way, released_old(bounds, counts), old_running(counts));
}

int replacing(const DeploymentBounds& bounds, const TaskCounts& counts, int starting) {
  return std::max(0, starting - unfilled(bounds, counts));
}

int surplus_new(const DeploymentBounds& bounds, const TaskCounts& counts) {
  return std::max(0, good(counts) - bounds.desired);
}

int replaceable(const DeploymentBounds& bounds, const TaskCounts& counts) {
  const int replaced = counts.new_healthy + counts.new_unhealthy - bounds.desired;
  if (replaced > 0) return std::min(replaced, counts.new_unhealthy);
  const bool waiting = bounds.desired > good(counts) && startable(bounds, counts) == 0;
  const bool under_way = counts.new_pending > 0 || counts.leaving > 0;
  return waiting && !under_way ? std::min(1, counts.new_unhealthy) : 0;
}

bool deadlocked(const DeploymentBounds& bounds, const TaskCounts& counts) {
  const bool changing = counts.leaving + counts.new_pending + counts.new_unproven +
                            counts.new_unhealthy + counts.old_pending + counts.old_unproven +
                            counts.old_unhealthy >
                        0;
  return !changing && unfilled(bounds, counts) > 0 && startable(bounds, counts) == 0 &&
         std::min(surplus_old(bounds, counts), stoppable(bounds, counts)) == 0;
}

}  // namespace drydock::ecs
