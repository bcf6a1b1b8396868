#include "emulator/autoscaling/schedule.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <chrono>
#include <vector>

#include "emulator/autoscaling/errors.h"
#include "emulator/base/joined.h"
#include "emulator/base/number.h"

namespace drydock::autoscaling {
namespace {

using Names = std::vector<std::string_view>;

constexpr int first_year = 1970;
constexpr int last_year = 2199;
/// No schedule is looked for longer than this: one that never acts, as on 30 February, is found
/// out.
constexpr int years_ahead = 40;

aws::Error invalid(std::string_view text, std::string_view why) {
  return validation_error(joined({"Invalid schedule expression ", text, ": ", why}));
}

/// The text between "name(" and ")", or nothing.
std::optional<std::string_view> arguments_of(std::string_view text, std::string_view name) {
  const bool is_call = text.starts_with(name) && text.size() > name.size() + 2 &&
                       text[name.size()] == '(' && text.ends_with(')');
  if (!is_call) return std::nullopt;
  return text.substr(name.size() + 1, text.size() - name.size() - 2);
}

std::vector<std::string_view> split(std::string_view text, std::string_view marks) {
  std::vector<std::string_view> parts;
  while (true) {
    const std::size_t begin = text.find_first_not_of(marks);
    if (begin == std::string_view::npos) return parts;
    text.remove_prefix(begin);
    const std::size_t end = std::min(text.find_first_of(marks), text.size());
    parts.push_back(text.substr(0, end));
    text.remove_prefix(end);
  }
}

// "yyyy-mm-ddThh:mm:ss"
std::optional<AtSchedule> read_at(std::string_view text) {
  constexpr std::string_view shape = "dddd-dd-ddTdd:dd:dd";
  if (text.size() != shape.size()) return std::nullopt;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool fits = shape[i] == 'd' ? std::isdigit(static_cast<unsigned char>(text[i])) != 0
                                      : text[i] == shape[i];
    if (!fits) return std::nullopt;
  }
  const auto number = [text](std::size_t at, std::size_t size) {
    return *parse_number<int>(text.substr(at, size));
  };
  const std::chrono::year_month_day date(std::chrono::year(number(0, 4)),
                                         std::chrono::month(static_cast<unsigned>(number(5, 2))),
                                         std::chrono::day(static_cast<unsigned>(number(8, 2))));
  const int hour = number(11, 2);
  const int minute = number(14, 2);
  const int second = number(17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return AtSchedule{std::chrono::sys_days(date) + std::chrono::hours(hour) +
                    std::chrono::minutes(minute) + seconds(second)};
}

std::optional<RateSchedule> read_rate(std::string_view text) {
  constexpr int most = 1'000'000;  // Of days, some 2,700 years.
  const auto parts = split(text, " ");
  if (parts.size() != 2) return std::nullopt;
  const auto value = parse_number<int>(parts[0]);
  if (!value || *value < 1 || *value > most) return std::nullopt;
  std::string_view unit = parts[1];
  if (unit.ends_with('s')) unit.remove_suffix(1);
  if (unit == "minute") return RateSchedule{std::chrono::minutes(*value)};
  if (unit == "hour") return RateSchedule{std::chrono::hours(*value)};
  if (unit == "day") return RateSchedule{std::chrono::hours(24) * *value};
  return std::nullopt;
}

/// What a field of a cron expression may have.
struct Range {
  int first, last;
  Names names;  ///< Of the first number and those that follow.
};

const Range minute_range{0, 59, {}};
const Range hour_range{0, 23, {}};
const Range day_range{1, 31, {}};
const Range month_range{
    1, 12, {"JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"}};
const Range weekday_range{1, 7, {"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"}};
const Range year_range{first_year, last_year, {}};

std::optional<int> read_value(std::string_view text, const Range& range) {
  const auto name = std::ranges::find(range.names, text);
  if (name != range.names.end()) return range.first + static_cast<int>(name - range.names.begin());
  const auto number = parse_number<int>(text);
  if (!number || *number < range.first || *number > range.last) return std::nullopt;
  return number;
}

/// "5", "1-5", "*", and each of them with a step: "1-30/5", "*/15", "5/10".
bool read_item(std::string_view text, const Range& range, std::set<int>& values) {
  const std::size_t slash = text.find('/');
  const std::string_view span = text.substr(0, slash);
  int step = 1;
  if (slash != std::string_view::npos) {
    const auto given = parse_number<int>(text.substr(slash + 1));
    if (!given || *given < 1 || *given > range.last) return false;
    step = *given;
  }
  const std::size_t dash = span.find('-');
  std::optional<int> first = range.first;
  std::optional<int> last = range.last;
  if (span != "*") {
    first = read_value(span.substr(0, dash), range);
    if (dash != std::string_view::npos) last = read_value(span.substr(dash + 1), range);
    if (dash == std::string_view::npos && slash == std::string_view::npos) last = first;
  }
  if (!first || !last) return false;
  // FRI-MON goes on after the end of the week.
  const int length = range.last - range.first + 1;
  const int count = *last >= *first ? *last - *first : *last + length - *first;
  for (int i = 0; i <= count; i += step) {
    values.insert(range.first + (*first - range.first + i) % length);
  }
  return true;
}

bool read_field(std::string_view text, const Range& range, std::set<int>& values) {
  for (const std::string_view item : split(text, ",")) {
    if (!read_item(item, range, values)) return false;
  }
  return !values.empty();
}

bool read_days(std::string_view text, std::set<int>& days) {
  if (text != "L") return read_field(text, day_range, days);
  days.insert(0);
  return true;
}

/// Also "6#3", the third Friday.
bool read_weekdays(std::string_view text, CronSchedule& cron) {
  const std::size_t mark = text.find('#');
  if (mark == std::string_view::npos) return read_field(text, weekday_range, cron.weekdays);
  const auto weekday = read_value(text.substr(0, mark), weekday_range);
  const auto number = parse_number<int>(text.substr(mark + 1));
  if (!weekday || !number || *number < 1 || *number > 5) return false;
  cron.numbered_weekday = {*weekday, *number};
  return true;
}

std::optional<CronSchedule> read_cron(std::string_view text) {
  const auto fields = split(text, " \t");
  if (fields.size() != 6) return std::nullopt;
  CronSchedule cron;
  const bool is_read = read_field(fields[0], minute_range, cron.minutes) &&
                       read_field(fields[1], hour_range, cron.hours) &&
                       read_field(fields[3], month_range, cron.months) &&
                       read_field(fields[5], year_range, cron.years);
  if (!is_read) return std::nullopt;
  // One of the two days says nothing.
  cron.by_weekday = fields[2] == "?";
  if (cron.by_weekday == (fields[4] == "?")) return std::nullopt;
  const bool has_days =
      cron.by_weekday ? read_weekdays(fields[4], cron) : read_days(fields[2], cron.days);
  return has_days ? std::optional(cron) : std::nullopt;
}

bool holds(const CronSchedule& cron, std::chrono::year_month_day date) {
  const int day = static_cast<int>(static_cast<unsigned>(date.day()));
  if (!cron.by_weekday) {
    const auto last = (date.year() / date.month() / std::chrono::last).day();
    return cron.days.contains(day) || (cron.days.contains(0) && date.day() == last);
  }
  const int weekday =
      static_cast<int>(std::chrono::weekday(std::chrono::sys_days(date)).c_encoding()) + 1;
  if (!cron.numbered_weekday) return cron.weekdays.contains(weekday);
  return *cron.numbered_weekday == std::pair(weekday, (day - 1) / 7 + 1);
}

/// The first time of that day that is after `after`.
std::optional<TimePoint> time_of_day(const CronSchedule& cron, const TimeZone& zone,
                                     std::chrono::sys_days day, TimePoint after) {
  for (const int hour : cron.hours) {
    for (const int minute : cron.minutes) {
      const TimePoint local = day + std::chrono::hours(hour) + std::chrono::minutes(minute);
      const TimePoint time = time_of_local(zone, local);
      if (time > after) return time;
    }
  }
  return std::nullopt;
}

std::optional<TimePoint> next_of(const CronSchedule& cron, const TimeZone& zone, TimePoint after) {
  using namespace std::chrono;
  sys_days day = floor<days>(local_time(zone, after));
  const year last = year_month_day(day).year() + years(years_ahead);
  while (true) {
    const year_month_day date(day);
    if (date.year() > last) return std::nullopt;
    if (!cron.years.contains(static_cast<int>(date.year()))) {
      day = sys_days((date.year() + years(1)) / January / 1);
    } else if (!cron.months.contains(static_cast<int>(static_cast<unsigned>(date.month())))) {
      day = sys_days((date.year() / date.month() + months(1)) / 1);
    } else {
      if (holds(cron, date)) {
        if (const auto time = time_of_day(cron, zone, day, after)) return time;
      }
      day += days(1);
    }
  }
}

TimePoint next_of(const RateSchedule& rate, TimePoint begin, TimePoint after) {
  if (after < begin + rate.every) return begin + rate.every;
  return begin + ((after - begin) / rate.every + 1) * rate.every;
}

}  // namespace

Result<Schedule> parse_schedule(std::string_view text) {
  if (const auto at = arguments_of(text, "at")) {
    if (const auto schedule = read_at(*at)) return Schedule(*schedule);
    return invalid(text, "a time is at(yyyy-mm-ddThh:mm:ss).");
  }
  if (const auto rate = arguments_of(text, "rate")) {
    if (const auto schedule = read_rate(*rate)) return Schedule(*schedule);
    return invalid(text, "a rate is rate(value unit), with minutes, hours or days.");
  }
  if (const auto cron = arguments_of(text, "cron")) {
    if (auto schedule = read_cron(*cron)) return Schedule(*std::move(schedule));
    return invalid(text,
                   "a cron expression is cron(minutes hours day-of-month month day-of-week year), "
                   "with ? for one of the two days; drydock reads no W.");
  }
  return invalid(text, "it must be at(...), rate(...) or cron(...).");
}

std::optional<TimePoint> next_time(const Schedule& schedule, const TimeZone& zone, TimePoint begin,
                                   TimePoint after) {
  if (const auto* at = std::get_if<AtSchedule>(&schedule)) {
    const TimePoint time = time_of_local(zone, at->local);
    return time > after ? std::optional(time) : std::nullopt;
  }
  if (const auto* rate = std::get_if<RateSchedule>(&schedule)) return next_of(*rate, begin, after);
  return next_of(std::get<CronSchedule>(schedule), zone, after);
}

}  // namespace drydock::autoscaling
