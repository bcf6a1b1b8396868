#pragma once

#include <map>
#include <string>
#include <string_view>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/task_resources.h"
#include "emulator/ports/id_source.h"

namespace drydock {
class Store;
}

/// The machine that drydock runs on, as a container instance.
namespace drydock::ecs {

/// The version of AWS's agent whose capabilities drydock has.
inline constexpr std::string_view emulated_agent_version = "1.99.0";

/// What it has to give: as much as the largest instance of EC2 (u-24tb1.112xlarge, 448 vCPUs and 24
/// TiB), whatever the machine has, since nothing here is reserved in it. It has no GPU. The ports
/// are those that AWS's agent keeps for itself.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
TaskResources local_resources();

/// The capabilities of drydock's engines, which are those of every instance here, the system
/// (Linux) and the architecture that drydock is built for, and a place in this zone and network.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html#attributes
std::map<std::string, std::string> engine_attributes(const World& world,
                                                     const std::string& availability_zone);
/// Whether an attribute is one that an agent tells of itself rather than its owner's own.
bool is_agents_attribute(std::string_view name);

/// Gives the cluster the local instance unless it has, or ever had, another: so a task finds a
/// place where nobody has set one up, and one who registers instances has these alone.
void ensure_instance(Store& store, const World& world, const std::string& cluster, IdSource& ids,
                     TimePoint now);

}  // namespace drydock::ecs
