#pragma once

#include "emulator/base/world.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/store/store.h"

namespace drydock::ecs {

/// Of each of a new revision's load balancers with an alternate target group, the group that its
/// tasks are to be registered with: where traffic `shifts`, the one that the revision before (null
/// for the first) does not have, else the one that it has. Empty where no load balancer has an
/// alternate one.
std::vector<std::string> choose_target_groups(const ServiceRevision& revision,
                                              const ServiceRevision* before, bool shifts);

/// Gives the revision so much of the requests that come by its load balancers' production rules and
/// test rules, in tenths of a percent; what is left goes to the other target group of each. Rules
/// that are gone, or forward nowhere, are left alone.
void route_traffic(Store& store, const World& world, const ServiceRevision& revision,
                   int production, int test);

}  // namespace drydock::ecs
