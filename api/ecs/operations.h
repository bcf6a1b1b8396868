#pragma once

#include <string_view>

#include "api/aws/service_table.h"
#include "api/ecs/daemon_task_definitions.h"
#include "api/ecs/express_gateway_services.h"
#include "api/ecs/gateway_routes.h"
#include "api/ecs/service_revisions.h"
#include "api/ecs/services.h"
#include "api/ecs/task_definitions.h"

namespace drydock::ecs::api {

/// The handlers that need more than their call's Context.
struct Handlers {
  /// `access` and `functions` outlive them. `authority`: where drydock answers, "localhost:4566".
  Handlers(const HostAccess& access, const FunctionInvoker& functions, std::string_view authority)
      : registration(access),
        daemon_registration(access),
        services(functions),
        express_services(access, authority),
        gateway_routes(authority),
        revisions(authority) {}

  Registration registration;
  DaemonRegistration daemon_registration;
  ServiceChanges services;
  ExpressGatewayServices express_services;
  GatewayRoutes gateway_routes;
  ServiceRevisions revisions;
};

/// The table of contents of this folder: every operation that has a handler. `handlers` outlives
/// the table.
void add_operations(aws::ServiceTable& table, const Handlers& handlers);

}  // namespace drydock::ecs::api
