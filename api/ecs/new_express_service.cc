#include "api/ecs/new_express_service.h"

#include <utility>

#include "api/ecs/lookup.h"
#include "api/ecs/new_service.h"
#include "api/ecs/tags.h"
#include "emulator/ec2/default_network.h"
#include "emulator/ecs/definition/task_definition_completion.h"
#include "emulator/ecs/definition/task_definition_rules.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/express/express_service.h"
#include "emulator/ecs/express/express_task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/target_group.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::CreateExpressGatewayServiceRequest;
using model::ecs::UpdateExpressGatewayServiceRequest;

constexpr const char* usual_health_check_path = "/ping";
constexpr const char* usual_log_prefix = "ecs";
constexpr std::size_t family_length_max = 255;

/// A definition of the customer's says all of the tasks.
template <class Request>
Result<Done> check_one_source(const Request& request) {
  if (!request.task_definition_arn || !describes_task(request)) return Done{};
  return invalid_parameter(
      "taskDefinitionArn cannot be specified together with primaryContainer, executionRoleArn, "
      "taskRoleArn, cpu, memory, or cpuArchitecture.");
}

/// What a definition cannot be made without.
template <class Request>
Result<Done> check_made_of(const Request& request) {
  if (!request.primary_container) {
    return invalid_parameter("Either primaryContainer or taskDefinitionArn must be specified.");
  }
  if (!request.execution_role_arn) {
    return invalid_parameter("executionRoleArn must be specified with primaryContainer.");
  }
  return Done{};
}

Result<ExpressDefinition> customers_definition(const aws::Context& context,
                                               const std::string& arn) {
  const auto found = find_active_task_definition(context.store, context.world, arn);
  if (!found) return found.error();
  if (const auto checked = check_express((*found)->definition); !checked) return checked.error();
  return ExpressDefinition{.definition = (*found)->definition, .is_customers = true};
}

/// Tasks write to a log group of their service's own, unless they are told to write elsewhere.
void give_log_group(ExpressTask& task, const Service& service, IdSource& ids) {
  if (task.container.aws_logs_configuration) return;
  task.container.aws_logs_configuration = {
      .log_group = "/aws/ecs/" + service.key() + "-" + ids.hex(4),
      .log_stream_prefix = usual_log_prefix};
}

/// A definition of these tasks, to be registered in the service's family.
Result<ExpressDefinition> made_definition(aws::Context& context, ExpressTask task,
                                          const Service& service, const HostAccess& access) {
  give_log_group(task, service, context.ids);
  const std::string family = (service.cluster + "-" + service.name).substr(0, family_length_max);
  const auto request = registration_of(task, family, context.world.region);
  if (const auto checked = check(request); !checked) return checked.error();
  ExpressDefinition made{.definition = complete(request), .is_customers = false};
  if (auto refused = host_refusal(made.definition, access)) {
    return client_error(std::move(*refused));
  }
  return made;
}

/// The cluster's name. It must be there, but for the default one, which Express Mode makes.
Result<std::string> cluster_for(const aws::Context& context,
                                const std::optional<std::string>& given) {
  const auto name = cluster_name(context.world, given);
  if (!name || *name == "default") return name;
  const auto cluster = find_active_cluster(context.store, context.world, given);
  if (!cluster) return cluster.error();
  return name;
}

/// The name that is given, or one made of what the tasks are made of.
std::string name_of(aws::Context& context, const CreateExpressGatewayServiceRequest& request) {
  if (request.service_name) return *request.service_name;
  const auto& container = request.primary_container;
  return express_name(container ? container->image : request.task_definition_arn.value_or(""),
                      context.ids.hex(4));
}

Result<Service> unchecked_service(aws::Context& context,
                                  const CreateExpressGatewayServiceRequest& request) {
  const auto cluster = cluster_for(context, request.cluster);
  if (!cluster) return cluster.error();
  Service service;
  service.cluster = *cluster;
  service.cluster_arn = cluster_arn(context.world, *cluster);
  service.name = name_of(context, request);
  service.arn = service_arn(context.world, *cluster, service.name);
  take_express_settings(service);
  service.network_configuration = express_network(request.network_configuration, std::nullopt,
                                                  ec2::default_network(context.world));
  service.role_arn = service_linked_role(context.world);
  service.created_at = context.now;
  service.created_by = context.caller.arn;
  service.tags = request.tags.value_or(std::vector<model::ecs::Tag>{});
  return service;
}

Result<ExpressDefinition> definition_for(aws::Context& context,
                                         const CreateExpressGatewayServiceRequest& request,
                                         const Service& service, const HostAccess& access) {
  if (const auto checked = check_one_source(request); !checked) return checked.error();
  if (request.task_definition_arn) {
    return customers_definition(context, *request.task_definition_arn);
  }
  if (const auto checked = check_made_of(request); !checked) return checked.error();
  ExpressTask task;
  amend(request, task);
  return made_definition(context, std::move(task), service, access);
}

ExpressFront front_of(const model::ecs::NetworkConfiguration& network, int port, std::string path) {
  const auto& vpc = *network.awsvpc_configuration;
  return {.subnets = vpc.subnets,
          .security_groups = vpc.security_groups.value_or(std::vector<std::string>{}),
          .port = port,
          .health_check_path = std::move(path)};
}

