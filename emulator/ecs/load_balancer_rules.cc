#include "emulator/ecs/load_balancer_rules.h"

#include <string>

#include "emulator/ecs/errors.h"
#include "emulator/ecs/service_rules.h"
#include "emulator/elb/references.h"
#include "emulator/elb/target_group.h"
#include "emulator/elb/traffic_split.h"

namespace drydock::ecs {
namespace {

/// The alternate target group is as the first one, and the rules are there to be moved.
Result<Done> check_advanced(const Store& store, const World& world,
                            const model::ecs::LoadBalancer& load_balancer,
                            const model::ecs::TaskDefinition& definition) {
  const auto& advanced = load_balancer.advanced_configuration;
  if (!advanced) return Done{};
  model::ecs::LoadBalancer alternate = load_balancer;
  alternate.target_group_arn = advanced->alternate_target_group_arn;
  const auto* group = store.find<elb::TargetGroup>(world, *alternate.target_group_arn);
  if (const auto checked = check(alternate, definition, group, true); !checked) return checked;
  for (const auto& rule : {advanced->production_listener_rule, advanced->test_listener_rule}) {
    if (!rule || !elb::shares_of_rule(store, world, *rule).empty()) continue;
    return invalid_parameter("The listener rule " + *rule +
                             " does not exist, or does not forward to target groups.");
  }
  return Done{};
}

}  // namespace

Result<Done> check_load_balancers(const Store& store, const World& world,
                                  const std::vector<model::ecs::LoadBalancer>& load_balancers,
                                  const model::ecs::TaskDefinition& definition) {
  for (const auto& load_balancer : load_balancers) {
    if (load_balancer.load_balancer_name) return not_emulated("Classic Load Balancers.");
    const std::string arn = load_balancer.target_group_arn.value_or("");
    const auto* group = store.find<elb::TargetGroup>(world, arn);
    const bool in_use = elb::is_in_use(store, world, arn);
    const auto checked = check(load_balancer, definition, group, in_use);
    if (!checked) return checked;
    const auto advanced = check_advanced(store, world, load_balancer, definition);
    if (!advanced) return advanced;
  }
  return Done{};
}

Result<Done> check_single(const std::vector<model::ecs::LoadBalancer>& load_balancers) {
  if (load_balancers.size() > 1) {
    return invalid_parameter("load balancers can have at most 1 items.");
  }
  if (!load_balancers.empty() && load_balancers.front().advanced_configuration) {
    return invalid_parameter(
        "advancedConfiguration can only be given with the ECS deployment controller.");
  }
  return Done{};
}

}  // namespace drydock::ecs
