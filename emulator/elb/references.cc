#include "emulator/elb/references.h"

#include <utility>
#include <vector>

#include "emulator/elb/listener.h"

namespace drydock::elb {
namespace {

void collect(const std::vector<model::elbv2::Action>& actions, std::set<std::string>& groups) {
  for (const auto& action : actions) {
    for (Share& share : forward_shares(action)) groups.insert(std::move(share.target_group_arn));
  }
}

}  // namespace

bool is_in_use(const Store& store, const World& world, std::string_view target_group_arn) {
  return !store.table<Listener>(world).members(target_group_arn).empty() ||
         !store.table<Rule>(world).members(target_group_arn).empty();
}

std::set<std::string> target_groups_of(const Store& store, const World& world,
                                       const std::string& load_balancer_arn) {
  std::set<std::string> groups;
  for (const auto& [arn, listener] : store.table<Listener>(world).members(load_balancer_arn)) {
    collect(listener->default_actions, groups);
    for (const auto& [rule_arn, rule] : store.table<Rule>(world).members(arn)) {
      collect(rule->actions, groups);
    }
  }
  return groups;
}

std::set<std::string> load_balancers_of(const Store& store, const World& world,
                                        std::string_view target_group_arn) {
  std::set<std::string> users;
  for (const auto& [arn, listener] : store.table<Listener>(world).members(target_group_arn)) {
    users.insert(listener->load_balancer_arn);
  }
  for (const auto& [arn, rule] : store.table<Rule>(world).members(target_group_arn)) {
    const auto* listener = store.find<Listener>(world, rule->listener_arn);
    if (listener != nullptr) users.insert(listener->load_balancer_arn);
  }
  return users;
}

}  // namespace drydock::elb
