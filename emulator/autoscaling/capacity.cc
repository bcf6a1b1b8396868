#include "emulator/autoscaling/capacity.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "emulator/base/sums.h"

namespace drydock::autoscaling {
namespace {

using model::application_autoscaling::AdjustmentType;
using model::application_autoscaling::StepAdjustment;
using model::application_autoscaling::StepScalingPolicyConfiguration;

int as_count(std::int64_t number) {
  return static_cast<int>(std::clamp<std::int64_t>(number, 0, std::numeric_limits<int>::max()));
}

bool covers(const StepAdjustment& step, const Breach& breach) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  const double lower = step.metric_interval_lower_bound.value_or(-infinity);
  const double upper = step.metric_interval_upper_bound.value_or(infinity);
  if (breach.is_above) return lower <= breach.distance && breach.distance < upper;
  return lower < breach.distance && breach.distance <= upper;
}

/// By how many tasks so many percent are.
std::int64_t by_percent(int current, int percent, int least) {
  const double exact = static_cast<double>(current) * percent / 100;
  double change = std::trunc(exact);
  if (change == 0 && exact != 0) change = exact > 0 ? 1 : -1;
  // "the minimum value to scale by when the adjustment type is PercentChangeInCapacity"
  if (change > 0) change = std::max(change, static_cast<double>(least));
  if (change < 0) change = std::min(change, -static_cast<double>(least));
  return static_cast<std::int64_t>(change);
}

bool cools_down(const std::optional<Scaled>& scaled, Duration cooldown, TimePoint now) {
  return scaled && now < scaled->at + cooldown;
}

}  // namespace

int tracked_capacity(int current, double metric, double target) {
  const double exact = std::max(current, 1) * (metric / target);
  constexpr double most = std::numeric_limits<int>::max();
  // Less than a millionth of a task comes of the arithmetic alone.
  return static_cast<int>(std::clamp(std::ceil(exact - 1e-6), 0.0, most));
}

std::optional<int> stepped_capacity(const StepScalingPolicyConfiguration& policy, int current,
                                    const Breach& breach) {
  if (!policy.step_adjustments) return std::nullopt;
  for (const StepAdjustment& step : *policy.step_adjustments) {
    if (!covers(step, breach)) continue;
    switch (policy.adjustment_type.value_or(AdjustmentType::change_in_capacity)) {
      case AdjustmentType::change_in_capacity:
        return as_count(capped_sum(current, step.scaling_adjustment));
      case AdjustmentType::percent_change_in_capacity:
        return as_count(
            capped_sum(current, by_percent(current, step.scaling_adjustment,
                                           policy.min_adjustment_magnitude.value_or(0))));
      case AdjustmentType::exact_capacity:
        return as_count(step.scaling_adjustment);
    }
  }
  return std::nullopt;
}

int within(const CapacityLimits& limits, int capacity) {
  return std::max(limits.minimum, std::min(limits.maximum, capacity));
}

int base_capacity(const Situation& situation) {
  const bool cools = cools_down(situation.scaled_out, situation.scale_out_cooldown, situation.now);
  return cools ? std::min(situation.scaled_out->from, situation.current) : situation.current;
}

std::optional<int> wanted_by_steps(const StepScalingPolicyConfiguration& policy,
                                   const Situation& situation, const Breach& breach) {
  const int base = base_capacity(situation);
  const auto from_base = stepped_capacity(policy, base, breach);
  if (!from_base) return std::nullopt;
  if (*from_base >= base) return std::max(*from_base, situation.current);
  return stepped_capacity(policy, situation.current, breach);
}

int wanted_by_tracking(double target, const Situation& situation, double metric,
                       TrackingAlarm alarm) {
  const int current = situation.current;
  if (alarm == TrackingAlarm::low) {
    return std::min(tracked_capacity(current, metric, target), current);
  }
  return std::max(tracked_capacity(base_capacity(situation), metric, target), current);
}

std::optional<int> new_capacity(const Situation& situation, int wanted) {
  const int capacity = within(situation.limits, wanted);
  if (capacity == situation.current) return std::nullopt;
  if (capacity > situation.current) {
    return situation.suspended.scale_out ? std::nullopt : std::optional(capacity);
  }
  const bool waits = situation.suspended.scale_in ||
                     cools_down(situation.scaled_in, situation.scale_in_cooldown, situation.now);
  return waits ? std::nullopt : std::optional(capacity);
}

}  // namespace drydock::autoscaling
