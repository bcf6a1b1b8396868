#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "emulator/cloudwatch/metric_data.h"
#include "model/cloudwatch/metric.h"

namespace drydock::cloudwatch::api {

/// GetMetricData: each query's values, newest first unless asked otherwise. An answer has 20,000
/// values at most, and a token for those that follow.
Result<model::cloudwatch::GetMetricDataOutput> answer_queries(
    const MetricData& data, const aws::Context& context,
    const model::cloudwatch::GetMetricDataInput& request);

}  // namespace drydock::cloudwatch::api
