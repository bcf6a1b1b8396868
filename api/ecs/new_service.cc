#include "api/ecs/new_service.h"

#include <utility>

#include "api/ecs/lookup.h"
#include "api/ecs/tags.h"
#include "emulator/base/arn.h"
#include "emulator/base/function_arn.h"
#include "emulator/base/take.h"
#include "emulator/ecs/capacity_providers.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/deployment/controller_rules.h"
#include "emulator/ecs/deployment/external_task_sets.h"
#include "emulator/ecs/deployment/rollout.h"
#include "emulator/ecs/deployment/traffic_shift.h"
#include "emulator/ecs/express/express_gateway.h"
#include "emulator/ecs/gateway/gateway_connection.h"
#include "emulator/ecs/launch_rules.h"
#include "emulator/ecs/load_balancer_rules.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/service_rules.h"
#include "emulator/ecs/task_definition.h"
#include "model/ecs/common.h"
#include "model/ecs/service_model.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::AvailabilityZoneRebalancing;
using model::ecs::CreateServiceRequest;
using model::ecs::DeploymentControllerType;
using model::ecs::SchedulingStrategy;
using model::ecs::UpdateServiceRequest;

DeploymentControllerType controller_of(
    const std::optional<model::ecs::DeploymentController>& controller) {
  return controller ? controller->type : DeploymentControllerType::ecs;
}

/// Nothing would answer for a function that drydock has not been told of. Whether the name stands
/// in an ARN is for check_strategy to say.
Result<Done> check_functions(const model::ecs::DeploymentConfiguration& deployment,
                             const FunctionInvoker& functions) {
  if (!deployment.lifecycle_hooks) return Done{};
  for (const auto& hook : *deployment.lifecycle_hooks) {
    const auto name = function_name_in_arn(hook.hook_target_arn.value_or(""));
    if (is_pause(hook) || !name || functions.knows(*name)) continue;
    return not_emulated("Lambda. Start it with --lambda " + *name +
                        "=URL to say where the function is that this lifecycle hook calls.");
  }
  return Done{};
}

/// What drydock would have to ignore, it refuses. Tools send empty lists where they mean nothing.
template <class Request>
Result<Done> check_supported(const Request& request, const FunctionInvoker& functions) {
  if (request.deployment_configuration) {
    const auto supported = check_functions(*request.deployment_configuration, functions);
    if (!supported) return supported;
  }
  if (request.service_registries && !request.service_registries->empty()) {
    return not_emulated("service discovery.");
  }
  if (request.service_connect_configuration && request.service_connect_configuration->enabled) {
    return not_emulated("Service Connect.");
  }
  if (request.volume_configurations && !request.volume_configurations->empty()) {
    return not_emulated("volumes that are configured at launch.");
  }
  if (request.vpc_lattice_configurations && !request.vpc_lattice_configurations->empty()) {
    return not_emulated("VPC Lattice.");
  }
  if (request.monitoring && request.monitoring->metric_configurations) {
    return not_emulated("the monitoring of services.");
  }
  return Done{};
}

Result<Done> check_launch(const Service& service, const TaskDefinition& definition) {
  const auto launch = ecs::check(Launch{.definition = definition.definition,
                                        .launch_type = service.launch_type,
                                        .strategy = service.capacity_provider_strategy,
                                        .platform_version = service.platform_version,
                                        .network_configuration = service.network_configuration});
  if (!launch) return launch;
  return ecs::check(service);
}

/// A role of one's own is for services that register EC2 instances only.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using-service-linked-roles.html
Result<Done> check_role(const std::optional<std::string>& role, const TaskDefinition& definition) {
  if (!role || network_mode(definition.definition) != model::ecs::NetworkMode::awsvpc) {
    return Done{};
  }
  return invalid_parameter(
      "You cannot specify an IAM role for services that require a service linked role.");
}

/// A service that can be rebalanced is, unless the caller says otherwise.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
AvailabilityZoneRebalancing preset_rebalancing(const Service& service) {
  const bool can = check_rebalancing(service).has_value();
  return can ? AvailabilityZoneRebalancing::enabled : AvailabilityZoneRebalancing::disabled;
}

/// Of a DAEMON service, desiredCount follows from the container instances.
Result<Done> check_desired_count(SchedulingStrategy strategy, std::optional<int> desired_count) {
  if (strategy != SchedulingStrategy::daemon || !desired_count) return Done{};
  return invalid_parameter(
      "The daemon scheduling strategy does not support a desired count for services. Remove the "
      "desired count value and try again");
}

