#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/autoscaling/scalable_target.h"
#include "emulator/autoscaling/scaling_policy.h"
#include "emulator/autoscaling/scheduled_action.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ports/id_source.h"

namespace drydock {
class Store;
}
namespace drydock::cloudwatch {
struct MetricAlarm;
}

/// What changes a service's desired count, and what is kept of it: a scaling activity, in AWS's
/// words, and an event of the service.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-scaling-activities.html
namespace drydock::autoscaling {

/// Where, and when.
struct Scaling {
  Store& store;
  const World& world;
  IdSource& ids;
  TimePoint now;
};

/// The policy whose ARN this is, or null.
const ScalingPolicy* find_policy_of_arn(const Store& store, const World& world,
                                        std::string_view arn);

/// The service's desired count, where it is ACTIVE.
std::optional<int> desired_count(const Store& store, const World& world,
                                 std::string_view resource_id);

/// The alarm calls the policy. `value` is its metric's newest datapoint; where nothing tells one,
/// the metric counts as standing at the threshold. Whether anything changed.
bool act_for_alarm(const Scaling& scaling, const cloudwatch::MetricAlarm& alarm,
                   const ScalingPolicy& policy, std::optional<double> value);

/// The target's limits become the action's, and the desired count follows them.
void act_on_schedule(const Scaling& scaling, const ScheduledAction& action);

/// The desired count comes within the target's limits, where it is not.
void keep_limits(const Scaling& scaling, const std::string& resource_id);

/// Ends the activity under way where as many tasks run as it wants.
void note_fulfilled(const Scaling& scaling, const std::string& resource_id);

}  // namespace drydock::autoscaling
