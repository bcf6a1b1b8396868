#pragma once

#include "api/aws/service_table.h"
#include "api/events/event_buses.h"

namespace drydock::events::api {

/// The handlers that need more than their call's Context.
struct Handlers {
  explicit Handlers(EventBus& bus) : publishing(bus) {}

  Publishing publishing;
};

/// The table of contents of this folder: every operation that has a handler. `handlers` outlives
/// the table.
void add_operations(aws::ServiceTable& table, const Handlers& handlers);

}  // namespace drydock::events::api
