#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/cloudwatch/metric.h"
#include "model/cloudwatch/metric.h"

/// What AWS demands of metric data and of questions about it, and what drydock does not do.
namespace drydock::cloudwatch {

/// A value, or several at once, as PutMetricData gives it.
struct GivenDatum {
  MetricName metric;
  model::cloudwatch::StandardUnit unit = model::cloudwatch::StandardUnit::none;
  TimePoint at;
  StatisticSet set;
};

/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
Result<std::vector<GivenDatum>> given_data(const model::cloudwatch::PutMetricDataInput& input,
                                           TimePoint now);

/// Of GetMetricStatistics; then `statistics` is there.
Result<Done> check_statistics(const model::cloudwatch::GetMetricStatisticsInput& input);

/// Of GetMetricData; then each query has a `metric_stat` of a statistic that there is.
Result<Done> check_queries(const model::cloudwatch::GetMetricDataInput& input,
                           std::string_view account);

/// The statistic called so, or nothing for what drydock does not have, such as "p99".
std::optional<model::cloudwatch::Statistic> statistic_of(std::string_view name);

/// The minute that a question begins with: never before 1970.
TimePoint first_minute(TimePoint start);

}  // namespace drydock::cloudwatch
