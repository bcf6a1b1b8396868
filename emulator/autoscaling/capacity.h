#pragma once

#include <optional>

#include "emulator/autoscaling/scalable_target.h"
#include "emulator/autoscaling/scaling_policy.h"
#include "emulator/base/time.h"

/// How many tasks there are to be: values in, values out.
namespace drydock::autoscaling {

/// The capacity with which the metric would be at the target, were the load spread evenly: the
/// present one times metric / target, rounded up. So 4 tasks at 90 % with a target of 60 % are to
/// be 6, and at 20 % to be 2. A target without tasks is taken for one of a single task.
int tracked_capacity(int current, double metric, double target);

/// Where an alarm's metric is, seen from its threshold.
struct Breach {
  double distance = 0;   ///< The metric less the threshold.
  bool is_above = true;  ///< It breaches upwards.
};

/// The capacity that a step scaling policy makes of this one; nothing where no step is for such a
/// breach. Above the threshold a step's lower bound is within it and its upper bound is not; below
/// it is the other way round. A percentage that is less than a task is one task; otherwise what is
/// less than a whole task is dropped.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/step-scaling-policy-overview.html
std::optional<int> stepped_capacity(
    const model::application_autoscaling::StepScalingPolicyConfiguration& policy, int current,
    const Breach& breach);

int within(const CapacityLimits& limits, int capacity);

/// What a policy has to go by when it is called.
struct Situation {
  int current = 0;
  CapacityLimits limits;
  Suspended suspended;
  std::optional<Scaled> scaled_out;
  std::optional<Scaled> scaled_in;
  Duration scale_out_cooldown{300'000};
  Duration scale_in_cooldown{300'000};
  TimePoint now;
};

/// What the policy's capacity is worked out from. While it cools down after it scaled out, that is
/// what there was before: so what it added then counts as part of what it wants to add now.
int base_capacity(const Situation& situation);

/// What a step scaling policy wants in this situation; nothing where no step is for such a breach.
std::optional<int> wanted_by_steps(
    const model::application_autoscaling::StepScalingPolicyConfiguration& policy,
    const Situation& situation, const Breach& breach);

enum class TrackingAlarm { high, low };
/// What a target tracking policy wants that is called by one of its alarms: by the high one never
/// less than there is, by the low one never more.
int wanted_by_tracking(double target, const Situation& situation, double metric,
                       TrackingAlarm alarm);

/// The desired count that there is to be, where the policy wants `wanted`; nothing where it stays.
/// - A scale-out within the cooldown of one must want more than there is.
/// - A scale-in within the cooldown of one waits; a scale-out does not.
/// - Suspended directions stay, and no count leaves the limits.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/target-tracking-scaling-policy-overview.html#target-tracking-cooldown
std::optional<int> new_capacity(const Situation& situation, int wanted);

}  // namespace drydock::autoscaling
