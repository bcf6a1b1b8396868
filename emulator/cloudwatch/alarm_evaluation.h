#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/cloudwatch/alarm.h"
#include "emulator/cloudwatch/metric_data.h"

/// What the datapoints of its metric make of an alarm: values in, values out.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html
namespace drydock::cloudwatch {

/// How many periods are looked at: "a higher number of data points than the number specified as
/// Evaluation Periods". AWS's examples have 5 for 3; for other numbers it is inferred from that.
int evaluation_range(const AlarmRule& rule);

/// Whether a datapoint of this value counts towards ALARM.
bool is_breaching(const AlarmRule& rule, double value);

/// A period that the alarm looks at, and what the metric came to in it.
struct PeriodValue {
  TimePoint at;                 ///< When it began.
  std::optional<double> value;  ///< Nothing where the metric had no data.
};

/// What was found, and what to tell of it.
struct Evaluation {
  StateValue state = StateValue::insufficient_data;
  std::string reason;
  std::string reason_data;  ///< JSON, with the recent datapoints.

  friend bool operator==(const Evaluation&, const Evaluation&) = default;
};

/// The state by the periods of the evaluation range, oldest first; nothing where the alarm stays as
/// it is. Examples with M = N = 3, 0 for within the threshold, X for breaching, - for no data:
///
///     0 - X - X   OK: there are N datapoints, so nothing is missing
///     - - X - -   ALARM by "missing", since the breaching datapoint is M periods old and nothing
///                 speaks against it; unchanged by "ignore"
///     - - - - X   unchanged by "missing": the next datapoint may be better
///     - - - - -   INSUFFICIENT_DATA, unchanged, ALARM or OK, by treat_missing_data
std::optional<Evaluation> evaluate(const AlarmRule& rule, std::span<const PeriodValue> periods,
                                   TimePoint now);

/// The periods of the evaluation range that end at `end`, a whole minute, out of the metric's data.
std::vector<PeriodValue> periods_of(const AlarmRule& rule, const std::vector<Datapoint>& data,
                                    TimePoint end);

/// The newest value of those, if there is one.
std::optional<double> newest_value(std::span<const PeriodValue> periods);

/// The newest of the recent datapoints that an alarm's reason data tells, as evaluate() writes it
/// and as a client may with SetAlarmState.
std::optional<double> newest_value(const std::string& reason_data);

}  // namespace drydock::cloudwatch
