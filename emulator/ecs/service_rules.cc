#include "emulator/ecs/service_rules.h"

#include <algorithm>
#include <array>
#include <string>

#include "emulator/ecs/capacity_providers.h"
#include "emulator/ecs/deployment/external_task_sets.h"
#include "emulator/ecs/deployment/strategy_rules.h"
#include "emulator/ecs/deployment/traffic_shift.h"
#include "emulator/ecs/errors.h"
#include "emulator/ecs/placement/placement_rules.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/target_group.h"
#include "model/elbv2/target_group.h"

namespace drydock::ecs {
namespace {

using model::ecs::SchedulingStrategy;

bool is_fargate(const Service& service) {
  return ecs::is_fargate(service.launch_type, service.capacity_provider_strategy);
}

Result<Done> check_name(const Service& service) {
  if (!is_name(service.name)) {
    return invalid_parameter("Service name contains invalid characters.");
  }
  return Done{};
}

Result<Done> check_counts(const Service& service) {
  if (service.desired_count < 0) {
    return invalid_parameter("The desired count must not be negative.");
  }
  // The quota "Tasks per service", which AWS raises on request and drydock does not.
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
  if (service.desired_count > 5000) {
    return invalid_parameter("The desired count must not be greater than 5000.");
  }
  return Done{};
}

/// The sentences are AWS's, which several tools' issues quote:
/// https://github.com/kayac/ecspresso/pull/402
/// https://github.com/hashicorp/terraform-provider-aws/pull/4825
Result<Done> check_daemon(const Service& service) {
  if (!is_daemon(service)) return Done{};
  if (is_fargate(service)) {
    return invalid_parameter("The daemon scheduling strategy is not supported with FARGATE.");
  }
  if (!service.placement_strategy.empty()) {
    return invalid_parameter(
        "The daemon scheduling strategy does not support placement strategies. Remove the "
        "placement "
        "strategy and try again");
  }
  if (bounds(service).maximum_percent > 100) {
    return invalid_parameter(
        "The daemon scheduling strategy does not support values above 100 for maximumPercent on a "
        "deployment configuration. Change the maximumPercent value to 100, and try again");
  }
  return Done{};
}

Result<Done> check_percents(const Service& service) {
  const DeploymentBounds percents = bounds(service);
  if (percents.minimum_healthy_percent < 0 || percents.maximum_percent < 0) {
    return invalid_parameter("minimumHealthyPercent and maximumPercent must not be negative.");
  }
  if (percents.minimum_healthy_percent == 100 && percents.maximum_percent == 100) {
    return invalid_parameter(
        "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block "
        "deployments.");
  }
  if (percents.maximum_percent <= percents.minimum_healthy_percent) {
    return invalid_parameter("minimumHealthyPercent must be less than maximumPercent.");
  }
  return Done{};
}

/// AWS documents no range; one that no failure can reach, or that is reached before any, is none.
Result<Done> check_circuit_breaker(const Service& service) {
  const model::ecs::ThresholdConfiguration threshold = circuit_breaker(service).threshold;
  if (threshold.value < 1) {
    return invalid_parameter("The value of the circuit breaker's threshold must be at least 1.");
  }
  if (threshold.type == model::ecs::ThresholdType::bounded_percent && threshold.value > 100) {
    return invalid_parameter(
        "The value of the circuit breaker's threshold must not be greater than 100 with the type "
        "BOUNDED_PERCENT.");
  }
  return Done{};
}

/// An alarm's name has at most 255 characters, and AWS documents no bound for their number.
Result<Done> check_alarms(const Service& service) {
  const auto& alarms = service.deployment_configuration.alarms;
  if (!alarms || !alarms->enable) return Done{};
  if (alarms->alarm_names.empty() || alarms->alarm_names.size() > 100) {
    return invalid_parameter("Deployment alarms must name between 1 and 100 alarms.");
  }
  return Done{};
}

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html
Result<Done> check_placement(const Service& service) {
  if (const auto checked = check(service.placement_strategy); !checked) return checked;
  if (const auto checked = check(service.placement_constraints); !checked) return checked;
  if (!is_fargate(service)) return Done{};
  if (!service.placement_strategy.empty()) {
    return invalid_parameter("Placement strategies are not supported with FARGATE launch type.");
  }
  if (!service.placement_constraints.empty()) {
    return invalid_parameter("Placement constraints are not supported with FARGATE launch type.");
  }
  return Done{};
}

Result<Done> check_grace_period(const Service& service) {
  if (!service.health_check_grace_period_seconds) return Done{};
  if (*service.health_check_grace_period_seconds < 0) {
    return invalid_parameter("healthCheckGracePeriodSeconds must not be negative.");
  }
  // The task sets of others have load balancers of their own.
  if (is_governed_outside(service)) return Done{};
  if (*service.health_check_grace_period_seconds > 0 && service.load_balancers.empty() &&
      service.gateway_connectors.empty()) {
    return invalid_parameter(
        "Health check grace period is only valid for services configured to use load balancers");
  }
  return Done{};
}

Result<Done> check_rebalanced(const Service& service) {
  using model::ecs::AvailabilityZoneRebalancing;
  const bool wanted = service.availability_zone_rebalancing == AvailabilityZoneRebalancing::enabled;
  return wanted ? check_rebalancing(service) : Done{};
}

bool spreads_over_zones_first(const Service& service) {
  if (service.placement_strategy.empty()) return true;
  const auto& first = service.placement_strategy.front();
  return first.type == model::ecs::PlacementStrategyType::spread &&
         first.field == "attribute:ecs.availability-zone";
}

bool is_bound_to_zones(const Service& service) {
  return std::ranges::any_of(service.placement_constraints, [](const auto& constraint) {
    return constraint.expression.value_or("").find("ecs.availability-zone") != std::string::npos;
  });
}

Result<Done> check_load_balancer_count(const Service& service) {
  if (service.load_balancers.size() > 5) {
    return invalid_parameter("load balancers can have at most 5 items.");
  }
  return Done{};
}

bool has_port(const model::ecs::ContainerDefinition& container, int port) {
  return container.port_mappings &&
         std::ranges::any_of(*container.port_mappings, [port](const auto& mapping) {
           return mapping.container_port == port;
         });
}

Result<Done> check_container(const model::ecs::LoadBalancer& load_balancer,
                             const model::ecs::TaskDefinition& definition) {
  const std::string name = load_balancer.container_name.value_or("");
  const int port = load_balancer.container_port.value_or(0);
  const auto& containers = *definition.container_definitions;
  const auto container = std::ranges::find_if(
      containers, [&name](const auto& candidate) { return candidate.name == name; });
  if (container == containers.end()) {
    return invalid_parameter("The container " + name + " does not exist in the task definition.");
  }
  if (!has_port(*container, port)) {
    return invalid_parameter("The container " + name + " did not have a container port " +
                             std::to_string(port) + " defined.");
  }
  return Done{};
}

/// What belonged to the strategy before does not outlive it, unless it is given again.
void forget_other_strategies(const model::ecs::DeploymentConfiguration& given,
                             model::ecs::DeploymentConfiguration& made) {
  made.linear_configuration = given.linear_configuration;
  made.canary_configuration = given.canary_configuration;
  if (shifts_traffic(made)) {
    made.early_success_criteria = given.early_success_criteria;
    return;
  }
  made.lifecycle_hooks = given.lifecycle_hooks;
  made.bake_time_in_minutes = given.bake_time_in_minutes;
}

}  // namespace

Result<Done> check(const Service& service) {
  using Rule = Result<Done> (*)(const Service&);
  constexpr std::array<Rule, 11> rules = {
      check_name,      check_counts,          check_daemon,
      check_percents,  check_circuit_breaker, check_alarms,
      check_placement, check_grace_period,    check_load_balancer_count,
      check_strategy,  check_rebalanced};
  for (const Rule rule : rules) {
    if (const auto checked = rule(service); !checked) return checked;
  }
  return Done{};
}

/// The first two sentences are AWS's, as users quote them from their deployments; how it says the
/// rest, which its guide lists, is not known.
Result<Done> check_rebalancing(const Service& service) {
  if (is_daemon(service)) {
    return invalid_parameter("Availability Zone Rebalancing does not support DAEMON services");
  }
  if (bounds(service).maximum_percent <= 100) {
    return invalid_parameter(
        "Availability Zone Rebalancing does not support maximumPercent <= 100 % as deployment "
        "configuration.");
  }
  if (service.launch_type == model::ecs::LaunchType::external) {
    return invalid_parameter(
        "Availability Zone Rebalancing does not support the EXTERNAL launch type.");
  }
  if (!spreads_over_zones_first(service)) {
    return invalid_parameter(
        "Availability Zone Rebalancing does not support placement strategies of which the first "
        "is not spread by attribute:ecs.availability-zone.");
  }
  if (is_bound_to_zones(service)) {
    return invalid_parameter(
        "Availability Zone Rebalancing does not support attribute:ecs.availability-zone as a "
        "placement constraint.");
  }
  return Done{};
}

Result<Done> check(const model::ecs::LoadBalancer& load_balancer,
                   const model::ecs::TaskDefinition& definition, const elb::TargetGroup* group,
                   bool group_has_load_balancer) {
  if (const auto checked = check_container(load_balancer, definition); !checked) return checked;
  if (!load_balancer.target_group_arn) {
    return invalid_parameter("A target group ARN must be specified for each load balancer.");
  }
  const std::string arn = *load_balancer.target_group_arn;
  if (group == nullptr) {
    return invalid_parameter("The target group with targetGroupArn " + arn + " does not exist.");
  }
  if (!group_has_load_balancer) {
    return invalid_parameter("The target group with targetGroupArn " + arn +
                             " does not have an associated load balancer.");
  }
  const auto mode = network_mode(definition);
  const bool awsvpc = mode == model::ecs::NetworkMode::awsvpc;
  if (awsvpc != (group->target_type == model::elbv2::TargetTypeEnum::ip)) {
    return invalid_parameter(
        "The provided target group " + arn + " has target type " +
        std::string(model::to_text(group->target_type)) + ", which is incompatible with the " +
        std::string(model::to_text(mode)) + " network mode specified in the task definition.");
  }
  return Done{};
}

model::ecs::DeploymentConfiguration complete(const model::ecs::DeploymentConfiguration& given,
                                             const model::ecs::DeploymentConfiguration& had,
                                             SchedulingStrategy strategy) {
  const bool daemon = strategy == SchedulingStrategy::daemon;
  model::ecs::DeploymentConfiguration made = had;
  if (given.deployment_circuit_breaker) {
    made.deployment_circuit_breaker = given.deployment_circuit_breaker;
  }
  if (given.maximum_percent) made.maximum_percent = given.maximum_percent;
  if (given.minimum_healthy_percent) made.minimum_healthy_percent = given.minimum_healthy_percent;
  if (given.alarms) made.alarms = given.alarms;
  if (given.strategy) made.strategy = given.strategy;
  if (given.bake_time_in_minutes) made.bake_time_in_minutes = given.bake_time_in_minutes;
  if (given.lifecycle_hooks) made.lifecycle_hooks = given.lifecycle_hooks;
  if (given.linear_configuration) made.linear_configuration = given.linear_configuration;
  if (given.canary_configuration) made.canary_configuration = given.canary_configuration;
  if (given.early_success_criteria) made.early_success_criteria = given.early_success_criteria;
  if (given.strategy && given.strategy != had.strategy) forget_other_strategies(given, made);
  if (!made.deployment_circuit_breaker) made.deployment_circuit_breaker.emplace();
  if (!made.maximum_percent) made.maximum_percent = daemon ? 100 : 200;
  if (!made.minimum_healthy_percent) made.minimum_healthy_percent = daemon ? 0 : 100;
  return made;
}

}  // namespace drydock::ecs
