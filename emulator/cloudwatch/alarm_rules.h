#pragma once

#include <string_view>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/cloudwatch/alarm.h"

namespace drydock::cloudwatch {

/// Checks what AWS demands beyond the model, and what drydock does not do, and gives the alarm as
/// PutMetricAlarm describes it, without a state, a history or tags.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
Result<MetricAlarm> configured_alarm(const World& world,
                                     const model::cloudwatch::PutMetricAlarmInput& input,
                                     TimePoint now);

/// "ValidationError", as CloudWatch calls what its model rules out too.
aws::Error validation_error(std::string message);

}  // namespace drydock::cloudwatch
