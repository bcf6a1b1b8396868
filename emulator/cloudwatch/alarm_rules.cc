#include "emulator/cloudwatch/alarm_rules.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "emulator/base/arn.h"
#include "emulator/base/sums.h"
#include "emulator/cloudwatch/alarm_evaluation.h"
#include "emulator/cloudwatch/metric_data.h"

namespace drydock::cloudwatch {
namespace {

using model::cloudwatch::ComparisonOperator;
using Input = model::cloudwatch::PutMetricAlarmInput;

constexpr int resolution_seconds = 60;
constexpr int day_seconds = 86'400;

aws::Error not_emulated(std::string_view what) {
  return validation_error("drydock does not emulate " + std::string(what) + ".");
}

/// Kinds of alarms that drydock has none of.
Result<Done> check_kind(const Input& input) {
  if (input.metrics) return not_emulated("alarms on metric math or several metrics (Metrics)");
  if (input.threshold_metric_id) return not_emulated("anomaly detection (ThresholdMetricId)");
  if (input.evaluation_criteria) return not_emulated("PromQL alarms (EvaluationCriteria)");
  if (input.evaluation_interval) return not_emulated("EvaluationInterval");
  if (input.evaluation_window) return not_emulated("EvaluationWindow");
  if (input.warm_up_configuration) return not_emulated("WarmUpConfiguration");
  if (input.action_configuration) return not_emulated("ActionConfiguration");
  if (input.extended_statistic) return not_emulated("percentiles (ExtendedStatistic)");
  if (input.evaluate_low_sample_count_percentile) {
    return not_emulated("percentiles (EvaluateLowSampleCountPercentile)");
  }
  return Done{};
}

/// The members that an alarm on one metric has to have. AWS's own words for one that is missing are
/// not documented; these are inferred.
Result<Done> check_is_whole(const Input& input) {
  constexpr auto missing = [](std::string_view member) {
    return validation_error("The parameter " + std::string(member) + " is required.");
  };
  if (!input.metric_name) return missing("MetricName");
  if (!input.namespace_) return missing("Namespace");
  if (!input.statistic) return missing("Statistic");
  if (!input.period) return missing("Period");
  if (!input.evaluation_periods) return missing("EvaluationPeriods");
  if (!input.threshold) return missing("Threshold");
  if (!input.comparison_operator) return missing("ComparisonOperator");
  return Done{};
}

Result<Done> check_times(int period, int evaluation_periods) {
  if (period == 10 || period == 20 || period == 30) {
    return validation_error(
        "drydock keeps a value for each minute: Period must be a multiple of "
        "60.");
  }
  if (period % resolution_seconds != 0) {
    return validation_error("Period must be 10, 20, 30 or a multiple of 60.");
  }
  // https://repost.aws/knowledge-center/cloudwatch-alarms-period has AWS's words.
  if (capped_product(period, evaluation_periods) > day_seconds) {
    return validation_error(
        "Metrics cannot be checked across more than a day "
        "(EvaluationPeriods * Period must be <= 86400).");
  }
  const auto kept = std::chrono::duration_cast<seconds>(metric_data_kept_for).count();
  if (capped_product(period, capped_sum(evaluation_periods, 2)) > kept) {
    return validation_error(
        "drydock keeps metrics for 3 hours: (EvaluationPeriods + 2) * Period "
        "must be <= " +
        std::to_string(kept) + ".");
  }
  return Done{};
}

Result<Done> check_comparison(const Input& input) {
  switch (*input.comparison_operator) {
    case ComparisonOperator::greater_than_or_equal_to_threshold:
    case ComparisonOperator::greater_than_threshold:
    case ComparisonOperator::less_than_threshold:
    case ComparisonOperator::less_than_or_equal_to_threshold:
      break;
    case ComparisonOperator::less_than_lower_or_greater_than_upper_threshold:
    case ComparisonOperator::less_than_lower_threshold:
    case ComparisonOperator::greater_than_upper_threshold:
      return not_emulated("anomaly detection, which this ComparisonOperator is for");
  }
  if (input.datapoints_to_alarm && *input.datapoints_to_alarm > *input.evaluation_periods) {
    return validation_error("DatapointsToAlarm must be less than or equal to EvaluationPeriods.");
  }
  constexpr std::array<std::string_view, 4> treatments = {"breaching", "notBreaching", "ignore",
                                                          "missing"};
  const std::string treatment = input.treat_missing_data.value_or("missing");
  if (std::ranges::find(treatments, treatment) == treatments.end()) {
    return validation_error("The value " + treatment +
                            " of TreatMissingData is not one of breaching, notBreaching, ignore "
                            "and missing.");
  }
  return Done{};
}

Result<Done> check_actions(const std::optional<std::vector<std::string>>& actions) {
  if (!actions) return Done{};
  for (const std::string& action : *actions) {
    if (!Arn::parse(action)) return validation_error("Invalid arn syntax: " + action);
  }
  return Done{};
}

Result<Done> check(const Input& input) {
  for (const auto& result :
       {check_kind(input), check_is_whole(input), check_actions(input.ok_actions),
        check_actions(input.alarm_actions), check_actions(input.insufficient_data_actions)}) {
    if (!result) return result.error();
  }
  const auto times = check_times(*input.period, *input.evaluation_periods);
  if (!times) return times.error();
  return check_comparison(input);
}

}  // namespace

aws::Error validation_error(std::string message) { return {"ValidationError", std::move(message)}; }

Result<MetricAlarm> configured_alarm(const World& world, const Input& input, TimePoint now) {
  const auto checked = check(input);
  if (!checked) return checked.error();
  MetricAlarm alarm;
  alarm.name = input.alarm_name;
  alarm.arn = make_arn("cloudwatch", world, "alarm:" + input.alarm_name);
  alarm.description = input.alarm_description;
  alarm.configured_at = now;
  alarm.actions_enabled = input.actions_enabled.value_or(true);
  alarm.ok_actions = input.ok_actions.value_or(std::vector<std::string>());
  alarm.alarm_actions = input.alarm_actions.value_or(std::vector<std::string>());
  alarm.insufficient_data_actions =
      input.insufficient_data_actions.value_or(std::vector<std::string>());
  alarm.metric = {.metric_namespace = *input.namespace_,
                  .name = *input.metric_name,
                  .dimensions = input.dimensions ? dimensions_of(*input.dimensions)
                                                 : std::map<std::string, std::string>()};
  alarm.rule = {
      .statistic = *input.statistic,
      .unit = input.unit,
      .period = seconds(*input.period),
      .evaluation_periods = *input.evaluation_periods,
      .datapoints_to_alarm = input.datapoints_to_alarm.value_or(*input.evaluation_periods),
      .threshold = *input.threshold,
      .comparison = *input.comparison_operator,
      .treat_missing_data = input.treat_missing_data.value_or("missing")};
  alarm.told_datapoints_to_alarm = input.datapoints_to_alarm.has_value();
  alarm.told_treat_missing_data = input.treat_missing_data.has_value();
  return alarm;
}

}  // namespace drydock::cloudwatch
