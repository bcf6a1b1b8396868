#pragma once

#include <string_view>

#include "emulator/base/time.h"

namespace drydock {

/// Tells the log of a loop that met an error of drydock's own, and when it goes on.
void log_failed_loop(std::string_view loop, Duration pause, std::string_view reason);

}  // namespace drydock
