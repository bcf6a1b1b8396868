#pragma once

#include <string>
#include <string_view>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/store/store.h"

/// How targets come and go. Each function that changes targets is true if it changed anything.
namespace drydock::elb {

/// A client adds a target, in state `initial`, to a group that is there. One that drains starts
/// over the same way; one that is registered stays as it is. It is owned by the task that
/// owner_at() names: what a client has taken out of a service's hands it gives back like this.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_RegisterTargets.html
bool register_target(Store& store, const World& world, std::string_view target_group_arn,
                     std::string_view id, int port, TimePoint now);

/// The loop of a service adds a task's target. A place that is another's, or nobody's, starts over,
/// whatever state it is in: an address that is used again has nothing of who had it before.
bool register_for_task(Store& store, const World& world, std::string_view target_group_arn,
                       std::string_view id, int port, std::string_view task_key, TimePoint now);

/// Lets a target drain, as a client wants it, whoever owns it: it gets no new request, and those
/// that it has may finish until the group's deregistration delay is over. Whoever watches target
/// health takes it away then. A target that drains or is not there is no error.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html#deregistration-delay
bool deregister_target(Store& store, const World& world, std::string_view target_group_arn,
                       std::string_view id, int port, TimePoint now);

/// The same, as the loop of a service wants it: of a place that has become another's nothing.
bool deregister_for_task(Store& store, const World& world, std::string_view target_group_arn,
                         std::string_view id, int port, std::string_view task_key, TimePoint now);

/// The key of the task which has not stopped, and which a service's loop has made this target of
/// the group: the newest, where there are several. Empty if there is none.
std::string owner_at(const Store& store, const World& world, std::string_view target_group_arn,
                     std::string_view id, int port);

/// Gives the targets of all worlds their owners where none is told: an earlier drydock kept none.
void find_owners(Store& store);

/// Takes a target group away, and its targets with it.
bool erase_target_group(Store& store, const World& world, std::string_view arn);

}  // namespace drydock::elb
