#pragma once

#include <boost/describe/class.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/time.h"

namespace drydock::autoscaling {

/// The most scheduled actions of a target.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-limits.html
inline constexpr std::size_t scheduled_actions_max = 200;

/// New limits of a target, at times that a schedule gives.
struct ScheduledAction {
  static constexpr std::string_view table = "scheduled_actions";
  [[nodiscard]] std::string key() const { return key_of(resource_id, name); }
  [[nodiscard]] std::string index_key() const { return resource_id; }
  static std::string key_of(std::string_view resource_id, std::string_view name) {
    return std::string(resource_id) + "|" + std::string(name);
  }

  std::string name;
  std::string arn;
  std::string resource_id;
  std::string schedule;  ///< "at(…)", "rate(…)" or "cron(…)"; see schedule.h.
  std::optional<std::string> timezone;
  std::optional<TimePoint> start_time;
  std::optional<TimePoint> end_time;
  std::optional<int> min_capacity;
  std::optional<int> max_capacity;
  TimePoint created_at;
  /// It has acted for every time up to this one, or has not been there before.
  TimePoint done_until;

  friend bool operator==(const ScheduledAction&, const ScheduledAction&) = default;
};
BOOST_DESCRIBE_STRUCT(ScheduledAction, (),
                      (name, arn, resource_id, schedule, timezone, start_time, end_time,
                       min_capacity, max_capacity, created_at, done_until))

}  // namespace drydock::autoscaling
