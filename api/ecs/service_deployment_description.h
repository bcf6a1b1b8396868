#pragma once

#include "emulator/base/world.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "model/ecs/service_deployment.h"

namespace drydock::ecs {
struct Service;
struct ServiceDeployment;
}  // namespace drydock::ecs

namespace drydock::ecs::api {

/// The deployment as AWS shows it. `counts` are those of the service's tasks now, by which one that
/// goes on is told; afterwards it is told as it ended.
model::ecs::ServiceDeployment describe(const World& world, const Service& service,
                                       const ServiceDeployment& deployment,
                                       const TaskSetCounts& counts);

}  // namespace drydock::ecs::api
