#include "emulator/base/schedule_expression.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace drydock {
namespace {

namespace chr = std::chrono;

constexpr int first_year = 1970;
constexpr int last_year = 2199;

std::optional<int> number(std::string_view text) {
  int value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = failure == std::errc() && end == text.data() + text.size() && !text.empty();
  return whole && value >= 0 ? std::optional(value) : std::nullopt;
}

/// What stands between "name(" and ")"; nothing where the text is not that.
std::optional<std::string_view> within(std::string_view text, std::string_view name) {
  if (!text.starts_with(name) || !text.ends_with(')')) return std::nullopt;
  text.remove_prefix(name.size());
  if (!text.starts_with('(')) return std::nullopt;
  return text.substr(1, text.size() - 2);
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(at);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// Words divided by any number of spaces.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words = split(text, ' ');
  std::erase_if(words, [](std::string_view word) { return word.empty(); });
  return words;
}

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

std::optional<int> value_of(std::string_view text, const Range& range) {
  std::string upper(text);
  std::ranges::transform(upper, upper.begin(), [](char letter) {
    return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
  });
  const auto named = std::ranges::find(range.names, upper);
  if (named != range.names.end()) return static_cast<int>(named - range.names.begin()) + 1;
  const auto value = number(text);
  return value && *value >= range.first && *value <= range.last ? value : std::nullopt;
}

/// "5", "1-5", "*", "0/15", "10-20/2" or "FRI-MON": calls `take` with each value.
template <class Take>
bool read_part(std::string_view part, const Range& range, Take&& take) {
  const std::size_t slash = part.find('/');
  const std::string_view from_to = part.substr(0, slash);
  const auto step =
      slash == std::string_view::npos ? std::optional(1) : number(part.substr(slash + 1));
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

const Range of_minutes{0, 59};
const Range of_hours{0, 23};
const Range of_days{1, 31};
const Range of_months{1, 12, month_names};
const Range of_weekdays{1, 7, weekday_names};
const Range of_years{first_year, last_year};

/// 1 for Sunday to 7 for Saturday.
int weekday_of(chr::sys_days day) { return static_cast<int>(chr::weekday(day).c_encoding()) + 1; }

chr::sys_days day_in(int year, unsigned month, unsigned day) {
  return chr::sys_days(chr::year(year) / chr::month(month) / chr::day(day));
}

unsigned days_in(int year, unsigned month) {
  return static_cast<unsigned>(
      chr::year_month_day_last(chr::year(year), chr::month_day_last(chr::month(month))).day());
}

/// The weekday nearest to a day, within its month.
unsigned nearest_weekday(int year, unsigned month, unsigned wanted) {
  const unsigned last = days_in(year, month);
  const unsigned day = std::min(wanted, last);
  const int weekday = weekday_of(day_in(year, month, day));
  if (weekday == 7) return day == 1 ? 3 : day - 1;
  if (weekday == 1) return day == last ? day - 2 : day + 1;
  return day;
}

}  // namespace

/// Reads the six fields of a cron expression.
class ScheduleExpression::CronParser {
 public:
  static std::optional<Cron> parse(std::string_view text) {
    const auto fields = words_of(text);
    Cron cron;
    if (fields.size() != 6) return std::nullopt;
    const bool by_weekday = fields[2] == "?";
    if (by_weekday == (fields[4] == "?")) return std::nullopt;
    const bool read = read_field(fields[0], of_minutes, cron.minutes) &&
                      read_field(fields[1], of_hours, cron.hours) &&
                      (by_weekday ? read_weekday(fields[4], cron) : read_day(fields[2], cron)) &&
                      read_field(fields[3], of_months, cron.months) &&
                      read_field(fields[5], of_years, cron.years, first_year);
    return read ? std::optional(cron) : std::nullopt;
  }

 private:
  static bool read_day(std::string_view field, Cron& cron) {
    if (field == "L") return cron.last_day = true;
    if (field.ends_with('W')) {
      cron.nearest_weekday = value_of(field.substr(0, field.size() - 1), of_days);
      return cron.nearest_weekday.has_value();
    }
    return read_field(field, of_days, cron.days);
  }

