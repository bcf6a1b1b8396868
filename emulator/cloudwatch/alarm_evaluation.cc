#include "emulator/cloudwatch/alarm_evaluation.h"

#include <cstddef>
#include <iterator>

#include "emulator/cloudwatch/alarm_text.h"
#include "emulator/json/document.h"

namespace drydock::cloudwatch {
namespace {

/// The datapoints that the state goes by, and how they are split.
struct Census {
  std::vector<PeriodValue> counted;  ///< The newest N that have data, newest first.
  int breaching = 0;
  int missing = 0;                 ///< How many of N had to be made up for.
  bool has_old_breaching = false;  ///< One at least M periods old, within the newest N periods.
};

Census take_census(const AlarmRule& rule, std::span<const PeriodValue> periods) {
  Census census;
  int age = 0;
  for (auto period = periods.rbegin(); period != periods.rend(); ++period) {
    ++age;
    if (!period->value || std::ssize(census.counted) == rule.evaluation_periods) continue;
    census.counted.push_back(*period);
    if (!is_breaching(rule, *period->value)) continue;
    ++census.breaching;
    const bool is_recent = age <= rule.evaluation_periods;
    if (is_recent && age >= rule.datapoints_to_alarm) census.has_old_breaching = true;
  }
  census.missing = rule.evaluation_periods - static_cast<int>(census.counted.size());
  return census;
}

/// The state by datapoints alone where nothing is missing, or where what is missing counts as
/// within the threshold.
StateValue by_breaching(const AlarmRule& rule, int breaching) {
  return breaching >= rule.datapoints_to_alarm ? StateValue::alarm : StateValue::ok;
}

/// The state where datapoints are missing and nothing is to be taken for them.
std::optional<StateValue> without_missing(const AlarmRule& rule, const Census& census) {
  const bool ignores = rule.treat_missing_data == "ignore";
  if (census.breaching >= rule.datapoints_to_alarm) return StateValue::alarm;
  if (census.counted.empty()) {
    if (ignores) return std::nullopt;
    return StateValue::insufficient_data;
  }
  const bool all_breach = census.breaching == std::ssize(census.counted);
  if (!all_breach) return StateValue::ok;
  if (!ignores && census.has_old_breaching) return StateValue::alarm;
  return std::nullopt;
}

std::optional<StateValue> state_of(const AlarmRule& rule, const Census& census) {
  if (census.missing == 0 || rule.treat_missing_data == "notBreaching") {
    return by_breaching(rule, census.breaching);
  }
  if (rule.treat_missing_data == "breaching") {
    return by_breaching(rule, census.breaching + census.missing);
  }
  return without_missing(rule, census);
}

}  // namespace

int evaluation_range(const AlarmRule& rule) { return rule.evaluation_periods + 2; }

bool is_breaching(const AlarmRule& rule, double value) {
  using model::cloudwatch::ComparisonOperator;
  switch (rule.comparison) {
    case ComparisonOperator::greater_than_or_equal_to_threshold:
      return value >= rule.threshold;
    case ComparisonOperator::greater_than_threshold:
      return value > rule.threshold;
    case ComparisonOperator::less_than_threshold:
      return value < rule.threshold;
    case ComparisonOperator::less_than_or_equal_to_threshold:
      return value <= rule.threshold;
    case ComparisonOperator::less_than_lower_or_greater_than_upper_threshold:
    case ComparisonOperator::less_than_lower_threshold:
    case ComparisonOperator::greater_than_upper_threshold:
      break;  // Of bands, which no alarm here has.
  }
  return false;
}

std::optional<Evaluation> evaluate(const AlarmRule& rule, std::span<const PeriodValue> periods,
                                   TimePoint now) {
  const Census census = take_census(rule, periods);
  const auto state = state_of(rule, census);
  if (!state) return std::nullopt;
  return Evaluation{.state = *state,
                    .reason = state_reason(rule, *state, census.counted),
                    .reason_data = state_reason_data(rule, census.counted, now)};
}

std::vector<PeriodValue> periods_of(const AlarmRule& rule, const std::vector<Datapoint>& data,
                                    TimePoint end) {
  const int range = evaluation_range(rule);
  std::vector<StatisticSet> sets(static_cast<std::size_t>(range));
  const TimePoint start = end - range * rule.period;
  for (const Datapoint& point : data) {
    if (point.at < start || point.at >= end) continue;
    // Data of several units is summed up as if it were of one.
    sets[static_cast<std::size_t>((point.at - start) / rule.period)].add(point.set);
  }
  std::vector<PeriodValue> periods;
  for (int i = 0; i < range; ++i) {
    const StatisticSet& set = sets[static_cast<std::size_t>(i)];
    PeriodValue period{.at = start + i * rule.period, .value = {}};
    if (set.sample_count > 0) period.value = value_of(set, rule.statistic);
    periods.push_back(period);
  }
  return periods;
}

std::optional<double> newest_value(std::span<const PeriodValue> periods) {
  for (auto period = periods.rbegin(); period != periods.rend(); ++period) {
    if (period->value) return period->value;
  }
  return std::nullopt;
}

std::optional<double> newest_value(const std::string& reason_data) {
  if (reason_data.empty()) return std::nullopt;
  const auto document = json::parse(reason_data);
  if (!document) return std::nullopt;
  const json::View recent = document->root()["recentDatapoints"];
  if (recent.size() == 0) return std::nullopt;
  return recent.at(recent.size() - 1).as_number();
}

}  // namespace drydock::cloudwatch
