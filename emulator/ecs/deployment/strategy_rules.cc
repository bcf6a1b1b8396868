#include "emulator/ecs/deployment/strategy_rules.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>
#include <string>

#include "emulator/base/function_arn.h"
#include "emulator/ecs/deployment/traffic_shift.h"
#include "emulator/ecs/errors.h"
#include "emulator/ecs/service.h"

namespace drydock::ecs {
namespace {

using model::ecs::DeploymentConfiguration;
using model::ecs::DeploymentLifecycleHook;
using model::ecs::DeploymentStrategy;
using HookStage = model::ecs::DeploymentLifecycleHookStage;

constexpr std::size_t hooks_max = 50;
constexpr int bake_minutes_max = 1440;
constexpr int function_minutes_max = 1440;

DeploymentStrategy strategy_of(const Service& service) {
  return service.deployment_configuration.strategy.value_or(DeploymentStrategy::rolling);
}

/// What configures a strategy is for that strategy alone: elsewhere nothing would come of it.
Result<Done> check_matching(const Service& service) {
  const DeploymentConfiguration& configuration = service.deployment_configuration;
  const DeploymentStrategy strategy = strategy_of(service);
  const auto only_with = [](const std::string& member, const std::string& strategies) {
    return invalid_parameter(member + " can only be given with the deployment strategy " +
                             strategies + ".");
  };
  if (configuration.linear_configuration && strategy != DeploymentStrategy::linear) {
    return only_with("linearConfiguration", "LINEAR");
  }
  if (configuration.canary_configuration && strategy != DeploymentStrategy::canary) {
    return only_with("canaryConfiguration", "CANARY");
  }
  const bool rolling = strategy == DeploymentStrategy::rolling;
  if (rolling && configuration.lifecycle_hooks && !configuration.lifecycle_hooks->empty()) {
    return only_with("lifecycleHooks", "BLUE_GREEN, LINEAR or CANARY");
  }
  if (rolling && configuration.bake_time_in_minutes.value_or(0) > 0) {
    return only_with("bakeTimeInMinutes", "BLUE_GREEN, LINEAR or CANARY");
  }
  return Done{};
}

/// Whoever enables them says how many tasks and what is to become of the others.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentEarlySuccessCriteria.html
Result<Done> check_early_success(const Service& service) {
  const auto& criteria = service.deployment_configuration.early_success_criteria;
  if (!criteria || !criteria->enable) return Done{};
  if (strategy_of(service) != DeploymentStrategy::rolling) {
    return invalid_parameter(
        "earlySuccessCriteria can only be given with the deployment strategy ROLLING.");
  }
  if (!criteria->healthy_percent || !criteria->source_service_revision_cleanup) {
    return invalid_parameter(
        "earlySuccessCriteria must have healthyPercent and sourceServiceRevisionCleanup where it "
        "is enabled.");
  }
  const int least = bounds(service).minimum_healthy_percent;
  if (*criteria->healthy_percent < least || *criteria->healthy_percent > 100) {
    return invalid_parameter(
        "healthyPercent of earlySuccessCriteria must be between minimumHealthyPercent (" +
        std::to_string(least) + ") and 100.");
  }
  return Done{};
}

Result<Done> check_minutes(const std::string& member, std::optional<int> minutes) {
  if (minutes && (*minutes < 0 || *minutes > bake_minutes_max)) {
    return invalid_parameter(member + " must be between 0 and 1440.");
  }
  return Done{};
}

Result<Done> check_percent(const std::string& member, std::optional<double> percent, double least) {
  if (!percent) return Done{};
  const bool in_tenths = std::abs(*percent * 10 - std::round(*percent * 10)) < 1e-6;
  if (!(*percent >= least && *percent <= 100) || !in_tenths) {
    const std::string from = least == 3 ? "3.0" : "0.1";
    return invalid_parameter(member + " must be a multiple of 0.1 from " + from + " to 100.0.");
  }
  return Done{};
}

Result<Done> check_steps(const Service& service) {
  const DeploymentConfiguration& configuration = service.deployment_configuration;
  const auto bake = check_minutes("bakeTimeInMinutes", configuration.bake_time_in_minutes);
  if (!bake) return bake;
  if (const auto& linear = configuration.linear_configuration) {
    if (const auto step = check_percent("stepPercent", linear->step_percent, 3); !step) return step;
    return check_minutes("stepBakeTimeInMinutes", linear->step_bake_time_in_minutes);
  }
  if (const auto& canary = configuration.canary_configuration) {
    const auto step = check_percent("canaryPercent", canary->canary_percent, 0.1);
    if (!step) return step;
    return check_minutes("canaryBakeTimeInMinutes", canary->canary_bake_time_in_minutes);
  }
  return Done{};
}

/// A function has a day at most; what the model allows beyond that is for pauses.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
Result<Done> check_timeout(const DeploymentLifecycleHook& hook) {
  const auto& timeout = hook.timeout_configuration;
  const int minutes = timeout ? timeout->timeout_in_minutes.value_or(1) : 1;
  if (is_pause(hook) || minutes <= function_minutes_max) return Done{};
  return invalid_parameter(
      "timeoutInMinutes must be between 1 and 1440 for AWS_LAMBDA lifecycle hooks.");
}

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeploymentLifecycleHook.html
Result<Done> check_hook(const DeploymentLifecycleHook& hook) {
  if (!hook.lifecycle_stages || hook.lifecycle_stages->empty()) {
    return invalid_parameter("A lifecycle hook must have at least one lifecycle stage.");
  }
  const auto runs_at = [&](HookStage stage) {
    return std::ranges::find(*hook.lifecycle_stages, stage) != hook.lifecycle_stages->end();
  };
  const bool at_shift =
      runs_at(HookStage::test_traffic_shift) || runs_at(HookStage::production_traffic_shift);
  if (is_pause(hook) && at_shift) {
    return invalid_parameter("Invalid lifecycle stage provided for Pause Hook");
  }
  if (!is_pause(hook) && hook.hook_target_arn.value_or("").empty()) {
    return invalid_parameter("hookTargetArn is required for AWS_LAMBDA lifecycle hooks.");
  }
  if (!is_pause(hook) && !function_name_in_arn(*hook.hook_target_arn)) {
    return invalid_parameter(
        "hookTargetArn has an invalid ARN format. Must be the ARN of a Lambda function. Got: " +
        *hook.hook_target_arn);
  }
  return check_timeout(hook);
}

Result<Done> check_hooks(const Service& service) {
  const auto& hooks = service.deployment_configuration.lifecycle_hooks;
  if (!hooks) return Done{};
  if (hooks->size() > hooks_max) {
    return invalid_parameter("lifecycleHooks can have at most 50 items.");
  }
  for (const DeploymentLifecycleHook& hook : *hooks) {
    if (const auto checked = check_hook(hook); !checked) return checked;
  }
  return Done{};
}

/// A rule of an Application Load Balancer; Network Load Balancers have none here.
Result<Done> check_rule(const std::string& member, const std::optional<std::string>& arn) {
  if (!arn || arn->find(":listener-rule/app/") != std::string::npos) return Done{};
  return invalid_parameter(member +
                           " has an invalid ARN format. Must be RuleArn for ALB or ListenerArn for "
                           "NLB. Got: " +
                           *arn);
}

Result<Done> check_advanced(const model::ecs::AdvancedConfiguration& advanced) {
  if (advanced.alternate_target_group_arn.value_or("").empty()) {
    return invalid_parameter("alternateTargetGroupArn is required in advancedConfiguration.");
  }
  if (advanced.production_listener_rule.value_or("").empty()) {
    return invalid_parameter("productionListenerRule is required in advancedConfiguration.");
  }
  const auto production = check_rule("productionListenerRule", advanced.production_listener_rule);
  if (!production) return production;
  return check_rule("testListenerRule", advanced.test_listener_rule);
}

Result<Done> check_load_balancers(const Service& service) {
  std::set<std::string> groups;
  std::set<std::string> production;
  std::set<std::string> test;
  std::size_t advanced_ones = 0;
  for (const auto& load_balancer : service.load_balancers) {
    const auto& advanced = load_balancer.advanced_configuration;
    if (!advanced) continue;
    ++advanced_ones;
    if (const auto checked = check_advanced(*advanced); !checked) return checked;
    for (const auto& group :
         {load_balancer.target_group_arn, advanced->alternate_target_group_arn}) {
      if (!groups.insert(group.value_or("")).second) {
        return invalid_parameter("Duplicate targetGroupArn found: " + group.value_or(""));
      }
    }
    production.insert(*advanced->production_listener_rule);
    if (advanced->test_listener_rule) test.insert(*advanced->test_listener_rule);
  }
  if (advanced_ones != 0 && advanced_ones != service.load_balancers.size()) {
    return invalid_parameter(
        "Either all or none of the provided loadBalancers must have advancedConfiguration defined");
  }
  if (advanced_ones == 0 && !service.load_balancers.empty() &&
      strategy_of(service) != DeploymentStrategy::rolling) {
    return invalid_parameter(
        "advancedConfiguration field is required for all loadBalancers when using a non-ROLLING "
        "deployment strategy");
  }
  for (const std::string& rule : test) {
    if (!production.contains(rule)) continue;
    return invalid_parameter(
        "The following rules cannot be used as both production and test listener rules: " + rule);
  }
  return Done{};
}

Result<Done> check_scheduling(const Service& service) {
  const bool daemon = service.scheduling_strategy == model::ecs::SchedulingStrategy::daemon;
  if (daemon && strategy_of(service) != DeploymentStrategy::rolling) {
    return invalid_parameter(
        "The daemon scheduling strategy supports the ROLLING deployment strategy only.");
  }
  return Done{};
}

}  // namespace

Result<Done> check_strategy(const Service& service) {
  using Rule = Result<Done> (*)(const Service&);
  constexpr std::array<Rule, 6> rules = {check_scheduling, check_matching, check_early_success,
                                         check_steps,      check_hooks,    check_load_balancers};
  for (const Rule rule : rules) {
    if (const auto checked = rule(service); !checked) return checked;
  }
  return Done{};
}

}  // namespace drydock::ecs
