#include "emulator/codedeploy/traffic.h"

#include <algorithm>
#include <array>

#include "emulator/codedeploy/deployment_config.h"
#include "emulator/ecs/deployment/strategy.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/target_group.h"
#include "emulator/elb/traffic_split.h"

namespace drydock::codedeploy {
namespace {

std::optional<std::string> arn_of_group(const Store& store, const World& world,
                                        const model::codedeploy::TargetGroupInfo& info) {
  const auto named = store.table<elb::TargetGroup>(world).indexed(info.name.value_or(""));
  if (named.empty()) return std::nullopt;
  return named.front()->arn;
}

/// The ARNs of the listener's rules, its default one among them, that forward to one of the two.
std::vector<std::string> rules_of(const Store& store, const World& world,
                                  std::string_view listener_arn, const GroupPair& groups) {
  std::vector<std::string> rules;
  const auto* listener = store.find<elb::Listener>(world, listener_arn);
  if (listener == nullptr) return rules;
  rules.push_back(elb::default_rule_arn(*listener));
  for (const elb::Rule* rule : store.table<elb::Rule>(world).indexed(listener->arn)) {
    rules.push_back(rule->arn);
  }
  std::erase_if(rules, [&](const std::string& rule) {
    const auto shares = elb::shares_of_rule(store, world, rule);
    return std::ranges::none_of(shares, [&](const elb::Share& share) {
      return share.target_group_arn == groups.original ||
             share.target_group_arn == groups.replacement;
    });
  });
  return rules;
}

}  // namespace

std::optional<GroupPair> find_group_pair(const Store& store, const World& world,
                                         const model::codedeploy::TargetGroupPairInfo& pair,
                                         std::string_view original_group) {
  const auto first = arn_of_group(store, world, pair.target_groups->at(0));
  const auto second = arn_of_group(store, world, pair.target_groups->at(1));
  if (!first || !second) return std::nullopt;
  if (*first == original_group) return GroupPair{*first, *second};
  if (*second == original_group) return GroupPair{*second, *first};
  return std::nullopt;
}

bool forwards_to(const Store& store, const World& world, std::string_view listener,
                 const GroupPair& groups) {
  return !rules_of(store, world, listener, groups).empty();
}

void shift_traffic(Store& store, const World& world, std::string_view listener,
                   const GroupPair& groups, int replacement_share) {
  const std::array<elb::Portion, 2> portions = {
      elb::Portion{groups.replacement, replacement_share},
      elb::Portion{groups.original, ecs::all_traffic - replacement_share}};
  for (const std::string& rule : rules_of(store, world, listener, groups)) {
    elb::split_traffic(store, world, rule, portions);
  }
}

}  // namespace drydock::codedeploy
