#pragma once

#include <bitset>
#include <optional>
#include <string_view>
#include <variant>

#include "emulator/base/result.h"
#include "emulator/base/time.h"

namespace drydock {

/// When something is to happen again and again, as EventBridge and Application Auto Scaling write
/// it: `rate(5 minutes)` or `cron(minutes hours day-of-month month day-of-week year)` in UTC.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
class ScheduleExpression {
 public:
  /// Nothing where the text is none of them: `rate(1 minute)` has no s, `rate(2 minutes)` has one;
  /// of the two fields for a day one is `?`.
  static std::optional<ScheduleExpression> parse(std::string_view text);

  /// The first instant after `after`; nothing where there is none. A rate counts from `origin`, so
  /// that no instant drifts; a cron expression knows whole minutes alone and ends with the year
  /// 2199.
  [[nodiscard]] std::optional<TimePoint> next(TimePoint origin, TimePoint after) const;

 private:
  struct Rate {
    Duration period;
  };
  /// A bit for each value that a field takes.
  struct Cron {
    std::bitset<60> minutes;
    std::bitset<24> hours;
    std::bitset<13> months;
    std::bitset<230> years;              ///< From 1970.
    std::bitset<32> days;                ///< Of the month; none where the week's count.
    std::bitset<8> weekdays;             ///< 1 is Sunday; none where the month's days count.
    bool last_day = false;               ///< L
    std::optional<int> nearest_weekday;  ///< 15W
    std::optional<int> last_weekday;     ///< 6L: the month's last Friday.
    std::optional<std::pair<int, int>> nth_weekday;  ///< 3#2: its second Tuesday.
  };
  class CronParser;

  explicit ScheduleExpression(std::variant<Rate, Cron> kind) : kind_(kind) {}
  static std::optional<ScheduleExpression> parse_rate(std::string_view text);
  static bool is_day_of(const Cron& cron, int year, unsigned month, unsigned day);
  static std::optional<TimePoint> next_of(const Cron& cron, TimePoint after);

  std::variant<Rate, Cron> kind_;
};

}  // namespace drydock
