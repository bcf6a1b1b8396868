#pragma once

#include <boost/describe/class.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "model/application_autoscaling/scaling_policy.h"

namespace drydock::autoscaling {

/// The most policies of a target, and the most steps of a policy.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-limits.html
inline constexpr std::size_t policies_max = 50;
inline constexpr std::size_t steps_max = 20;

/// What a policy has done last in one direction: its cooldown counts from then.
struct Scaled {
  TimePoint at;
  int from = 0;  ///< The desired count before.

  friend bool operator==(const Scaled&, const Scaled&) = default;
};
BOOST_DESCRIBE_STRUCT(Scaled, (), (at, from))

/// How a target is scaled. A step scaling policy acts for alarms that name it as their action; a
/// target tracking policy has alarms of its own.
struct ScalingPolicy {
  static constexpr std::string_view table = "scaling_policies";
  [[nodiscard]] std::string key() const { return key_of(resource_id, name); }
  [[nodiscard]] std::string index_key() const { return resource_id; }
  static std::string key_of(std::string_view resource_id, std::string_view name) {
    return std::string(resource_id) + "|" + std::string(name);
  }

  std::string name;
  std::string arn;
  std::string resource_id;
  /// One of the two.
  std::optional<model::application_autoscaling::StepScalingPolicyConfiguration> step;
  std::optional<model::application_autoscaling::TargetTrackingScalingPolicyConfiguration> tracking;
  std::string high_alarm;  ///< The names of a target tracking policy's alarms.
  std::string low_alarm;   ///< Empty where it does not scale in.
  TimePoint created_at;
  std::optional<Scaled> scaled_out;
  std::optional<Scaled> scaled_in;

  friend bool operator==(const ScalingPolicy&, const ScalingPolicy&) = default;
};
BOOST_DESCRIBE_STRUCT(ScalingPolicy, (),
                      (name, arn, resource_id, step, tracking, high_alarm, low_alarm, created_at,
                       scaled_out, scaled_in))

}  // namespace drydock::autoscaling
