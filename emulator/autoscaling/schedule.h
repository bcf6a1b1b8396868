#pragma once

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/base/time_zone.h"

/// When scheduled actions act.
/// https://docs.aws.amazon.com/autoscaling/application/userguide/scheduled-scaling-using-cron-expressions.html
namespace drydock::autoscaling {

/// "at(2026-12-24T18:00:00)": once, by the clocks of the time zone.
struct AtSchedule {
  TimePoint local;
};

/// "rate(5 minutes)": again and again from the action's start on.
struct RateSchedule {
  Duration every{0};
};

/// "cron(0 9 ? * MON-FRI *)": whenever the clocks of the time zone show this.
struct CronSchedule {
  std::set<int> minutes, hours;
  std::set<int> days;  ///< Of the month; 0 is its last one.
  std::set<int> months;
  std::set<int> weekdays;  ///< From 1, which is Sunday, to 7.
  /// The first such weekday of the month, the second …: a weekday and its number, from 1 to 5.
  std::optional<std::pair<int, int>> numbered_weekday;
  bool by_weekday = false;  ///< Else by the day of the month.
  std::set<int> years;
};

using Schedule = std::variant<AtSchedule, RateSchedule, CronSchedule>;

/// A ValidationException says what is wrong. Of cron's marks, W (the nearest weekday) is not read.
Result<Schedule> parse_schedule(std::string_view text);

/// The first time after `after` at which the schedule acts, or nothing. `begin` is what a rate
/// counts from: it acts first one interval later.
std::optional<TimePoint> next_time(const Schedule& schedule, const TimeZone& zone, TimePoint begin,
                                   TimePoint after);

}  // namespace drydock::autoscaling
