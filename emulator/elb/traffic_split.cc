#include "emulator/elb/traffic_split.h"

#include <algorithm>

namespace drydock::elb {
namespace {

constexpr std::string_view rule_kind = ":listener-rule/";
constexpr std::string_view listener_kind = ":listener/";

/// The one action that rules here have, where it is a forward; else null.
template <class Actions>
auto* forward_of(Actions& actions) {
  const auto found = std::ranges::find(actions, model::elbv2::ActionTypeEnum::forward,
                                       &model::elbv2::Action::type);
  return found == actions.end() ? nullptr : &*found;
}

model::elbv2::ForwardActionConfig split(const model::elbv2::Action& before,
                                        std::span<const Portion> portions) {
  const bool whole = std::ranges::all_of(
      portions, [](const Portion& portion) { return portion.permille % 10 == 0; });
  model::elbv2::ForwardActionConfig made;
  if (before.forward_config) made = *before.forward_config;
  auto& groups = made.target_groups.emplace();
  for (const Share& share : forward_shares(before)) {
    const auto portion =
        std::ranges::find(portions, share.target_group_arn, &Portion::target_group_arn);
    if (portion == portions.end()) {
      groups.push_back({.target_group_arn = share.target_group_arn, .weight = 0});
    }
  }
  for (const Portion& portion : portions) {
    groups.push_back({.target_group_arn = portion.target_group_arn,
                      .weight = whole ? portion.permille / 10 : portion.permille});
  }
  return made;
}

}  // namespace

std::string default_rule_arn(const Listener& listener) {
  std::string arn = listener.arn;
  arn.replace(arn.find(listener_kind), listener_kind.size(), rule_kind);
  return arn + listener.arn.substr(listener.arn.rfind('/'));
}

const Listener* listener_of_default_rule(const Store& store, const World& world,
                                         std::string_view arn) {
  const auto kind = arn.find(rule_kind);
  const auto last = arn.rfind('/');
  if (kind == std::string_view::npos || last < kind + rule_kind.size()) return nullptr;
  std::string listener_arn(arn.substr(0, last));
  listener_arn.replace(kind, rule_kind.size(), listener_kind);
  const auto* found = store.find<Listener>(world, listener_arn);
  return found != nullptr && default_rule_arn(*found) == arn ? found : nullptr;
}

std::vector<Share> shares_of_rule(const Store& store, const World& world, std::string_view arn) {
  const model::elbv2::Action* action = nullptr;
  if (const Listener* listener = listener_of_default_rule(store, world, arn)) {
    action = forward_of(listener->default_actions);
  } else if (const Rule* rule = store.find<Rule>(world, arn)) {
    action = forward_of(rule->actions);
  }
  return action == nullptr ? std::vector<Share>{} : forward_shares(*action);
}

bool split_traffic(Store& store, const World& world, std::string_view rule_arn,
                   std::span<const Portion> portions) {
  if (shares_of_rule(store, world, rule_arn).empty()) return false;
  const auto shift = [&](std::vector<model::elbv2::Action>& actions) {
    model::elbv2::Action& action = *forward_of(actions);
    action.forward_config = split(action, portions);
    action.target_group_arn.reset();
  };
  if (const Listener* listener = listener_of_default_rule(store, world, rule_arn)) {
    store.change<Listener>(world, listener->key(),
                           [&](Listener& changed) { shift(changed.default_actions); });
  } else {
    store.change<Rule>(world, rule_arn, [&](Rule& changed) { shift(changed.actions); });
  }
  return true;
}

}  // namespace drydock::elb
