#include "emulator/elb/listener.h"

#include <utility>

namespace drydock::elb {
namespace {

/// The owner's ARN, and those of the target groups that the actions forward to.
std::vector<std::string> keys_of(const std::string& owner,
                                 const std::vector<model::elbv2::Action>& actions) {
  std::vector<std::string> keys{owner};
  for (const auto& action : actions) {
    for (Share& share : forward_shares(action)) keys.push_back(std::move(share.target_group_arn));
  }
  return keys;
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

std::vector<std::string> Listener::index_keys() const {
  return keys_of(load_balancer_arn, default_actions);
}

std::vector<std::string> Rule::index_keys() const { return keys_of(listener_arn, actions); }

}  // namespace drydock::elb
