#pragma once

#include <string>
#include <string_view>

#include "emulator/ecs/service.h"

namespace drydock::simulation {

/// The text with each id of 16 hexadecimal digits or more cut to its first 8, so that a line can be
/// read.
std::string short_ids(std::string_view text);

std::string_view word_of(ecs::ServiceStatus status);

}  // namespace drydock::simulation
