#pragma once

#include <string>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ecs/daemon/daemon_plan.h"
#include "emulator/ports/id_source.h"

namespace drydock {
class Store;
}

namespace drydock::ecs {

/// Where a daemon's plan is carried out.
struct DaemonSite {
  Store& store;
  const World& world;
  IdSource& ids;
  TimePoint now;
};

/// Carries the plan of this daemon out in the records, in one go. So many tasks one plan starts at
/// most as there are instances.
void carry_out(const DaemonSite& site, const std::string& daemon_key,
               const std::vector<DaemonAction>& actions);

}  // namespace drydock::ecs
