#include "api/elbv2/forwards.h"

#include <algorithm>

#include "api/elbv2/lookup.h"
#include "emulator/elb/action_rules.h"
#include "emulator/elb/references.h"

namespace drydock::elb::api {

Result<Done> check_actions(const aws::Context& context, const std::string& load_balancer_arn,
                           const std::vector<model::elbv2::Action>& actions) {
  if (const auto checked = check(actions); !checked) return checked;
  for (const auto& action : actions) {
    for (const Share& share : forward_shares(action)) {
      const auto group = find_target_group(context, share.target_group_arn);
      if (!group) {
        return aws::Error(group.error().code(),
                          "Target group '" + share.target_group_arn + "' not found");
      }
      const auto users = load_balancers_of(context.store, context.world, share.target_group_arn);
      if (!users.empty() && std::ranges::find(users, load_balancer_arn) == users.end()) {
        return aws::Error(model::elbv2::error::target_group_association_limit_exception,
                          "The following target groups cannot be associated with more than one "
                          "load balancer: " +
                              share.target_group_arn);
      }
    }
  }
  return Done{};
}

}  // namespace drydock::elb::api
