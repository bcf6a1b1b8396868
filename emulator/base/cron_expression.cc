#include "emulator/base/cron_expression.h"

#include <algorithm>
#include <array>
#include <span>
#include <string>

#include "emulator/base/number.h"
#include "emulator/base/words.h"

namespace drydock {
namespace {

namespace chr = std::chrono;

constexpr int first_year = 1970;
constexpr int last_year = 2199;
/// An expression that never comes true, as on 30 February, is found out so. A 29 February on a
/// certain weekday comes after 40 years at most.
constexpr int years_ahead = 40;

constexpr std::array<std::string_view, 12> month_names = {"JAN", "FEB", "MAR", "APR", "MAY", "JUN",
                                                          "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"};
constexpr std::array<std::string_view, 7> weekday_names = {"SUN", "MON", "TUE", "WED",
                                                           "THU", "FRI", "SAT"};

/// The values that a field may have, and their names, the first of which is the value 1.
struct Range {
  int first = 0;
  int last = 0;
  std::span<const std::string_view> names{};
};

const Range of_minutes{0, 59};
const Range of_hours{0, 23};
const Range of_days{1, 31};
const Range of_months{1, 12, month_names};
const Range of_weekdays{1, 7, weekday_names};
const Range of_years{first_year, last_year};

std::optional<int> value_of(std::string_view text, const Range& range) {
  std::string upper(text);
  std::ranges::transform(upper, upper.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  const auto named = std::ranges::find(range.names, upper);
  if (named != range.names.end()) return static_cast<int>(named - range.names.begin()) + 1;
  const auto value = parse_number(text);
  return value && *value >= range.first && *value <= range.last ? value : std::nullopt;
}

/// "5", "1-5", "*", "0/15", "10-20/2" or "FRI-MON": calls `take` with each value.
template <class Take>
bool read_part(std::string_view part, const Range& range, Take&& take) {
  const std::size_t slash = part.find('/');
  const std::string_view from_to = part.substr(0, slash);
  const auto step =
      slash == std::string_view::npos ? std::optional(1) : parse_number(part.substr(slash + 1));
  if (!step || *step < 1) return false;
  const std::size_t dash = from_to.find('-');
  int first = range.first;
  int last = range.last;
  if (from_to != "*") {
    const auto low = value_of(from_to.substr(0, dash), range);
    const auto high =
        dash == std::string_view::npos ? low : value_of(from_to.substr(dash + 1), range);
    if (!low || !high) return false;
    first = *low;
    // "10/5" goes on to the end.
    last = dash == std::string_view::npos && slash != std::string_view::npos ? range.last : *high;
  }
  const int size = range.last - range.first + 1;
  if (last < first) last += size;
  for (int value = first; value <= last; value += std::min(*step, size)) {
    take(range.first + (value - range.first) % size);
  }
  return true;
}

template <std::size_t Size>
bool read_field(std::string_view field, const Range& range, std::bitset<Size>& bits,
                int offset = 0) {
  return std::ranges::all_of(split(field, ','), [&](std::string_view part) {
    return read_part(part, range,
                     [&](int value) { bits.set(static_cast<std::size_t>(value - offset)); });
  });
}

/// 1 for Sunday to 7 for Saturday.
int weekday_of(chr::sys_days day) { return static_cast<int>(chr::weekday(day).c_encoding()) + 1; }

/// The day of the month that is the weekday nearest to a day, within its month.
int nearest_weekday(chr::year_month month, int wanted, int last) {
  const int day = std::min(wanted, last);
  const int weekday = weekday_of(month / day);
  if (weekday == 7) return day == 1 ? 3 : day - 1;
  if (weekday == 1) return day == last ? day - 2 : day + 1;
  return day;
}

}  // namespace

/// Reads the six fields.
class CronExpression::Parser {
 public:
  static std::optional<CronExpression> parse(std::string_view text) {
    const auto fields = words_of(text);
    CronExpression cron;
    if (fields.size() != 6) return std::nullopt;
    const bool by_weekday = fields[2] == "?";
    if (by_weekday == (fields[4] == "?")) return std::nullopt;
    const bool read = read_field(fields[0], of_minutes, cron.minutes_) &&
                      read_field(fields[1], of_hours, cron.hours_) &&
                      (by_weekday ? read_weekday(fields[4], cron) : read_day(fields[2], cron)) &&
                      read_field(fields[3], of_months, cron.months_) &&
                      read_field(fields[5], of_years, cron.years_, first_year);
    return read ? std::optional(cron) : std::nullopt;
  }

