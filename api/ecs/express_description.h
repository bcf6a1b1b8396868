#pragma once

#include "api/ecs/endpoint_urls.h"
#include "emulator/base/world.h"
#include "emulator/ecs/express/express_gateway.h"
#include "emulator/ecs/service.h"
#include "emulator/store/store.h"
#include "model/ecs/express_gateway_service.h"

namespace drydock::ecs::api {

/// The Express service, with a configuration for every revision that it has tasks of, the one that
/// it is to run first. What was taken away from around it is not told.
model::ecs::ECSExpressGatewayService describe(const Store& store, const World& world,
                                              const Service& service, const ExpressGateway& gateway,
                                              const OwnPort& port, bool with_tags);
/// The same, as the answer to an update has it: with the configuration that it is on its way to.
model::ecs::UpdatedExpressGatewayService describe_update(const Store& store, const World& world,
                                                         const Service& service,
                                                         const ExpressGateway& gateway,
                                                         const OwnPort& port);

}  // namespace drydock::ecs::api
