#include "emulator/ecs/scheduler/rolling_update.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>

#include "emulator/base/sums.h"

namespace drydock::ecs {
namespace {

/// The sum of something over the old sets.
template <class Number>
int of_old(const TaskCounts& counts, Number&& number) {
  int sum = 0;
  for (const SetCounts& set : counts.old) sum += std::invoke(number, set);
  return sum;
}

/// Healthy tasks of the set that have no slot.
int healthy_surplus(const SetCounts& set) { return std::min(surplus(set), set.healthy); }

/// Tasks that are too many in old sets and go, whatever becomes of the others. Those that are well
/// go only as `stoppable` allows.
int going(const DeploymentBounds& bounds, const TaskCounts& counts) {
  const int well = of_old(counts, [](const SetCounts& set) {
    return std::max(0, surplus(set) - set.pending - set.unproven);
  });
  return of_old(counts, surplus) - well + std::min(well, stoppable(bounds, counts));
}

/// Slots under maximumPercent that are free, or will be when those that are leaving have left and
/// the old sets have filled theirs. Negative after desiredCount or maximumPercent has been lowered.
int room_ahead(const DeploymentBounds& bounds, const TaskCounts& counts) {
  const int settled = counts.live - counts.leaving - going(bounds, counts);
  return upper_limit(bounds) - settled - of_old(counts, vacant);
}

int hopeless(const SetCounts& set) { return set.failing ? vacant(set) : 0; }

bool is_changing(const SetCounts& set) { return set.pending + set.unproven + set.unhealthy > 0; }

}  // namespace

DeploymentBounds unbounded(int desired, int minimum_healthy_percent) {
  return {.desired = desired,
          .minimum_healthy_percent = minimum_healthy_percent,
          .maximum_percent = std::numeric_limits<int>::max()};
}

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

int room(const DeploymentBounds& bounds, const TaskCounts& counts) {
  return std::max(0, upper_limit(bounds) - counts.live);
}

int stoppable(const DeploymentBounds& bounds, const TaskCounts& counts) {
  const int healthy = counts.primary.healthy + of_old(counts, &SetCounts::healthy);
  return std::max(0, healthy - lower_limit(bounds));
}

int good(const SetCounts& set) { return set.pending + set.unproven + set.healthy; }

int missing(const SetCounts& set) { return std::max(0, set.requested - good(set)); }

int vacant(const SetCounts& set) { return std::max(0, set.requested - good(set) - set.unhealthy); }

int surplus(const SetCounts& set) { return std::max(0, good(set) - set.requested); }

int replaceable(const DeploymentBounds& bounds, const TaskCounts& counts, const SetCounts& set) {
  const int replaced = set.healthy + set.unhealthy - set.requested;
  if (replaced > 0) return std::min(replaced, set.unhealthy);
  const bool waiting = missing(set) > 0 && room(bounds, counts) == 0;
  const bool under_way = set.pending > 0 || counts.leaving > 0;
  return waiting && !under_way ? std::min(1, set.unhealthy) : 0;
}

int released(const DeploymentBounds& bounds, const TaskCounts& counts) {
  const int kept = std::max(0, bounds.desired - counts.primary.healthy);
  return std::max(0, of_old(counts, &SetCounts::requested) - kept);
}

int yielded(const DeploymentBounds& bounds, const TaskCounts& counts) {
  const int slots = of_old(counts, &SetCounts::requested);
  const int wanted = vacant(counts.primary);
  const int in_the_way = wanted > 0 ? wanted - room_ahead(bounds, counts) : 0;
  const int healthy = counts.primary.healthy + of_old(counts, healthy_surplus);
  const int needed = std::clamp(lower_limit(bounds) - healthy, 0, slots - of_old(counts, hopeless));
  const int sure = released(bounds, counts);
  return std::clamp(in_the_way, sure, std::max(sure, slots - needed));
}

int raised(const DeploymentBounds& bounds, const TaskCounts& counts) {
  const int slots = of_old(counts, &SetCounts::requested);
  if (slots == 0 || bounds.desired <= counts.primary.requested) return 0;
  return std::max(0, bounds.desired - counts.primary.healthy - slots);
}

bool deadlocked(const DeploymentBounds& bounds, const TaskCounts& counts) {
  const bool changing = counts.leaving > 0 || is_changing(counts.primary) ||
                        std::ranges::any_of(counts.old, is_changing);
  const bool can_start = room_ahead(bounds, counts) > 0 || of_old(counts, vacant) > 0;
  return !changing && vacant(counts.primary) > 0 && !can_start &&
         std::min(yielded(bounds, counts), stoppable(bounds, counts)) == 0;
}

}  // namespace drydock::ecs
