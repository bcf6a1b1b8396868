#include "api/ecs/express_description.h"

#include <utility>
#include <vector>

#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/express/express_scaling.h"
#include "emulator/ecs/express/express_task.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/target_group.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::ExpressGatewayServiceConfiguration;
using StatusCode = model::ecs::ExpressGatewayServiceStatusCode;

StatusCode code_of(ServiceStatus status) {
  switch (status) {
    case ServiceStatus::active:
      return StatusCode::active;
    case ServiceStatus::draining:
      return StatusCode::draining;
    case ServiceStatus::inactive:
      break;
  }
  return StatusCode::inactive;
}

void show_task(ExpressGatewayServiceConfiguration& shown, ExpressTask task) {
  shown.execution_role_arn = std::move(task.execution_role_arn);
  shown.task_role_arn = std::move(task.task_role_arn);
  shown.cpu = std::move(task.cpu);
  shown.memory = std::move(task.memory);
  shown.cpu_architecture = task.cpu_architecture;
  shown.primary_container = std::move(task.container);
}

void show_network(ExpressGatewayServiceConfiguration& shown, const ServiceRevision& revision) {
  const auto& network = revision.network_configuration;
  if (!network || !network->awsvpc_configuration) return;
  shown.network_configuration = {.security_groups = network->awsvpc_configuration->security_groups,
                                 .subnets = network->awsvpc_configuration->subnets};
}

void show_health_check(ExpressGatewayServiceConfiguration& shown, const Store& store,
                       const World& world, const ServiceRevision& revision) {
  if (revision.target_groups.empty()) return;
  const auto* group = store.find<elb::TargetGroup>(world, revision.target_groups.front());
  if (group != nullptr) shown.health_check_path = group->health_check.path;
}

void show_scaling(ExpressGatewayServiceConfiguration& shown, const Store& store, const World& world,
                  const ExpressGateway& gateway) {
  const auto scaling = present_scaling(store, world, gateway);
  if (!scaling) return;
  shown.scaling_target = {.min_task_count = scaling->minimum,
                          .max_task_count = scaling->maximum,
                          .auto_scaling_metric = scaling->metric,
                          .auto_scaling_target_value = scaling->target_value};
}

ExpressGatewayServiceConfiguration describe_configuration(const Store& store, const World& world,
                                                          const ServiceRevision& revision,
                                                          const ExpressGateway& gateway,
                                                          const OwnPort& port) {
  ExpressGatewayServiceConfiguration shown;
  shown.service_revision_arn = service_revision_arn(world, revision.key());
  shown.task_definition_arn = revision.task_definition;
  const auto* definition = find_revision(store, world, revision.task_definition);
  if (definition != nullptr) show_task(shown, task_of(definition->definition));
  show_network(shown, revision);
  show_health_check(shown, store, world, revision);
  show_scaling(shown, store, world, gateway);
  shown.ingress_paths.emplace().push_back(
      {.access_type = model::ecs::AccessType::public_,
       .endpoint = endpoint_url(world, gateway.endpoint, port)});
  shown.created_at = revision.created_at;
  return shown;
}

/// What both descriptions begin with.
template <class Shown>
Shown begin(const Service& service, const ExpressGateway& gateway) {
  Shown shown;
  shown.cluster = service.cluster_arn;
  shown.service_name = service.name;
  shown.service_arn = service.arn;
  shown.status = {.status_code = code_of(service.status), .status_reason = std::nullopt};
  shown.created_at = service.created_at;
  shown.updated_at = gateway.updated_at;
  return shown;
}

}  // namespace

model::ecs::ECSExpressGatewayService describe(const Store& store, const World& world,
                                              const Service& service, const ExpressGateway& gateway,
                                              const OwnPort& port, bool with_tags) {
  auto shown = begin<model::ecs::ECSExpressGatewayService>(service, gateway);
  shown.infrastructure_role_arn = gateway.infrastructure_role_arn;
  shown.active_configurations.emplace();
  const auto sets = task_sets_of(store, world, service);
  for (const TaskSet* set : sets) {
    shown.active_configurations->push_back(
        describe_configuration(store, world, revision_of(store, world, *set), gateway, port));
  }
  const ServiceDeployment* current = current_deployment(store, world, service);
  if (current != nullptr && !sets.empty()) {
    shown.current_deployment = service_deployment_arn(world, current->key());
  }
  if (with_tags) shown.tags = service.tags;
  return shown;
}

model::ecs::UpdatedExpressGatewayService describe_update(const Store& store, const World& world,
                                                         const Service& service,
                                                         const ExpressGateway& gateway,
                                                         const OwnPort& port) {
  auto shown = begin<model::ecs::UpdatedExpressGatewayService>(service, gateway);
  if (const TaskSet* set = primary_task_set(store, world, service)) {
    shown.target_configuration =
        describe_configuration(store, world, revision_of(store, world, *set), gateway, port);
  }
  return shown;
}

}  // namespace drydock::ecs::api
