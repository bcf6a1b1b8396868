#pragma once

#include <optional>
#include <string_view>

#include "emulator/base/world.h"

namespace drydock::ecr {

/// The world whose registry `<account>.dkr.ecr.<region>.<any domain>` names, or nothing for any
/// other host. A port after it does not count.
std::optional<World> world_of_host(std::string_view host);

}  // namespace drydock::ecr
