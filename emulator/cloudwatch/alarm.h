#pragma once

#include <boost/describe/class.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/cloudwatch/metric.h"
#include "model/cloudwatch/alarm.h"
#include "model/cloudwatch/common.h"

namespace drydock::cloudwatch {

using model::cloudwatch::StateValue;

/// Something that happened to an alarm, in AWS's sentence.
struct AlarmHistoryEntry {
  TimePoint at;
  model::cloudwatch::HistoryItemType type =
      model::cloudwatch::HistoryItemType::configuration_update;
  std::string summary;
  std::string data;  ///< JSON.

  friend bool operator==(const AlarmHistoryEntry&, const AlarmHistoryEntry&) = default;
};
BOOST_DESCRIBE_STRUCT(AlarmHistoryEntry, (), (at, type, summary, data))

/// The most that an alarm keeps of its history; older entries go.
inline constexpr std::size_t alarm_history_max = 50;
/// The most alarms of an account in a region.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
inline constexpr std::size_t alarms_max = 5000;

/// When the datapoints of a metric are an alarm.
struct AlarmRule {
  model::cloudwatch::Statistic statistic = model::cloudwatch::Statistic::average;
  std::optional<model::cloudwatch::StandardUnit> unit;  ///< Absent: whatever there is.
  Duration period{60'000};                              ///< Whole minutes.
  int evaluation_periods = 1;                           ///< N.
  int datapoints_to_alarm = 1;                          ///< M, at most N.
  double threshold = 0;
  model::cloudwatch::ComparisonOperator comparison =
      model::cloudwatch::ComparisonOperator::greater_than_threshold;
  std::string treat_missing_data = "missing";

  friend bool operator==(const AlarmRule&, const AlarmRule&) = default;
};
BOOST_DESCRIBE_STRUCT(AlarmRule, (),
                      (statistic, unit, period, evaluation_periods, datapoints_to_alarm, threshold,
                       comparison, treat_missing_data))

/// An alarm on one metric. PutMetricAlarm keeps what is to be watched; the alarm monitor
/// (runtime/controllers) evaluates it each minute and carries its actions out.
struct MetricAlarm {
  static constexpr std::string_view table = "metric_alarms";
  [[nodiscard]] std::string key() const { return name; }

  std::string name;
  std::string arn;
  std::optional<std::string> description;
  TimePoint configured_at;
  bool actions_enabled = true;
  std::vector<std::string> ok_actions;
  std::vector<std::string> alarm_actions;
  std::vector<std::string> insufficient_data_actions;
  MetricName metric;
  AlarmRule rule;
  bool told_datapoints_to_alarm = false;  ///< A client gave it, and is shown it again.
  bool told_treat_missing_data = false;   ///< Likewise.

  StateValue state = StateValue::insufficient_data;
  std::string state_reason;
  std::string state_reason_data;  ///< JSON; may be empty.
  TimePoint state_updated_at;
  TimePoint state_transitioned_at;
  /// The state has changed, or calls again for its scaling policies, and nobody has acted on it.
  bool actions_due = false;

  std::vector<AlarmHistoryEntry> history;  ///< Newest first, at most alarm_history_max.
  std::vector<model::cloudwatch::Tag> tags;

  friend bool operator==(const MetricAlarm&, const MetricAlarm&) = default;
};
BOOST_DESCRIBE_STRUCT(MetricAlarm, (),
                      (name, arn, description, configured_at, actions_enabled, ok_actions,
                       alarm_actions, insufficient_data_actions, metric, rule,
                       told_datapoints_to_alarm, told_treat_missing_data, state, state_reason,
                       state_reason_data, state_updated_at, state_transitioned_at, actions_due,
                       history, tags))

}  // namespace drydock::cloudwatch
