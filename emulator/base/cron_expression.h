#pragma once

#include <bitset>
#include <chrono>
#include <optional>
#include <string_view>
#include <utility>

#include "emulator/base/time.h"
#include "emulator/base/time_zone.h"

namespace drydock {

/// The six fields of AWS's cron expressions: minutes, hours, day of the month, month, day of the
/// week, year. Of the two fields for a day one is `?`.
/// https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html#eb-cron-expressions
class CronExpression {
 public:
  /// Nothing where the text is none. Names of months and days may be written small.
  static std::optional<CronExpression> parse(std::string_view text);

  /// The first whole minute after `after` at which the clocks of the zone show what it names;
  /// nothing where there is none in the 40 years after.
  [[nodiscard]] std::optional<TimePoint> next(TimePoint after, const TimeZone& zone) const;

 private:
  class Parser;

  [[nodiscard]] bool has_day(std::chrono::year_month_day date) const;
  [[nodiscard]] std::optional<TimePoint> next_on(std::chrono::sys_days day, TimePoint after,
                                                 const TimeZone& zone) const;

  // A bit for each value that a field takes.
  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<13> months_;
  std::bitset<230> years_;              ///< From 1970.
  std::bitset<32> days_;                ///< Of the month; none where another member tells the day.
  std::bitset<8> weekdays_;             ///< 1 is Sunday; likewise.
  bool last_day_ = false;               ///< L
  std::optional<int> nearest_weekday_;  ///< 15W
  std::optional<int> last_weekday_;     ///< 6L: the month's last Friday.
  std::optional<std::pair<int, int>> numbered_weekday_;  ///< 3#2: its second Tuesday.
};

}  // namespace drydock
