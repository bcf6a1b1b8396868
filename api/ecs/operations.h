#pragma once

#include "api/aws/service_table.h"
#include "api/ecs/task_definitions.h"

namespace drydock::ecs::api {

/// The handlers that need more than their call's Context.
struct Handlers {
  /// `access` outlives them.
  explicit Handlers(const HostAccess& access) : registration(access) {}

  Registration registration;
};

/// The table of contents of this folder: every operation that has a handler. `handlers` outlives
/// the table.
void add_operations(aws::ServiceTable& table, const Handlers& handlers);

}  // namespace drydock::ecs::api
