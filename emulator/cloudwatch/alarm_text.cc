#include "emulator/cloudwatch/alarm_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <string_view>
#include <vector>

#include "emulator/base/joined.h"
#include "emulator/cloudwatch/alarm_evaluation.h"
#include "emulator/json/writer.h"

namespace drydock::cloudwatch {
namespace {

using model::cloudwatch::ComparisonOperator;

/// The most datapoints that a reason tells; the newest come first.
constexpr std::size_t told_datapoints_max = 5;

struct Calendar {
  int year, month, day, hour, minute, second, millisecond;
};

Calendar calendar_of(TimePoint time) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  return {static_cast<int>(date.year()),
          static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day())),
          static_cast<int>(clock.hours().count()),
          static_cast<int>(clock.minutes().count()),
          static_cast<int>(clock.seconds().count()),
          static_cast<int>(clock.subseconds().count())};
}

/// "26/11/26 11:05:00", as reasons have it.
std::string short_time(TimePoint time) {
  const Calendar c = calendar_of(time);
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "%02d/%02d/%02d %02d:%02d:%02d", c.day, c.month,
                c.year % 100, c.hour, c.minute, c.second);
  return text.data();
}

/// "2026-11-26T11:05:00.000+0000", as reason data has it.
std::string long_time(TimePoint time) {
  const Calendar c = calendar_of(time);
  std::array<char, 96> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03d+0000", c.year,
                c.month, c.day, c.hour, c.minute, c.second, c.millisecond);
  return text.data();
}

std::string_view comparison_text(ComparisonOperator comparison) {
  switch (comparison) {
    case ComparisonOperator::greater_than_or_equal_to_threshold:
      return "greater than or equal to";
    case ComparisonOperator::greater_than_threshold:
      return "greater than";
    case ComparisonOperator::less_than_threshold:
      return "less than";
    case ComparisonOperator::less_than_or_equal_to_threshold:
      return "less than or equal to";
    case ComparisonOperator::less_than_lower_or_greater_than_upper_threshold:
    case ComparisonOperator::less_than_lower_threshold:
    case ComparisonOperator::greater_than_upper_threshold:
      break;
  }
  return "outside of";
}

std::string points(std::size_t count, std::string_view noun) {
  return joined({std::to_string(count), " ", noun, count == 1 ? "" : "s"});
}

std::string list_of(std::span<const PeriodValue> told) {
  std::string text = "[";
  for (const PeriodValue& point : told) {
    if (text.size() > 1) text += ", ";
    text += number_text(*point.value) + " (" + short_time(point.at) + ")";
  }
  return text + "]";
}

std::string without_datapoints(const AlarmRule& rule) {
  const auto periods = static_cast<std::size_t>(rule.evaluation_periods);
  const bool breaching = rule.treat_missing_data == "breaching";
  return joined({"Threshold Crossed: no datapoints were received for ", points(periods, "period"),
                 " and ", points(periods, "missing datapoint"), periods == 1 ? " was" : " were",
                 " treated as [", breaching ? "Breaching" : "NonBreaching", "]."});
}

}  // namespace

std::string number_text(double value) {
  std::array<char, 40> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
  std::string number(text.data(), end);
  if (number.find_first_of(".en") == std::string::npos) number += ".0";
  return number;
}

std::string state_reason(const AlarmRule& rule, StateValue state,
                         std::span<const PeriodValue> counted) {
  if (state == StateValue::insufficient_data) {
    const auto periods = static_cast<std::size_t>(rule.evaluation_periods);
    return joined({"Insufficient Data: ", points(periods, "datapoint"),
                   periods == 1 ? " was unknown." : " were unknown."});
  }
  if (counted.empty()) return without_datapoints(rule);
  const bool is_alarm = state == StateValue::alarm;
  std::vector<PeriodValue> told;
  for (const PeriodValue& point : counted) {
    const bool tells = is_breaching(rule, *point.value) == is_alarm;
    if (tells) told.push_back(point);
  }
  const std::size_t count = told.size();
  if (told.size() > told_datapoints_max) told.resize(told_datapoints_max);
  const auto needed = static_cast<std::size_t>(
      is_alarm ? rule.datapoints_to_alarm : rule.evaluation_periods - rule.datapoints_to_alarm + 1);
  return joined({"Threshold Crossed: ", std::to_string(count), " out of the last ",
                 std::to_string(counted.size()), " datapoints ", list_of(told),
                 count == 1 ? " was " : " were ", is_alarm ? "" : "not ",
                 comparison_text(rule.comparison), " the threshold (", number_text(rule.threshold),
                 ") (minimum ", points(needed, "datapoint"), " for ",
                 is_alarm ? "OK -> ALARM" : "ALARM -> OK", " transition)."});
}

std::string state_reason_data(const AlarmRule& rule, std::span<const PeriodValue> counted,
                              TimePoint now) {
  json::Writer writer;
  writer.begin_object();
  writer.member("version", "1.0");
  writer.member("queryDate", long_time(now));
  if (!counted.empty()) writer.member("startDate", long_time(counted.back().at));
  writer.member("statistic", to_text(rule.statistic));
  writer.key("period");
  writer.integer(std::chrono::duration_cast<seconds>(rule.period).count());
  writer.key("recentDatapoints");
  writer.begin_array();
  const std::size_t told = std::min(counted.size(), told_datapoints_max);
  for (std::size_t i = told; i > 0; --i) writer.number(*counted[i - 1].value);
  writer.end_array();
  writer.key("threshold");
  writer.number(rule.threshold);
  writer.end_object();
  return std::string(writer.text());
}

}  // namespace drydock::cloudwatch
