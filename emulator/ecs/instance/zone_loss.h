#pragma once

#include <set>
#include <string>
#include <vector>

#include "emulator/base/time.h"

namespace drydock {
class Store;
}

/// What the loss of an availability zone means for clusters.
namespace drydock::ecs {

/// Has these zones, and no others, be lost. The agents of the instances in them are not connected
/// until the zone is back; both are changes of the instance, as on AWS.
void set_lost_zones(Store& store, const std::set<std::string>& zones, TimePoint now);

/// Asks every task in a lost zone to stop that is to run, for the reason that AWS gives where an
/// instance is terminated. The ids of those of their containers that run: they end with the zone,
/// and not as they would like to.
std::vector<std::string> stop_tasks_in_lost_zones(Store& store, TimePoint now);

}  // namespace drydock::ecs
