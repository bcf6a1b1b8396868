#pragma once

#include <string_view>

#include "emulator/elb/target_group.h"

namespace drydock::elb {

/// Adds a target, in state `initial`, at the end of the group. One that drains starts over the same
/// way, in its old place; one that is registered stays as it is. True if anything changed.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RegisterTargets.html
bool register_target(TargetGroup& group, std::string_view id, int port, TimePoint now);

/// Lets a target drain: it gets no new request, and those that it has may finish until the group's
/// deregistration delay is over. Whoever watches target health takes it away then. A target that
/// drains or is not there is no error. True if anything changed.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay
bool deregister_target(TargetGroup& group, std::string_view id, int port, TimePoint now);

/// Takes a target out of the group at once. True if it was there.
bool remove_target(TargetGroup& group, std::string_view id, int port);

}  // namespace drydock::elb
