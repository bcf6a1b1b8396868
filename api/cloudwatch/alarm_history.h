#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/cloudwatch/alarm.h"

namespace drydock::cloudwatch::api {

/// What one alarm has been through, newest first unless asked otherwise. drydock tells the history
/// of an alarm that there is, and of one at a time.
Result<model::cloudwatch::DescribeAlarmHistoryOutput> describe_alarm_history(
    aws::Context& context, const model::cloudwatch::DescribeAlarmHistoryInput& request);

}  // namespace drydock::cloudwatch::api
