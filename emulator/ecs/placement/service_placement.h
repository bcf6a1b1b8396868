#pragma once

#include <optional>

#include "emulator/base/world.h"
#include "emulator/ecs/placement/place.h"
#include "model/ecs/common.h"

namespace drydock::ecs {

struct Service;
struct TaskDefinition;

/// What a service wants of the container instances that its tasks of a definition run on, with this
/// network configuration. Of a DAEMON service no instance takes two.
PlacementRequest placement_request(
    const World& world, const Service& service, const TaskDefinition& definition,
    const std::optional<model::ecs::NetworkConfiguration>& network_configuration);

}  // namespace drydock::ecs