void take_settings(Service& service, const CreateServiceRequest& request, const World& world) {
  service.scheduling_strategy = request.scheduling_strategy.value_or(SchedulingStrategy::replica);
  service.desired_count = is_daemon(service) ? 0 : request.desired_count.value_or(1);
  service.platform_version = request.platform_version;
  take(request.load_balancers, service.load_balancers);
  take(request.gateway_connectors, service.gateway_connectors);
  take(request.service_registries, service.service_registries);
  service.network_configuration = request.network_configuration;
  service.deployment_configuration =
      complete(request.deployment_configuration.value_or(model::ecs::DeploymentConfiguration{}), {},
               service.scheduling_strategy);
  service.deployment_controller = request.deployment_controller;
  service.health_check_grace_period_seconds = request.health_check_grace_period_seconds;
  const bool is_balanced = !service.load_balancers.empty() || !service.gateway_connectors.empty();
  if (is_balanced && !service.health_check_grace_period_seconds) {
    service.health_check_grace_period_seconds = 0;
  }
  take(request.placement_constraints, service.placement_constraints);
  take(request.placement_strategy, service.placement_strategy);
  service.availability_zone_rebalancing =
      request.availability_zone_rebalancing.value_or(preset_rebalancing(service));
  service.propagate_tags = request.propagate_tags;
  service.enable_ecs_managed_tags = request.enable_ecs_managed_tags.value_or(false);
  service.enable_execute_command = request.enable_execute_command.value_or(false);
  service.role_arn = request.role.value_or(service_linked_role(world));
  take(request.tags, service.tags);
}

/// What tasks are made of.
void take_deployed(Service& service, const UpdateServiceRequest& request) {
  take(request.platform_version, service.platform_version);
  take(request.load_balancers, service.load_balancers);
  take(request.gateway_connectors, service.gateway_connectors);
  take(request.service_registries, service.service_registries);
  take(request.network_configuration, service.network_configuration);
  if (request.capacity_provider_strategy && !request.capacity_provider_strategy->empty()) {
    service.capacity_provider_strategy = *request.capacity_provider_strategy;
    service.launch_type.reset();
  }
}

/// All else.
void take_settings(Service& service, const UpdateServiceRequest& request) {
  take(request.desired_count, service.desired_count);
  service.deployment_configuration =
      complete(request.deployment_configuration.value_or(model::ecs::DeploymentConfiguration{}),
               service.deployment_configuration, service.scheduling_strategy);
  take(request.health_check_grace_period_seconds, service.health_check_grace_period_seconds);
  take(request.placement_constraints, service.placement_constraints);
  take(request.placement_strategy, service.placement_strategy);
  take(request.availability_zone_rebalancing, service.availability_zone_rebalancing);
  take(request.propagate_tags, service.propagate_tags);
  take(request.enable_ecs_managed_tags, service.enable_ecs_managed_tags);
  take(request.enable_execute_command, service.enable_execute_command);
}

bool runs_on_fargate(const Service& service) {
  return is_fargate(service.launch_type, service.capacity_provider_strategy);
}

/// What runs the service: of one with an EXTERNAL controller nothing is known yet, and AWS shows
/// the launch type EC2.
void take_capacity(Service& service, const CreateServiceRequest& request, const Cluster& cluster) {
  service.launch_type = request.launch_type;
  take(request.capacity_provider_strategy, service.capacity_provider_strategy);
  const bool external =
      controller_of(request.deployment_controller) == DeploymentControllerType::external;
  choose_capacity(
      service.launch_type, service.capacity_provider_strategy,
      external ? CapacityProviderStrategy{} : cluster.default_capacity_provider_strategy);
}

/// The service as the request has it, but for its task definition.
Service unchecked_service(const aws::Context& context, const Cluster& cluster,
                          const CreateServiceRequest& request) {
  Service service;
  service.name = request.service_name;
  service.cluster = cluster.name;
  service.cluster_arn = cluster.arn;
  service.arn = service_arn(context.world, cluster.name, request.service_name);
  service.created_at = context.now;
  service.created_by = context.caller.arn;
  take_capacity(service, request, cluster);
  take_settings(service, request, context.world);
  if (is_governed_outside(service)) {
    drop_what_controllers_ignore(runs_on_fargate(service), service.deployment_configuration);
  }
  return service;
}

/// A service that is governed from outside, with what is not its task sets'.
Result<Service> updated_governed_service(const Service& before,
                                         const UpdateServiceRequest& request) {
  Service service = before;
  take_settings(service, request);
  drop_what_controllers_ignore(runs_on_fargate(service), service.deployment_configuration);
  if (const auto checked = ecs::check(service); !checked) return checked.error();
  return service;
}

