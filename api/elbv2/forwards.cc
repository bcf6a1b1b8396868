#include "api/elbv2/forwards.h"

#include "api/elbv2/lookup.h"
#include "emulator/elb/action_rules.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/references.h"
#include "emulator/elb/target_group.h"
#include "model/elbv2/service_model.h"

namespace drydock::elb::api {

namespace {

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
constexpr std::size_t forwarded_to_max = 100;

/// The group is there, and of no other load balancer.
Result<Done> check_group(const aws::Context& context, const std::string& load_balancer_arn,
                         const std::string& arn) {
  const auto group = find_target_group(context, arn);
  if (!group) return aws::Error(group.error().code(), "Target group '" + arn + "' not found");
  const auto users = load_balancers_of(context.store, context.world, arn);
  if (users.empty() || users.contains(load_balancer_arn)) return Done{};
  return aws::Error(model::elbv2::error::target_group_association_limit_exception,
                    "The following target groups cannot be associated with more than one load "
                    "balancer: " +
                        arn);
}

}  // namespace

Result<Done> check_actions(const aws::Context& context, const std::string& load_balancer_arn,
                           int port, const std::vector<model::elbv2::Action>& actions) {
  if (const auto checked = check(actions, port); !checked) return checked;
  auto groups = target_groups_of(context.store, context.world, load_balancer_arn);
  for (const auto& action : actions) {
    for (const Share& share : forward_shares(action)) {
      const auto group = check_group(context, load_balancer_arn, share.target_group_arn);
      if (!group) return group;
      groups.insert(share.target_group_arn);
    }
  }
  if (groups.size() <= forwarded_to_max) return Done{};
  return aws::Error(model::elbv2::error::too_many_unique_target_groups_per_load_balancer_exception,
                    "A load balancer can forward to at most '100' target groups");
}

}  // namespace drydock::elb::api
