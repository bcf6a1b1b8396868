#pragma once

#include "drydock/options.h"

namespace drydock {

/// Runs drydock until SIGINT or SIGTERM. Prints one line with its address when it is ready. Throws
/// StartError when it cannot start.
void serve(const Options& options);

}  // namespace drydock