/// What Express Mode has made has an endpoint of its own.
Result<Done> check_express(const aws::Context& context, const Service& service,
                           const UpdateServiceRequest& request) {
  if (!request.gateway_connectors || request.gateway_connectors->empty()) return Done{};
  if (context.store.find<ExpressGateway>(context.world, service.key()) == nullptr) return Done{};
  return invalid_parameter("An Express Mode service cannot use gatewayConnectors.");
}

}  // namespace

aws::Error not_idempotent() { return invalid_parameter("Creation of service was not idempotent."); }

Result<Done> check_name_is_free(const Service* existing) {
  if (existing == nullptr || existing->status == ServiceStatus::inactive) return Done{};
  if (existing->status == ServiceStatus::draining) {
    return invalid_parameter("Unable to Start a service that is still Draining.");
  }
  return not_idempotent();
}

std::string service_linked_role(const World& world) {
  return make_global_arn("iam", world,
                         "role/aws-service-role/ecs.amazonaws.com/AWSServiceRoleForECS");
}

Result<Service> new_service(const aws::Context& context, const Cluster& cluster,
                            const CreateServiceRequest& request, const FunctionInvoker& functions) {
  if (const auto checked = check_supported(request, functions); !checked) return checked.error();
  if (const auto tags = check_tags(request.tags); !tags) return tags.error();
  const auto controller = controller_of(request.deployment_controller);
  const auto controlled = check_controlled(controller, request);
  if (!controlled) return controlled.error();
  Service service = unchecked_service(context, cluster, request);
  if (controller == DeploymentControllerType::external) {
    if (const auto checked = ecs::check(service); !checked) return checked.error();
    return service;
  }
  if (!request.task_definition) return invalid_parameter("TaskDefinition can not be blank.");
  const auto definition =
      find_active_task_definition(context.store, context.world, *request.task_definition);
  if (!definition) return definition.error();
  service.task_definition = (*definition)->definition.task_definition_arn.value_or("");
  if (const auto role = check_role(request.role, **definition); !role) return role.error();
  if (const auto checked = check_launch(service, **definition); !checked) return checked.error();
  const auto count = check_desired_count(service.scheduling_strategy, request.desired_count);
  if (!count) return count.error();
  const auto checked = check_load_balancers(context.store, context.world, service.load_balancers,
                                            (*definition)->definition);
  if (!checked) return checked.error();
  const auto connected =
      check_connectors(context.store, context.world, service, (*definition)->definition);
  if (!connected) return connected.error();
  return service;
}

Result<Service> updated_service(const aws::Context& context, const Service& before,
                                const UpdateServiceRequest& request,
                                const FunctionInvoker& functions) {
  if (const auto checked = check_supported(request, functions); !checked) return checked.error();
  const auto strategy = before.scheduling_strategy;
  if (const auto count = check_desired_count(strategy, request.desired_count); !count) {
    return count.error();
  }
  const auto controller = controller_of(before.deployment_controller);
  if (request.deployment_controller && request.deployment_controller->type != controller) {
    return not_emulated("the change of a service's deployment controller.");
  }
  const auto controlled = check_controlled(controller, request);
  if (!controlled) return controlled.error();
  if (const auto express = check_express(context, before, request); !express) {
    return express.error();
  }
  if (is_governed_outside(before)) return updated_governed_service(before, request);
  const auto definition =
      request.task_definition
          ? find_active_task_definition(context.store, context.world, *request.task_definition)
          : find_task_definition(context.store, context.world, before.task_definition);
  if (!definition) return definition.error();
  if (*definition == nullptr) return client_error("TaskDefinition not found.");
  Service service = before;
  service.task_definition = (*definition)->definition.task_definition_arn.value_or("");
  take_deployed(service, request);
  take_settings(service, request);
  if (const auto checked = check_launch(service, **definition); !checked) return checked.error();
  if (needs_new_deployment(before, service, request.force_new_deployment.value_or(false))) {
    const auto connected =
        check_connectors(context.store, context.world, service, (*definition)->definition);
    if (!connected) return connected.error();
  }
  // What a service has, it keeps, even where its target group has lost its load balancer.
  if (request.load_balancers || request.task_definition) {
    const auto checked = check_load_balancers(context.store, context.world, service.load_balancers,
                                              (*definition)->definition);
    if (!checked) return checked.error();
  }
  return service;
}

}  // namespace drydock::ecs::api
