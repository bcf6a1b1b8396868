#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/cloudwatch/alarm.h"

namespace drydock::cloudwatch::api {

/// Makes an alarm in INSUFFICIENT_DATA, or configures one anew, which keeps its state and tags.
Result<Done> put_metric_alarm(aws::Context& context,
                              const model::cloudwatch::PutMetricAlarmInput& request);

/// By name. There are no composite and no log alarms.
Result<model::cloudwatch::DescribeAlarmsOutput> describe_alarms(
    aws::Context& context, const model::cloudwatch::DescribeAlarmsInput& request);

/// The alarms on exactly this metric. All at once, as AWS tells them, so 1,000 at most.
Result<model::cloudwatch::DescribeAlarmsForMetricOutput> describe_alarms_for_metric(
    aws::Context& context, const model::cloudwatch::DescribeAlarmsForMetricInput& request);

/// Those of the names that there are; others are no error.
Result<Done> delete_alarms(aws::Context& context,
                           const model::cloudwatch::DeleteAlarmsInput& request);

/// Until the alarm is next evaluated. ResourceNotFound, and InvalidFormat where the data is no
/// JSON.
Result<Done> set_alarm_state(aws::Context& context,
                             const model::cloudwatch::SetAlarmStateInput& request);

/// Of those of the names that there are.
Result<Done> enable_alarm_actions(aws::Context& context,
                                  const model::cloudwatch::EnableAlarmActionsInput& request);
Result<Done> disable_alarm_actions(aws::Context& context,
                                   const model::cloudwatch::DisableAlarmActionsInput& request);

}  // namespace drydock::cloudwatch::api
