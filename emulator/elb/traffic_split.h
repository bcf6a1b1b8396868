#pragma once

#include <span>
#include <string>
#include <string_view>

#include "emulator/base/world.h"
#include "emulator/elb/listener.h"
#include "emulator/store/store.h"

/// How a rule's requests divide between target groups, as deployments change it.
namespace drydock::elb {

/// The ARN of the listener's default rule.
std::string default_rule_arn(const Listener& listener);
/// The listener whose default rule has this ARN, or null.
const Listener* listener_of_default_rule(const Store& store, const World& world,
                                         std::string_view arn);

/// What a rule, or a listener by its default rule's ARN, forwards to; empty where there is no such
/// rule or it does not forward.
std::vector<Share> shares_of_rule(const Store& store, const World& world, std::string_view arn);

/// A target group's share of the requests in tenths of a percent, 0 to 1000.
struct Portion {
  std::string target_group_arn;
  int permille = 0;
};

/// Makes a rule (or a listener's default one) forward to these target groups, which share its
/// requests so: "100 and 0" where they are whole percents, else in tenths. Other groups that it
/// forwards to lose theirs. False where there is no such rule, or it does something else.
bool split_traffic(Store& store, const World& world, std::string_view rule_arn,
                   std::span<const Portion> portions);

}  // namespace drydock::elb