/// What of the service is the caller's to choose; all else is right as Express Mode makes it.
Result<Done> check_service(const aws::Context& context, const Service& service) {
  if (const auto tags = check_tags(service.tags); !tags) return tags;
  if (!is_name(service.name)) {
    return invalid_parameter("Service name contains invalid characters.");
  }
  return check_name_is_free(context.store.find<Service>(context.world, service.key()));
}

/// The definition that the update wants; nothing where it is the one that the service has.
Result<std::optional<ExpressDefinition>> changed_definition(
    aws::Context& context, const Service& service, const ExpressGateway& gateway,
    const UpdateExpressGatewayServiceRequest& request, const HostAccess& access) {
  using Changed = std::optional<ExpressDefinition>;
  if (const auto checked = check_one_source(request); !checked) return checked.error();
  if (request.task_definition_arn) {
    auto customers = customers_definition(context, *request.task_definition_arn);
    if (!customers) return customers.error();
    const bool same = customers->definition.task_definition_arn == service.task_definition;
    return same ? Changed() : Changed(*std::move(customers));
  }
  if (!describes_task(request)) return Changed();
  const auto* before = find_revision(context.store, context.world, service.task_definition);
  const bool goes_on = before != nullptr && !gateway.customer_definition;
  if (!goes_on) {
    if (const auto checked = check_made_of(request); !checked) return checked.error();
  }
  ExpressTask task = goes_on ? task_of(before->definition) : ExpressTask{};
  amend(request, task);
  auto made = made_definition(context, std::move(task), service, access);
  if (!made) return made.error();
  const bool same = goes_on && is_same(made->definition, before->definition);
  return same ? Changed() : Changed(*std::move(made));
}

Result<std::optional<model::ecs::NetworkConfiguration>> changed_network(
    const aws::Context& context, const Service& service,
    const UpdateExpressGatewayServiceRequest& request) {
  using Changed = std::optional<model::ecs::NetworkConfiguration>;
  if (!request.network_configuration) return Changed();
  auto network = express_network(request.network_configuration, service.network_configuration,
                                 ec2::default_network(context.world));
  const auto checked = check_network(context.world, front_of(network, 80, ""));
  if (!checked) return checked.error();
  if (network == service.network_configuration) return Changed();
  return Changed(std::move(network));
}

Result<std::optional<std::string>> changed_path(const aws::Context& context, const Service& service,
                                                const std::optional<std::string>& given) {
  if (!given || *given == health_check_path_of(context, service)) {
    return std::optional<std::string>();
  }
  if (const auto checked = check_health_check_path(*given); !checked) return checked.error();
  return given;
}

Result<std::optional<ExpressScaling>> changed_scaling(
    const aws::Context& context, const ExpressGateway& gateway,
    const std::optional<model::ecs::ExpressGatewayScalingTarget>& given) {
  if (!given) return std::optional<ExpressScaling>();
  const auto before = present_scaling(context.store, context.world, gateway);
  const auto scaling = scaled_so(before.value_or(ExpressScaling{}), given);
  if (!scaling) return scaling.error();
  return scaling == before ? std::optional<ExpressScaling>() : std::optional(*scaling);
}

}  // namespace

Result<NewExpressService> new_express_service(aws::Context& context,
                                              const CreateExpressGatewayServiceRequest& request,
                                              const HostAccess& access) {
  auto service = unchecked_service(context, request);
  if (!service) return service.error();
  if (const auto checked = check_service(context, *service); !checked) return checked.error();
  auto definition = definition_for(context, request, *service, access);
  if (!definition) return definition.error();
  const auto scaling = scaled_so({}, request.scaling_target);
  if (!scaling) return scaling.error();
  service->desired_count = scaling->minimum;
  ExpressFront front = front_of(*service->network_configuration, port_of(definition->definition),
                                request.health_check_path.value_or(usual_health_check_path));
  const auto checked = check_front(context.store, context.world, front);
  if (!checked) return checked.error();
  return NewExpressService{.service = *std::move(service),
                           .definition = *std::move(definition),
                           .front = std::move(front),
                           .scaling = *scaling};
}

Result<ExpressChanges> express_changes(aws::Context& context, const Service& service,
                                       const ExpressGateway& gateway,
                                       const UpdateExpressGatewayServiceRequest& request,
                                       const HostAccess& access) {
  auto definition = changed_definition(context, service, gateway, request, access);
  if (!definition) return definition.error();
  auto network = changed_network(context, service, request);
  if (!network) return network.error();
  auto path = changed_path(context, service, request.health_check_path);
  if (!path) return path.error();
  auto scaling = changed_scaling(context, gateway, request.scaling_target);
  if (!scaling) return scaling.error();
  return ExpressChanges{.definition = *std::move(definition),
                        .network = *std::move(network),
                        .health_check_path = *std::move(path),
                        .scaling = *std::move(scaling)};
}

std::string health_check_path_of(const aws::Context& context, const Service& service) {
  const auto* set = primary_task_set(context.store, context.world, service);
  if (set == nullptr) return usual_health_check_path;
  const auto& groups = revision_of(context.store, context.world, *set).target_groups;
  if (groups.empty()) return usual_health_check_path;
  const auto* group = context.store.find<elb::TargetGroup>(context.world, groups.front());
  return group == nullptr ? usual_health_check_path : group->health_check.path;
}

}  // namespace drydock::ecs::api
