#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/world.h"
#include "emulator/store/store.h"
#include "model/elbv2/common.h"

/// Who names a target group: only one that a listener or a rule forwards to gets traffic and
/// probes.
namespace drydock::elb {

/// A target group that an action forwards to, and its share of the requests.
struct Share {
  std::string target_group_arn;
  int weight = 1;  ///< 0 to 999.

  friend bool operator==(const Share&, const Share&) = default;
};

/// Where an action forwards to, in the order given; empty for one of another type.
std::vector<Share> forward_shares(const model::elbv2::Action& action);

/// The ARNs of the target groups of this world that a listener or a rule forwards to.
std::set<std::string> target_groups_in_use(const Store& store, const World& world);

/// The ARNs of the target groups that the load balancer's listeners and rules forward to.
std::set<std::string> target_groups_of(const Store& store, const World& world,
                                       const std::string& load_balancer_arn);

/// For each target group in use, the ARNs of the load balancers that forward to it: what
/// load_balancers_of tells of one, found for all of them in one pass.
std::map<std::string, std::set<std::string>> load_balancers_by_group(const Store& store,
                                                                     const World& world);

/// The ARNs of the load balancers whose listeners or rules forward to the group, in order.
std::vector<std::string> load_balancers_of(const Store& store, const World& world,
                                           std::string_view target_group_arn);

}  // namespace drydock::elb
