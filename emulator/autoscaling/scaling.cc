#include "emulator/autoscaling/scaling.h"

#include <algorithm>
#include <utility>

#include "emulator/autoscaling/capacity.h"
#include "emulator/base/arn.h"
#include "emulator/base/joined.h"
#include "emulator/cloudwatch/alarm.h"
#include "emulator/ecs/desired_count.h"
#include "emulator/ecs/service.h"
#include "emulator/store/store.h"

namespace drydock::autoscaling {
namespace {

using model::application_autoscaling::ScalingActivityStatusCode;
using model::cloudwatch::ComparisonOperator;

constexpr int default_cooldown_seconds = 300;

bool watches_upwards(const cloudwatch::MetricAlarm& alarm) {
  return alarm.rule.comparison == ComparisonOperator::greater_than_or_equal_to_threshold ||
         alarm.rule.comparison == ComparisonOperator::greater_than_threshold;
}

ScalingActivityStatusCode overridden(ScalingActivityStatusCode status) {
  return status == ScalingActivityStatusCode::in_progress ? ScalingActivityStatusCode::overridden
                                                          : status;
}

/// Adds an activity as the newest. What was under way is so no longer.
void add(const Scaling& scaling, const std::string& resource_id, ScalingActivity activity) {
  activity.id = scaling.ids.uuid();
  activity.started_at = scaling.now;
  scaling.store.change<ScalableTarget>(scaling.world, resource_id, [&](ScalableTarget& target) {
    for (ScalingActivity& earlier : target.activities) {
      if (!earlier.ended_at) earlier.ended_at = scaling.now;
      earlier.status = overridden(earlier.status);
    }
    target.activities.insert(target.activities.begin(), std::move(activity));
    if (target.activities.size() > activities_max) target.activities.resize(activities_max);
  });
}

std::string wanted_text(int count) { return "desired count to " + std::to_string(count) + "."; }

/// Sets the desired count, for this cause. Whether that was taken.
bool scale_to(const Scaling& scaling, const std::string& resource_id, int count,
              const std::string& cause) {
  const std::string message = joined(
      {"Successfully set ", wanted_text(count), " Waiting for change to be fulfilled by ecs."});
  const auto service_key = service_key_of(resource_id);
  if (!service_key) return false;
  const std::string name = service_key->substr(service_key->find('/') + 1);
  const auto set =
      ecs::set_desired_count(scaling.store, scaling.world, *service_key, count,
                             joined({"(service ", name, ") Message: ", message, " Cause: ", cause}),
                             scaling.ids, scaling.now);
  ScalingActivity activity{.description = "Setting " + wanted_text(count),
                           .cause = cause,
                           .status_message = message,
                           .wanted = count};
  if (!set) {
    activity.ended_at = scaling.now;
    activity.status = ScalingActivityStatusCode::failed;
    activity.status_message =
        joined({"Failed to set ", wanted_text(count), " Reason: ", set.error().message()});
  }
  add(scaling, resource_id, std::move(activity));
  return set.has_value();
}

Situation situation_of(const Scaling& scaling, const ScalableTarget& target,
                       const ScalingPolicy& policy, int current) {
  Situation situation{.current = current,
                      .limits = target.limits,
                      .suspended = target.suspended,
                      .scaled_out = policy.scaled_out,
                      .scaled_in = policy.scaled_in,
                      .now = scaling.now};
  if (policy.step) {
    const seconds cooldown(policy.step->cooldown.value_or(default_cooldown_seconds));
    situation.scale_out_cooldown = cooldown;
    situation.scale_in_cooldown = cooldown;
  } else {
    situation.scale_out_cooldown =
        seconds(policy.tracking->scale_out_cooldown.value_or(default_cooldown_seconds));
    situation.scale_in_cooldown =
        seconds(policy.tracking->scale_in_cooldown.value_or(default_cooldown_seconds));
  }
  return situation;
}

/// "Application Auto Scaling scales in only if all of the target tracking policies (with the
/// scale-in portion enabled) are ready to scale in."
/// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
bool all_are_ready_to_scale_in(const Scaling& scaling, const std::string& resource_id) {
  const auto policies = scaling.store.table<ScalingPolicy>(scaling.world).members(resource_id);
  return std::ranges::all_of(policies, [&](const auto& member) {
    const ScalingPolicy& policy = *member.second;
    if (policy.low_alarm.empty()) return true;
    const auto* alarm =
        scaling.store.find<cloudwatch::MetricAlarm>(scaling.world, policy.low_alarm);
    return alarm != nullptr && alarm->state == cloudwatch::StateValue::alarm;
  });
}

std::optional<int> wanted_by_tracking(const Scaling& scaling, const cloudwatch::MetricAlarm& alarm,
                                      const ScalingPolicy& policy, const Situation& situation,
                                      double metric) {
  const bool is_low = alarm.name == policy.low_alarm;
  if (is_low && !all_are_ready_to_scale_in(scaling, policy.resource_id)) return std::nullopt;
  return wanted_by_tracking(policy.tracking->target_value, situation, metric,
                            is_low ? TrackingAlarm::low : TrackingAlarm::high);
}

Breach breach_of(const cloudwatch::MetricAlarm& alarm, double metric) {
  const double distance = metric - alarm.rule.threshold;
  return {.distance = distance, .is_above = distance == 0 ? watches_upwards(alarm) : distance > 0};
}

void note_scaled(const Scaling& scaling, const ScalingPolicy& policy, const Situation& situation,
                 int capacity) {
  const bool is_out = capacity > situation.current;
  const Scaled scaled{.at = scaling.now,
                      .from = is_out ? base_capacity(situation) : situation.current};
  scaling.store.change<ScalingPolicy>(scaling.world, policy.key(), [&](ScalingPolicy& record) {
    if (is_out) {
      record.scaled_out = scaled;
      record.scaled_in.reset();
    } else {
      record.scaled_in = scaled;
      record.scaled_out.reset();
    }
  });
}

std::string limits_text(const ScheduledAction& action) {
  std::string text;
  if (action.min_capacity) text = "min capacity to " + std::to_string(*action.min_capacity);
  if (action.max_capacity) {
    text += joined(
        {text.empty() ? "" : " and ", "max capacity to ", std::to_string(*action.max_capacity)});
  }
  return text;
}

}  // namespace

const ScalingPolicy* find_policy_of_arn(const Store& store, const World& world,
                                        std::string_view arn) {
  // "scalingPolicy:<uuid>:resource/ecs/service/<cluster>/<service>:policyName/<name>"
  constexpr std::string_view begin = "scalingPolicy:";
  constexpr std::string_view resource = ":resource/ecs/";
  constexpr std::string_view name = ":policyName/";
  const auto parsed = Arn::parse(arn);
  if (!parsed || parsed->service != "autoscaling" || !is_of(*parsed, world)) return nullptr;
  const std::string& text = parsed->resource;
  const std::size_t resource_at = text.find(resource);
  const std::size_t name_at = text.find(name);
  if (!text.starts_with(begin) || resource_at == std::string::npos ||
      name_at == std::string::npos || name_at < resource_at + resource.size()) {
    return nullptr;
  }
  const std::size_t id_at = resource_at + resource.size();
  const auto* policy =
      store.find<ScalingPolicy>(world, ScalingPolicy::key_of(text.substr(id_at, name_at - id_at),
                                                             text.substr(name_at + name.size())));
  return policy != nullptr && policy->arn == arn ? policy : nullptr;
}

std::optional<int> desired_count(const Store& store, const World& world,
                                 std::string_view resource_id) {
  const auto key = service_key_of(resource_id);
  if (!key) return std::nullopt;
  const auto* service = store.find<ecs::Service>(world, *key);
  if (service == nullptr || service->status != ecs::ServiceStatus::active) return std::nullopt;
  return service->desired_count;
}

bool act_for_alarm(const Scaling& scaling, const cloudwatch::MetricAlarm& alarm,
                   const ScalingPolicy& policy, std::optional<double> value) {
  const auto* target = scaling.store.find<ScalableTarget>(scaling.world, policy.resource_id);
  const auto current = desired_count(scaling.store, scaling.world, policy.resource_id);
  if (target == nullptr || !current) return false;
  const Situation situation = situation_of(scaling, *target, policy, *current);
  const double metric = value.value_or(alarm.rule.threshold);
  const auto wanted = policy.step
                          ? wanted_by_steps(*policy.step, situation, breach_of(alarm, metric))
                          : wanted_by_tracking(scaling, alarm, policy, situation, metric);
  if (!wanted) return false;
  const auto capacity = new_capacity(situation, *wanted);
  if (!capacity) return false;
  const std::string cause = joined({"monitor alarm ", alarm.name, " in state ",
                                    to_text(alarm.state), " triggered policy ", policy.name});
  if (!scale_to(scaling, policy.resource_id, *capacity, cause)) return false;
  note_scaled(scaling, policy, situation, *capacity);
  return true;
}

void act_on_schedule(const Scaling& scaling, const ScheduledAction& action) {
  const auto* target = scaling.store.find<ScalableTarget>(scaling.world, action.resource_id);
  if (target == nullptr || target->suspended.scheduled) return;
  CapacityLimits limits = target->limits;
  if (action.min_capacity) limits.minimum = *action.min_capacity;
  if (action.max_capacity) limits.maximum = *action.max_capacity;
  ScalingActivity activity{
      .description = "Setting " + limits_text(action),
      .cause = joined({"scheduled action name ", action.name, " was triggered"}),
      .ended_at = scaling.now,
      .status = ScalingActivityStatusCode::successful,
      .status_message = "Successfully set " + limits_text(action),
      .wanted = std::nullopt};
  if (limits.minimum > limits.maximum) {
    activity.status = ScalingActivityStatusCode::failed;
    activity.status_message =
        joined({"Failed to set ", limits_text(action),
                ". Reason: Maximum capacity cannot be less than minimum capacity"});
    return add(scaling, action.resource_id, std::move(activity));
  }
  scaling.store.change<ScalableTarget>(scaling.world, action.resource_id,
                                       [&](ScalableTarget& record) { record.limits = limits; });
  add(scaling, action.resource_id, std::move(activity));
  keep_limits(scaling, action.resource_id);
}

void keep_limits(const Scaling& scaling, const std::string& resource_id) {
  const auto* target = scaling.store.find<ScalableTarget>(scaling.world, resource_id);
  const auto current = desired_count(scaling.store, scaling.world, resource_id);
  if (target == nullptr || !current) return;
  const int capacity = within(target->limits, *current);
  if (capacity == *current) return;
  const bool is_more = capacity > *current;
  scale_to(
      scaling, resource_id, capacity,
      joined({is_more ? "minimum" : "maximum", " capacity was set to ", std::to_string(capacity)}));
}

void note_fulfilled(const Scaling& scaling, const std::string& resource_id) {
  const auto* target = scaling.store.find<ScalableTarget>(scaling.world, resource_id);
  if (target == nullptr || target->activities.empty()) return;
  const ScalingActivity& newest = target->activities.front();
  if (newest.status != ScalingActivityStatusCode::in_progress || !newest.wanted) return;
  const int running =
      ecs::count_running(scaling.store, scaling.world, *service_key_of(resource_id));
  if (running != *newest.wanted) return;
  scaling.store.change<ScalableTarget>(scaling.world, resource_id, [&](ScalableTarget& record) {
    ScalingActivity& activity = record.activities.front();
    activity.status = ScalingActivityStatusCode::successful;
    activity.ended_at = scaling.now;
    activity.status_message = joined({"Successfully set ", wanted_text(*activity.wanted),
                                      " Change successfully fulfilled by ecs."});
  });
}

}  // namespace drydock::autoscaling
