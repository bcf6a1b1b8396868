#pragma once

#include <string_view>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/store/store.h"

/// How targets come and go. Each function is true if it changed anything.
namespace drydock::elb {

/// Adds a target, in state `initial`, to a group that is there. One that drains starts over the
/// same way; one that is registered stays as it is.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RegisterTargets.html
bool register_target(Store& store, const World& world, std::string_view target_group_arn,
                     std::string_view id, int port, TimePoint now);

/// Lets a target drain: it gets no new request, and those that it has may finish until the group's
/// deregistration delay is over. Whoever watches target health takes it away then. A target that
/// drains or is not there is no error.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay
bool deregister_target(Store& store, const World& world, std::string_view target_group_arn,
                       std::string_view id, int port, TimePoint now);

/// Takes a target group away, and its targets with it.
bool erase_target_group(Store& store, const World& world, std::string_view arn);

}  // namespace drydock::elb
