#pragma once

#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"
#include "model/ecs/task_definition.h"

/// How the services that have a gateway connector come behind the gateways of their cluster, and
/// leave them. A service looks for gateways when a deployment of it starts, and then alone: "No
/// changes take effect until you update a service in the cluster to use the gateway."
namespace drydock::ecs {

struct GatewayRoute;
struct Service;
struct ServiceRevision;

/// Whether a deployment of the service, with this definition, would find all that its connector
/// asks for: a compatible gateway with an ACTIVE association, and room behind each.
Result<Done> check_connectors(const Store& store, const World& world, const Service& service,
                              const model::ecs::TaskDefinition& definition);

/// Connects a new revision of the service with every compatible gateway: by the route that the
/// service has, else by a new one. The revision's tasks are to be registered with these beside the
/// service's own load balancers.
void connect(Store& store, const World& world, const Service& service, ServiceRevision& revision,
             IdSource& ids, TimePoint now);
/// The target groups that the revision's tasks come to are checked as its connector says from now
/// on, and its targets drain as long. They have been chosen.
void check_as_connected(Store& store, const World& world, const ServiceRevision& revision);

/// Takes away the service's routes that nothing names any more: no task set, and no deployment
/// under way that may go back. The others get the status that they have by then.
void settle_routes(Store& store, const World& world, std::string_view service_key);

/// Whether one of the service's routes leads to the target group.
bool has_route_to(const Store& store, const World& world, std::string_view service_key,
                  std::string_view target_group);

}  // namespace drydock::ecs
