#pragma once

#include <boost/describe/class.hpp>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "model/application_autoscaling/scalable_target.h"
#include "model/application_autoscaling/scaling_activity.h"

namespace drydock::autoscaling {

/// A change of what a target has, or of its limits.
struct ScalingActivity {
  std::string id;
  std::string description;
  std::string cause;
  TimePoint started_at;
  std::optional<TimePoint> ended_at;
  model::application_autoscaling::ScalingActivityStatusCode status =
      model::application_autoscaling::ScalingActivityStatusCode::in_progress;
  std::string status_message;
  /// The desired count that is to be fulfilled; nothing for a change of limits alone.
  std::optional<int> wanted;

  friend bool operator==(const ScalingActivity&, const ScalingActivity&) = default;
};
BOOST_DESCRIBE_STRUCT(ScalingActivity, (),
                      (id, description, cause, started_at, ended_at, status, status_message,
                       wanted))

/// The most activities that a target keeps; older ones go.
inline constexpr std::size_t activities_max = 50;
/// The most targets of an account in a region.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-limits.html
inline constexpr std::size_t targets_max = 3000;

/// Between which counts of tasks an ECS service is scaled.
struct CapacityLimits {
  int minimum = 0;
  int maximum = 0;

  friend bool operator==(const CapacityLimits&, const CapacityLimits&) = default;
};
BOOST_DESCRIBE_STRUCT(CapacityLimits, (), (minimum, maximum))

/// What is not to be done for the time being.
struct Suspended {
  bool scale_in = false;
  bool scale_out = false;
  bool scheduled = false;

  friend bool operator==(const Suspended&, const Suspended&) = default;
};
BOOST_DESCRIBE_STRUCT(Suspended, (), (scale_in, scale_out, scheduled))

/// An ECS service whose desired count is scaled: ecs:service:DesiredCount is the one dimension that
/// there is.
struct ScalableTarget {
  static constexpr std::string_view table = "scalable_targets";
  [[nodiscard]] std::string key() const { return resource_id; }

  std::string resource_id;  ///< "service/<cluster>/<service>"
  std::string arn;
  CapacityLimits limits;
  std::string role_arn;
  Suspended suspended;
  TimePoint created_at;
  std::vector<ScalingActivity> activities;  ///< Newest first, at most activities_max.
  std::map<std::string, std::string> tags;

  friend bool operator==(const ScalableTarget&, const ScalableTarget&) = default;
};
BOOST_DESCRIBE_STRUCT(ScalableTarget, (),
                      (resource_id, arn, limits, role_arn, suspended, created_at, activities, tags))

/// The key of the service that a resource id names, "<cluster>/<service>", or nothing where it is
/// no service's.
std::optional<std::string> service_key_of(std::string_view resource_id);

}  // namespace drydock::autoscaling
