#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/world.h"

namespace drydock::ecr {

/// The world whose registry `<account>.dkr.ecr.<region>.<any domain>` names, or nothing for any
/// other host. A port after it does not count.
std::optional<World> world_of_host(std::string_view host);

/// The host that AWS gives the world's registry: "A.dkr.ecr.R.amazonaws.com".
std::string host_of_world(const World& world);

}  // namespace drydock::ecr
