#include "emulator/elb/references.h"

#include <algorithm>

#include "emulator/elb/listener.h"

namespace drydock::elb {
namespace {

using Actions = std::vector<model::elbv2::Action>;

void collect(const Actions& actions, std::set<std::string>& groups) {
  for (const auto& action : actions) {
    for (auto& share : forward_shares(action)) groups.insert(std::move(share.target_group_arn));
  }
}

bool forwards_to(const Actions& actions, std::string_view target_group_arn) {
  return std::ranges::any_of(actions, [&](const auto& action) {
    const auto shares = forward_shares(action);
    return std::ranges::find(shares, target_group_arn, &Share::target_group_arn) != shares.end();
  });
}

bool names(const Store& store, const World& world, const Listener& listener,
           std::string_view target_group_arn) {
  if (forwards_to(listener.default_actions, target_group_arn)) return true;
  const auto rules = store.table<Rule>(world).indexed(listener.arn);
  return std::ranges::any_of(
      rules, [&](const Rule* rule) { return forwards_to(rule->actions, target_group_arn); });
}

}  // namespace

std::vector<Share> forward_shares(const model::elbv2::Action& action) {
  std::vector<Share> shares;
  if (action.type != model::elbv2::ActionTypeEnum::forward) return shares;
  if (action.forward_config && action.forward_config->target_groups) {
    for (const auto& group : *action.forward_config->target_groups) {
      shares.push_back({group.target_group_arn.value_or(""), group.weight.value_or(1)});
    }
  }
  if (shares.empty() && action.target_group_arn) shares.push_back({*action.target_group_arn, 1});
  return shares;
}

std::set<std::string> target_groups_in_use(const Store& store, const World& world) {
  std::set<std::string> groups;
  for (const auto& [arn, listener] : store.table<Listener>(world).rows()) {
    collect(listener.default_actions, groups);
  }
  for (const auto& [arn, rule] : store.table<Rule>(world).rows()) collect(rule.actions, groups);
  return groups;
}

std::set<std::string> target_groups_of(const Store& store, const World& world,
                                       const std::string& load_balancer_arn) {
  std::set<std::string> groups;
  for (const Listener* listener : store.table<Listener>(world).indexed(load_balancer_arn)) {
    collect(listener->default_actions, groups);
    for (const Rule* rule : store.table<Rule>(world).indexed(listener->arn)) {
      collect(rule->actions, groups);
    }
  }
  return groups;
}

std::map<std::string, std::set<std::string>> load_balancers_by_group(const Store& store,
                                                                     const World& world) {
  std::map<std::string, std::set<std::string>> users;
  for (const auto& [arn, listener] : store.table<Listener>(world).rows()) {
    std::set<std::string> groups;
    collect(listener.default_actions, groups);
    for (const Rule* rule : store.table<Rule>(world).indexed(arn)) collect(rule->actions, groups);
    for (const std::string& group : groups) users[group].insert(listener.load_balancer_arn);
  }
  return users;
}

std::vector<std::string> load_balancers_of(const Store& store, const World& world,
                                           std::string_view target_group_arn) {
  std::set<std::string> found;
  for (const auto& [arn, listener] : store.table<Listener>(world).rows()) {
    if (names(store, world, listener, target_group_arn)) found.insert(listener.load_balancer_arn);
  }
  return {found.begin(), found.end()};
}

}  // namespace drydock::elb
