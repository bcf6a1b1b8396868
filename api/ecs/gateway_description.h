#pragma once

#include "api/ecs/endpoint_urls.h"
#include "emulator/base/world.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/gateway/gateway_route.h"
#include "emulator/store/store.h"
#include "model/ecs/gateway.h"
#include "model/ecs/service_deployment.h"

namespace drydock::ecs::api {

/// The route with what it is made of. There are no certificates, and no rules in security groups.
model::ecs::GatewayRoute describe(const Store& store, const World& world, const GatewayRoute& route,
                                  const OwnPort& port);

/// The routes of a revision that are there still, as the revision has them.
std::vector<model::ecs::GatewayConnection> describe_connections(const Store& store,
                                                                const World& world,
                                                                const ServiceRevision& revision,
                                                                const OwnPort& port);

}  // namespace drydock::ecs::api