  static bool read_weekday(std::string_view field, Cron& cron) {
    if (field == "L") field = "7";
    if (field.ends_with('L')) {
      cron.last_weekday = value_of(field.substr(0, field.size() - 1), of_weekdays);
      return cron.last_weekday.has_value();
    }
    const std::size_t mark = field.find('#');
    if (mark == std::string_view::npos) return read_field(field, of_weekdays, cron.weekdays);
    const auto weekday = value_of(field.substr(0, mark), of_weekdays);
    const auto nth = number(field.substr(mark + 1));
    if (!weekday || !nth || *nth < 1 || *nth > 5) return false;
    cron.nth_weekday = {*weekday, *nth};
    return true;
  }
};

std::optional<ScheduleExpression> ScheduleExpression::parse(std::string_view text) {
  if (const auto rate = within(text, "rate")) return parse_rate(*rate);
  const auto fields = within(text, "cron");
  const auto cron = fields ? CronParser::parse(*fields) : std::nullopt;
  return cron ? std::optional(ScheduleExpression(*cron)) : std::nullopt;
}

std::optional<ScheduleExpression> ScheduleExpression::parse_rate(std::string_view text) {
  const auto words = words_of(text);
  const auto value = words.size() == 2 ? number(words[0]) : std::nullopt;
  if (!value || *value < 1) return std::nullopt;
  std::string_view unit = words[1];
  if (*value > 1) {
    if (!unit.ends_with('s')) return std::nullopt;
    unit.remove_suffix(1);
  }
  const auto of = [&](Duration one) { return ScheduleExpression(Rate{*value * one}); };
  if (unit == "minute") return of(chr::minutes(1));
  if (unit == "hour") return of(chr::hours(1));
  if (unit == "day") return of(chr::hours(24));
  return std::nullopt;
}

std::optional<TimePoint> ScheduleExpression::next(TimePoint origin, TimePoint after) const {
  const auto* rate = std::get_if<Rate>(&kind_);
  if (rate == nullptr) return next_of(std::get<Cron>(kind_), after);
  if (after < origin) return origin + rate->period;
  return origin + ((after - origin) / rate->period + 1) * rate->period;
}

bool ScheduleExpression::is_day_of(const Cron& cron, int year, unsigned month, unsigned day) {
  const unsigned last = days_in(year, month);
  if (cron.last_day) return day == last;
  if (cron.nearest_weekday) {
    return day == nearest_weekday(year, month, static_cast<unsigned>(*cron.nearest_weekday));
  }
  const int weekday = weekday_of(day_in(year, month, day));
  if (cron.last_weekday) return weekday == *cron.last_weekday && day + 7 > last;
  if (cron.nth_weekday) {
    return weekday == cron.nth_weekday->first &&
           static_cast<int>((day - 1) / 7) + 1 == cron.nth_weekday->second;
  }
  return cron.days.any() ? cron.days.test(day)
                         : cron.weekdays.test(static_cast<std::size_t>(weekday));
}

/// Days are looked at one by one, of the months that it takes: at most those of 230 years.
std::optional<TimePoint> ScheduleExpression::next_of(const Cron& cron, TimePoint after) {
  const auto first = chr::floor<chr::minutes>(after) + chr::minutes(1);
  const auto today = chr::floor<chr::days>(first);
  const chr::year_month_day start(today);
  for (int year = static_cast<int>(start.year()); year <= last_year; ++year) {
    if (year < first_year || !cron.years.test(static_cast<std::size_t>(year - first_year)))
      continue;
    for (unsigned month = 1; month <= 12; ++month) {
      if (!cron.months.test(month)) continue;
      for (unsigned day = 1; day <= days_in(year, month); ++day) {
        const chr::sys_days date = day_in(year, month, day);
        if (date < today || !is_day_of(cron, year, month, day)) continue;
        for (unsigned hour = 0; hour < 24; ++hour) {
          for (unsigned minute = 0; cron.hours.test(hour) && minute < 60; ++minute) {
            const auto instant = date + chr::hours(hour) + chr::minutes(minute);
            if (cron.minutes.test(minute) && instant >= first) return instant;
          }
        }
      }
    }
  }
  return std::nullopt;
}

}  // namespace drydock
