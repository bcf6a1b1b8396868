#pragma once

#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "emulator/ecs/container/container.h"
#include "emulator/ports/engine.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs {

/// The first and the last port of a range such as "8000-8010"; nothing where it is none, or one
/// that runs backwards.
std::optional<std::pair<int, int>> port_range(std::string_view text);

/// The ports that a container wants published on the host, ranges taken apart. A host port of 0
/// leaves the choice to the engine.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
std::vector<PortBinding> port_bindings(const model::ecs::ContainerDefinition& container);

/// The same ports once the container runs: with awsvpc and host the host's port is the container's,
/// with bridge it is the one that the engine has published. Where drydock itself reaches a port is
/// left open.
std::vector<PublishedPort> published_ports(model::ecs::NetworkMode mode,
                                           const model::ecs::ContainerDefinition& container,
                                           const ContainerState& state);

}  // namespace drydock::ecs
