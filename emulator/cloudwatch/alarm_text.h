#pragma once

#include <span>
#include <string>

#include "emulator/base/time.h"
#include "emulator/cloudwatch/alarm.h"

/// What CloudWatch says of an alarm's state. The sentences are those that people quote from it, as
/// in
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html
namespace drydock::cloudwatch {

struct PeriodValue;

/// A number as CloudWatch writes it: "85.0", "0.25".
std::string number_text(double value);

/// Why the alarm is in that state by these datapoints, newest first.
std::string state_reason(const AlarmRule& rule, StateValue state,
                         std::span<const PeriodValue> counted);

/// The same for programs: JSON.
std::string state_reason_data(const AlarmRule& rule, std::span<const PeriodValue> counted,
                              TimePoint now);

}  // namespace drydock::cloudwatch
