#pragma once

#include "api/aws/service_table.h"
#include "api/ecs/daemon_task_definitions.h"
#include "api/ecs/services.h"
#include "api/ecs/task_definitions.h"

namespace drydock::ecs::api {

/// The handlers that need more than their call's Context.
struct Handlers {
  /// `access` and `functions` outlive them.
  Handlers(const HostAccess& access, const FunctionInvoker& functions)
      : registration(access), daemon_registration(access), services(functions) {}

  Registration registration;
  DaemonRegistration daemon_registration;
  ServiceChanges services;
};

/// The table of contents of this folder: every operation that has a handler. `handlers` outlives
/// the table.
void add_operations(aws::ServiceTable& table, const Handlers& handlers);

}  // namespace drydock::ecs::api
