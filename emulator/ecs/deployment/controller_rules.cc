#include "emulator/ecs/deployment/controller_rules.h"

#include <string>
#include <utility>
#include <vector>

#include "emulator/ecs/deployment/traffic_shift.h"
#include "emulator/ecs/errors.h"
#include "emulator/ecs/load_balancer_rules.h"

namespace drydock::ecs {
namespace {

using model::ecs::CreateServiceRequest;
using model::ecs::DeploymentConfiguration;
using model::ecs::DeploymentControllerType;
using model::ecs::UpdateServiceRequest;

/// Tools send empty texts and lists where they mean nothing.
template <class Text>
bool is_given(const std::optional<Text>& member) {
  return member && !member->empty();
}

Result<Done> check_configuration(const std::optional<DeploymentConfiguration>& given) {
  if (!given) return Done{};
  // https://github.com/aws/aws-cdk/issues/26307: alarms are refused though they are off.
  if (given->alarms) {
    return invalid_parameter(
        "Alarm based rollback feature is only supported with ECS deployment controller. Update to "
        "ECS deployment controller and try again.");
  }
  const bool shifts = shifts_traffic(*given) || given->linear_configuration ||
                      given->canary_configuration || is_given(given->lifecycle_hooks) ||
                      given->bake_time_in_minutes;
  if (shifts) {
    return invalid_parameter(
        "Deployment strategies are only supported with ECS deployment controller. Update to ECS "
        "deployment controller and try again.");
  }
  return Done{};
}

Result<Done> check_scheduling(DeploymentControllerType controller,
                              const CreateServiceRequest& request) {
  if (request.scheduling_strategy != model::ecs::SchedulingStrategy::daemon) return Done{};
  return invalid_parameter("The daemon scheduling strategy is not supported with the " +
                           std::string(model::to_text(controller)) + " deployment controller.");
}

/// "You can specify only parameters that aren't controlled at the task set level."
Result<Done> check_blank(const CreateServiceRequest& request) {
  // https://github.com/aws/aws-cdk/issues/6245
  if (is_given(request.task_definition)) return invalid_parameter("TaskDefinition must be blank.");
  if (request.launch_type) return invalid_parameter("LaunchType must be blank.");
  if (is_given(request.platform_version)) {
    return invalid_parameter("PlatformVersion must be blank.");
  }
  // "If the service is configured to use … an external deployment controller … you don't specify a
  // role here."
  if (is_given(request.role)) {
    return invalid_parameter(
        "You cannot specify an IAM role for services that require a service linked role.");
  }
  // https://github.com/hashicorp/terraform-provider-aws/issues/27291
  const std::vector<std::pair<const char*, bool>> members = {
      {"LoadBalancers", is_given(request.load_balancers)},
      {"GatewayConnectors", is_given(request.gateway_connectors)},
      {"ServiceRegistries", is_given(request.service_registries)},
      {"CapacityProviderStrategy", is_given(request.capacity_provider_strategy)},
      {"NetworkConfiguration", request.network_configuration.has_value()}};
  for (const auto& [name, given] : members) {
    if (given) return invalid_parameter(std::string(name) + " must be empty or null.");
  }
  return Done{};
}

/// "The service is required to use either an Application Load Balancer or Network Load Balancer".
Result<Done> check_load_balancer(const CreateServiceRequest& request) {
  if (!is_given(request.load_balancers)) {
    return invalid_parameter(
        "A load balancer is required for services with a CODE_DEPLOY deployment controller.");
  }
  if (is_given(request.gateway_connectors)) {
    return invalid_parameter("GatewayConnectors must be empty or null.");
  }
  return check_single(*request.load_balancers);
}

/// Who is to be asked for a new deployment instead.
std::string on_services_of(DeploymentControllerType controller) {
  if (controller == DeploymentControllerType::code_deploy) {
    return " on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a "
           "new deployment.";
  }
  return " on services with an EXTERNAL deployment controller. Use CreateTaskSet to create a new "
         "task set.";
}

}  // namespace

Result<Done> check_controlled(DeploymentControllerType controller,
                              const CreateServiceRequest& request) {
  if (controller == DeploymentControllerType::ecs) return Done{};
  if (const auto checked = check_scheduling(controller, request); !checked) return checked;
  const auto configuration = check_configuration(request.deployment_configuration);
  if (!configuration) return configuration;
  if (controller == DeploymentControllerType::external) return check_blank(request);
  return check_load_balancer(request);
}

Result<Done> check_controlled(DeploymentControllerType controller,
                              const UpdateServiceRequest& request) {
  if (controller == DeploymentControllerType::ecs) return Done{};
  const bool external = controller == DeploymentControllerType::external;
  const std::vector<std::pair<const char*, bool>> members = {
      {"task definition", is_given(request.task_definition)},
      {"network parameters", request.network_configuration.has_value()},
      {"platform version", is_given(request.platform_version)},
      {"gateway connectors", is_given(request.gateway_connectors)},
      {"load balancers", is_given(request.load_balancers)},
      {"service registries", is_given(request.service_registries)},
      {"capacity provider strategy", is_given(request.capacity_provider_strategy)},
      {"deployment configuration", external && request.deployment_configuration.has_value()}};
  for (const auto& [name, given] : members) {
    if (given) {
      return invalid_parameter("Unable to update " + std::string(name) +
                               on_services_of(controller));
    }
  }
  if (request.force_new_deployment.value_or(false)) {
    return invalid_parameter("Cannot force a new deployment" + on_services_of(controller));
  }
  return check_configuration(request.deployment_configuration);
}

void drop_what_controllers_ignore(bool is_fargate, DeploymentConfiguration& configuration) {
  configuration.deployment_circuit_breaker.reset();
  if (is_fargate) return;
  configuration.maximum_percent = 200;
  configuration.minimum_healthy_percent = 100;
}

}  // namespace drydock::ecs
