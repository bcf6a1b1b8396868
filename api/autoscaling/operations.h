#pragma once

#include "api/autoscaling/scheduled_actions.h"
#include "api/aws/service_table.h"

namespace drydock::autoscaling::api {

/// The handlers that need more than their call's Context.
struct Handlers {
  /// `zones` outlives them.
  explicit Handlers(const TimeZones& zones) : scheduled_actions(zones) {}

  ScheduledActions scheduled_actions;
};

/// The table of contents of this folder: every operation that has a handler. `handlers` outlives
/// the table.
void add_operations(aws::ServiceTable& table, const Handlers& handlers);

}  // namespace drydock::autoscaling::api
