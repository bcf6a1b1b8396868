#pragma once

#include "api/ecs/express_description.h"
#include "emulator/base/world.h"
#include "emulator/ecs/express/express_gateway.h"
#include "emulator/store/store.h"
#include "model/ecs/service_deployment.h"

namespace drydock::ecs::api {

/// What Express Mode has made and still manages, each thing ACTIVE as long as it is there: the
/// endpoint with what stands behind it, and the scaling. `updatedAt` is when the service was made
/// or changed last; security groups, certificates and log groups are none of it.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ECSManagedResources.html
model::ecs::ECSManagedResources describe_managed(const Store& store, const World& world,
                                                 const ExpressGateway& gateway,
                                                 const OwnPort& port);

}  // namespace drydock::ecs::api
