#pragma once

#include "emulator/store/store.h"

namespace drydock {

/// Whether nothing is under way in any world, as far as records tell: every service is in its
/// steady state, has failed for good or is gone; every task is RUNNING or STOPPED, with its
/// containers' health known; no target is new or drains; no deployment of CodeDeploy's or of a
/// managed daemon's goes on. What is left is to repeat: health checks of what is well.
bool is_at_rest(const Store& store);

}  // namespace drydock
