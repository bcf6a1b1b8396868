#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/world.h"
#include "emulator/store/store.h"
#include "model/codedeploy/common.h"

/// How a deployment moves the requests of a listener between its two target groups: by the weights
/// of the listener's default action, and of those of its rules that forward to one of the two.
namespace drydock::codedeploy {

/// The two target groups of a pair, by their ARNs.
struct GroupPair {
  std::string original;
  std::string replacement;
};

/// The pair of which `original_group` is one; nothing where it is none of them, or where a group of
/// that name is not there.
std::optional<GroupPair> find_group_pair(const Store& store, const World& world,
                                         const model::codedeploy::TargetGroupPairInfo& pair,
                                         std::string_view original_group);

/// Whether some of the listener's requests are forwarded to one of the two.
bool forwards_to(const Store& store, const World& world, std::string_view listener,
                 const GroupPair& groups);

/// Gives the replacement's group so much of the listener's requests, in tenths of a percent, and
/// the rest to the original's. A listener that is gone, or forwards to neither, is left alone.
void shift_traffic(Store& store, const World& world, std::string_view listener,
                   const GroupPair& groups, int replacement_share);

}  // namespace drydock::codedeploy