 private:
  static bool read_day(std::string_view field, CronExpression& cron) {
    if (field == "L") return cron.last_day_ = true;
    if (field.ends_with('W')) {
      cron.nearest_weekday_ = value_of(field.substr(0, field.size() - 1), of_days);
      return cron.nearest_weekday_.has_value();
    }
    return read_field(field, of_days, cron.days_);
  }

  static bool read_weekday(std::string_view field, CronExpression& cron) {
    if (field == "L") field = "7";
    if (field.ends_with('L')) {
      cron.last_weekday_ = value_of(field.substr(0, field.size() - 1), of_weekdays);
      return cron.last_weekday_.has_value();
    }
    const std::size_t mark = field.find('#');
    if (mark == std::string_view::npos) return read_field(field, of_weekdays, cron.weekdays_);
    const auto weekday = value_of(field.substr(0, mark), of_weekdays);
    const auto number = parse_number(field.substr(mark + 1));
    if (!weekday || !number || *number < 1 || *number > 5) return false;
    cron.numbered_weekday_ = {*weekday, *number};
    return true;
  }
};

std::optional<CronExpression> CronExpression::parse(std::string_view text) {
  return Parser::parse(text);
}

bool CronExpression::has_day(chr::year_month_day date) const {
  const int day = static_cast<int>(static_cast<unsigned>(date.day()));
  const chr::year_month month = date.year() / date.month();
  const int last = static_cast<int>(static_cast<unsigned>((month / chr::last).day()));
  if (last_day_) return day == last;
  if (nearest_weekday_) return day == nearest_weekday(month, *nearest_weekday_, last);
  const int weekday = weekday_of(date);
  if (last_weekday_) return weekday == *last_weekday_ && day + 7 > last;
  if (numbered_weekday_) return *numbered_weekday_ == std::pair(weekday, (day - 1) / 7 + 1);
  return days_.any() ? days_.test(static_cast<std::size_t>(day))
                     : weekdays_.test(static_cast<std::size_t>(weekday));
}

/// The first time of that day that is after `after`.
std::optional<TimePoint> CronExpression::next_on(chr::sys_days day, TimePoint after,
                                                 const TimeZone& zone) const {
  for (unsigned hour = 0; hour < hours_.size(); ++hour) {
    if (!hours_.test(hour)) continue;
    for (unsigned minute = 0; minute < minutes_.size(); ++minute) {
      if (!minutes_.test(minute)) continue;
      const TimePoint time = time_of_local(zone, day + chr::hours(hour) + chr::minutes(minute));
      if (time > after) return time;
    }
  }
  return std::nullopt;
}

std::optional<TimePoint> CronExpression::next(TimePoint after, const TimeZone& zone) const {
  chr::sys_days day = chr::floor<chr::days>(local_time(zone, after));
  const chr::year end =
      std::min(chr::year_month_day(day).year() + chr::years(years_ahead), chr::year(last_year));
  for (;;) {
    const chr::year_month_day date(day);
    if (date.year() > end) return std::nullopt;
    const int year = static_cast<int>(date.year()) - first_year;
    if (year < 0 || !years_.test(static_cast<std::size_t>(year))) {
      day = (date.year() + chr::years(1)) / chr::January / 1;
    } else if (!months_.test(static_cast<unsigned>(date.month()))) {
      day = (date.year() / date.month() + chr::months(1)) / 1;
    } else {
      if (has_day(date)) {
        if (const auto time = next_on(day, after, zone)) return time;
      }
      day += chr::days(1);
    }
  }
}

}  // namespace drydock
