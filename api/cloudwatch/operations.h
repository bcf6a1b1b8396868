#pragma once

#include "api/aws/service_table.h"
#include "api/cloudwatch/metrics.h"

namespace drydock::cloudwatch::api {

/// The handlers that need more than their call's Context.
struct Handlers {
  /// `data` outlives them.
  explicit Handlers(MetricData& data) : metrics(data) {}

  Metrics metrics;
};

/// The table of contents of this folder: every operation that has a handler. `handlers` outlives
/// the table.
void add_operations(aws::ServiceTable& table, const Handlers& handlers);

}  // namespace drydock::cloudwatch::api
