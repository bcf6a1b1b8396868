#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "emulator/cloudwatch/metric_data.h"
#include "model/cloudwatch/metric.h"

namespace drydock::cloudwatch::api {

/// What clients do with metric data. There is a value for each minute of the last three hours, and
/// there are no percentiles and no metric math.
class Metrics {
 public:
  /// `data` outlives it.
  explicit Metrics(MetricData& data) : data_(data) {}

  /// All of it or, where something is wrong, none.
  Result<Done> put_metric_data(aws::Context& context,
                               const model::cloudwatch::PutMetricDataInput& request) const;
  Result<model::cloudwatch::GetMetricDataOutput> get_metric_data(
      aws::Context& context, const model::cloudwatch::GetMetricDataInput& request) const;
  Result<model::cloudwatch::GetMetricStatisticsOutput> get_metric_statistics(
      aws::Context& context, const model::cloudwatch::GetMetricStatisticsInput& request) const;
  /// By namespace, name and dimensions.
  Result<model::cloudwatch::ListMetricsOutput> list_metrics(
      aws::Context& context, const model::cloudwatch::ListMetricsInput& request) const;

 private:
  MetricData& data_;
};

}  // namespace drydock::cloudwatch::api
