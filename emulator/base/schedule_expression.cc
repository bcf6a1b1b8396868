#include "emulator/base/schedule_expression.h"

#include <cctype>
#include <chrono>

#include "emulator/base/number.h"
#include "emulator/base/words.h"

namespace drydock {
namespace {

/// What stands between "name(" and ")"; nothing where the text is not that.
std::optional<std::string_view> within(std::string_view text, std::string_view name) {
  if (!text.starts_with(name) || !text.ends_with(')')) return std::nullopt;
  text.remove_prefix(name.size());
  if (!text.starts_with('(')) return std::nullopt;
  return text.substr(1, text.size() - 2);
}

/// Whether the text has the shape's marks, and digits where that has a d.
bool has_shape(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    const bool fits = shape[i] == 'd' ? std::isdigit(static_cast<unsigned char>(text[i])) != 0
                                      : text[i] == shape[i];
    if (!fits) return false;
  }
  return true;
}

}  // namespace

std::optional<ScheduleExpression> ScheduleExpression::parse(std::string_view text) {
  const auto as_expression = [](const auto& kind) {
    return kind ? std::optional(ScheduleExpression(*kind)) : std::nullopt;
  };
  if (const auto at = within(text, "at")) return as_expression(parse_at(*at));
  if (const auto rate = within(text, "rate")) return as_expression(parse_rate(*rate));
  if (const auto cron = within(text, "cron")) return as_expression(CronExpression::parse(*cron));
  return std::nullopt;
}

// "yyyy-mm-ddThh:mm:ss"
std::optional<ScheduleExpression::At> ScheduleExpression::parse_at(std::string_view text) {
  namespace chr = std::chrono;
  if (!has_shape(text, "dddd-dd-ddTdd:dd:dd")) return std::nullopt;
  const auto number = [text](std::size_t at, std::size_t size) {
    return *parse_number(text.substr(at, size));
  };
  const chr::year_month_day date(chr::year(number(0, 4)),
                                 chr::month(static_cast<unsigned>(number(5, 2))),
                                 chr::day(static_cast<unsigned>(number(8, 2))));
  const int hour = number(11, 2);
  const int minute = number(14, 2);
  const int second = number(17, 2);
  if (!date.ok() || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  return At{chr::sys_days(date) + chr::hours(hour) + chr::minutes(minute) + seconds(second)};
}

std::optional<ScheduleExpression::Rate> ScheduleExpression::parse_rate(std::string_view text) {
  constexpr int most = 1'000'000;  // Of days, some 2,700 years.
  const auto words = words_of(text);
  const auto value = words.size() == 2 ? parse_number(words[0]) : std::nullopt;
  if (!value || *value < 1 || *value > most) return std::nullopt;
  std::string_view unit = words[1];
  const bool is_plural = unit.ends_with('s');
  if (is_plural) unit.remove_suffix(1);
  const auto of = [&](Duration one) { return Rate{*value * one, is_plural == (*value != 1)}; };
  if (unit == "minute") return of(std::chrono::minutes(1));
  if (unit == "hour") return of(std::chrono::hours(1));
  if (unit == "day") return of(std::chrono::hours(24));
  return std::nullopt;
}

bool ScheduleExpression::is_once() const { return std::holds_alternative<At>(kind_); }

bool ScheduleExpression::has_fitting_unit() const {
  const auto* rate = std::get_if<Rate>(&kind_);
  return rate == nullptr || rate->fitting_unit;
}

std::optional<TimePoint> ScheduleExpression::next(TimePoint origin, TimePoint after,
                                                  const TimeZone& zone) const {
  if (const auto* at = std::get_if<At>(&kind_)) {
    const TimePoint time = time_of_local(zone, at->local);
    return time > after ? std::optional(time) : std::nullopt;
  }
  if (const auto* rate = std::get_if<Rate>(&kind_)) {
    if (after < origin + rate->period) return origin + rate->period;
    return origin + ((after - origin) / rate->period + 1) * rate->period;
  }
  return std::get<CronExpression>(kind_).next(after, zone);
}

}  // namespace drydock
