#pragma once

#include <set>
#include <string>
#include <string_view>

#include "emulator/base/world.h"
#include "emulator/store/store.h"

/// Who names a target group: only one that a listener or a rule forwards to gets traffic and
/// probes.
namespace drydock::elb {

/// Whether a listener or a rule forwards to the target group.
bool is_in_use(const Store& store, const World& world, std::string_view target_group_arn);

/// The ARNs of the target groups that the load balancer's listeners and rules forward to.
std::set<std::string> target_groups_of(const Store& store, const World& world,
                                       const std::string& load_balancer_arn);

/// The ARNs of the load balancers whose listeners or rules forward to the group.
std::set<std::string> load_balancers_of(const Store& store, const World& world,
                                        std::string_view target_group_arn);

}  // namespace drydock::elb
