#include "emulator/autoscaling/policy_keeping.h"

#include <utility>
#include <vector>

#include "emulator/autoscaling/policy_rules.h"
#include "emulator/base/arn.h"
#include "emulator/base/joined.h"
#include "emulator/cloudwatch/alarm.h"
#include "emulator/cloudwatch/alarm_keeping.h"
#include "emulator/store/store.h"

namespace drydock::autoscaling {
namespace {

using model::cloudwatch::ComparisonOperator;

constexpr double scale_in_below = 0.9;
constexpr int high_periods = 3;
constexpr int low_periods = 15;

cloudwatch::MetricAlarm alarm_of(const Scaling& scaling, const ScalingPolicy& policy,
                                 const std::string& name, bool is_high) {
  const TrackedMetric tracked =
      tracked_metric(*policy.tracking, *service_key_of(policy.resource_id));
  const double target = policy.tracking->target_value;
  cloudwatch::MetricAlarm alarm;
  alarm.name = name;
  alarm.arn = make_arn("cloudwatch", scaling.world, "alarm:" + name);
  alarm.description =
      joined({"DO NOT EDIT OR DELETE. For TargetTrackingScaling policy ", policy.arn, "."});
  alarm.configured_at = scaling.now;
  alarm.alarm_actions = {policy.arn};
  alarm.metric = tracked.metric;
  const int periods = is_high ? high_periods : low_periods;
  alarm.rule = {.statistic = tracked.statistic,
                .unit = tracked.unit,
                .period = std::chrono::minutes(1),
                .evaluation_periods = periods,
                .datapoints_to_alarm = periods,
                .threshold = is_high ? target : target * scale_in_below,
                .comparison = is_high ? ComparisonOperator::greater_than_threshold
                                      : ComparisonOperator::less_than_threshold};
  return alarm;
}

std::string alarm_name(const Scaling& scaling, const ScalingPolicy& policy, bool is_high) {
  return joined({"TargetTracking-", policy.resource_id, is_high ? "-AlarmHigh-" : "-AlarmLow-",
                 scaling.ids.uuid()});
}

void forget_alarm(const Scaling& scaling, std::string& name) {
  if (name.empty()) return;
  scaling.store.erase<cloudwatch::MetricAlarm>(scaling.world, name);
  name.clear();
}

Result<Done> keep_alarm(const Scaling& scaling, const ScalingPolicy& policy, std::string& name,
                        bool is_high) {
  if (name.empty()) name = alarm_name(scaling, policy, is_high);
  return cloudwatch::keep_alarm(scaling.store, scaling.world,
                                alarm_of(scaling, policy, name, is_high), {}, scaling.now);
}

Result<Done> keep_alarms(const Scaling& scaling, ScalingPolicy& policy) {
  const auto high = keep_alarm(scaling, policy, policy.high_alarm, true);
  if (!high) return high.error();
  if (policy.tracking->disable_scale_in.value_or(false)) {
    forget_alarm(scaling, policy.low_alarm);
    return Done{};
  }
  const bool is_new = policy.low_alarm.empty();
  const auto low = keep_alarm(scaling, policy, policy.low_alarm, false);
  if (low) return Done{};
  if (is_new) forget_alarm(scaling, policy.high_alarm);
  return low.error();
}

/// The keys of the records of a resource, which may then be taken away.
template <class Record>
std::vector<std::string> keys_of(const Scaling& scaling, const std::string& resource_id) {
  std::vector<std::string> keys;
  for (const auto& member : scaling.store.table<Record>(scaling.world).members(resource_id)) {
    keys.emplace_back(member.first);
  }
  return keys;
}

}  // namespace

Result<Done> keep_policy(const Scaling& scaling, ScalingPolicy policy) {
  if (policy.tracking) {
    const auto kept = keep_alarms(scaling, policy);
    if (!kept) return kept.error();
  }
  scaling.store.put(scaling.world, std::move(policy));
  return Done{};
}

void forget_policy(const Scaling& scaling, const ScalingPolicy& policy) {
  const std::string key = policy.key();
  for (std::string name : {policy.high_alarm, policy.low_alarm}) forget_alarm(scaling, name);
  scaling.store.erase<ScalingPolicy>(scaling.world, key);
}

void forget_target(const Scaling& scaling, const std::string& resource_id) {
  for (const std::string& key : keys_of<ScalingPolicy>(scaling, resource_id)) {
    forget_policy(scaling, *scaling.store.find<ScalingPolicy>(scaling.world, key));
  }
  for (const std::string& key : keys_of<ScheduledAction>(scaling, resource_id)) {
    scaling.store.erase<ScheduledAction>(scaling.world, key);
  }
  scaling.store.erase<ScalableTarget>(scaling.world, resource_id);
}

}  // namespace drydock::autoscaling
