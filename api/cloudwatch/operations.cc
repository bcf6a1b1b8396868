#include "api/cloudwatch/operations.h"

#include "api/cloudwatch/alarm_history.h"
#include "api/cloudwatch/alarms.h"
#include "api/cloudwatch/tags.h"

namespace drydock::cloudwatch::api {

void add_operations(aws::ServiceTable& table, const Handlers& handlers) {
  table.add("PutMetricAlarm", &put_metric_alarm);
  table.add("DescribeAlarms", &describe_alarms);
  table.add("DescribeAlarmsForMetric", &describe_alarms_for_metric);
  table.add("DeleteAlarms", &delete_alarms);
  table.add("SetAlarmState", &set_alarm_state);
  table.add("EnableAlarmActions", &enable_alarm_actions);
  table.add("DisableAlarmActions", &disable_alarm_actions);
  table.add("DescribeAlarmHistory", &describe_alarm_history);

  table.add("PutMetricData", handlers.metrics, &Metrics::put_metric_data);
  table.add("GetMetricData", handlers.metrics, &Metrics::get_metric_data);
  table.add("GetMetricStatistics", handlers.metrics, &Metrics::get_metric_statistics);
  table.add("ListMetrics", handlers.metrics, &Metrics::list_metrics);

  table.add("ListTagsForResource", &list_tags_for_resource);
  table.add("TagResource", &tag_resource);
  table.add("UntagResource", &untag_resource);
}

}  // namespace drydock::cloudwatch::api
