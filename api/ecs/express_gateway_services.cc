#include "api/ecs/express_gateway_services.h"

#include <optional>
#include <string>
#include <utility>

#include "api/ecs/clusters.h"
#include "api/ecs/new_express_service.h"
#include "emulator/base/arn.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/definition/task_definition_registration.h"
#include "emulator/ecs/deployment/rollout.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/errors.h"
#include "emulator/ecs/express/express_service.h"
#include "emulator/ecs/express/express_task.h"
#include "emulator/ecs/gateway/front_parts.h"
#include "emulator/elb/target_group.h"
#include "model/ecs/service_model.h"

namespace drydock::ecs::api {
namespace {

autoscaling::Scaling scaling_in(aws::Context& context) {
  return {.store = context.store, .world = context.world, .ids = context.ids, .now = context.now};
}

/// An Express service in its two records.
struct FoundExpress {
  const Service* service;
  const ExpressGateway* gateway;
};

/// Nothing where the ARN is that of no Express service.
std::optional<FoundExpress> find_express(const aws::Context& context, const std::string& text) {
  constexpr std::string_view kind = "service/";
  const auto arn = Arn::parse(text);
  if (!arn || arn->service != "ecs" || !is_of(*arn, context.world)) return std::nullopt;
  if (!arn->resource.starts_with(kind)) return std::nullopt;
  const std::string key = arn->resource.substr(kind.size());
  const auto* service = context.store.find<Service>(context.world, key);
  const auto* gateway = context.store.find<ExpressGateway>(context.world, key);
  if (service == nullptr || gateway == nullptr) return std::nullopt;
  return FoundExpress{.service = service, .gateway = gateway};
}

/// The service of a call that changes it. The words are AWS's, as Terraform's provider knows them:
/// https://github.com/hashicorp/terraform-provider-aws/pull/45235
Result<FoundExpress> find_active(const aws::Context& context, const std::string& arn) {
  const auto found = find_express(context, arn);
  if (!found) return invalid_parameter("Resource not found.");
  const auto refused = [](std::string words) {
    return aws::Error(model::ecs::error::service_not_active_exception, std::move(words));
  };
  switch (found->service->status) {
    case ServiceStatus::active:
      return *found;
    case ServiceStatus::draining:
      return refused("Service is in DRAINING status.");
    case ServiceStatus::inactive:
      break;
  }
  return refused("Cannot perform this operation on a service in INACTIVE status.");
}

void ensure_cluster(aws::Context& context, const std::string& name) {
  const auto* cluster = context.store.find<Cluster>(context.world, name);
  if (cluster != nullptr && cluster->status == ClusterStatus::active) return;
  model::ecs::CreateClusterRequest request;
  request.capacity_providers.emplace().emplace_back("FARGATE");
  context.store.put(context.world, new_cluster(context, name, request));
}

/// The ARN of the definition, which is registered unless it is the customer's.
std::string settle(aws::Context& context, ExpressDefinition wanted) {
  if (wanted.is_customers) return wanted.definition.task_definition_arn.value_or("");
  const TaskDefinition& kept =
      register_revision(context.store, context.world, std::move(wanted.definition), {},
                        context.caller.arn, context.now);
  return kept.definition.task_definition_arn.value_or("");
}

/// The service as the changes have it. What is to be registered for it is.
Service changed(aws::Context& context, Service service, ExpressChanges changes) {
  if (changes.network) service.network_configuration = std::move(changes.network);
  if (!changes.definition) return service;
  const int port = port_of(changes.definition->definition);
  for (auto& load_balancer : service.load_balancers) load_balancer.container_port = port;
  service.task_definition = settle(context, *std::move(changes.definition));
  return service;
}

/// The tasks that the service is to run are checked by this path from now on.
void check_by(aws::Context& context, const Service& service, const std::string& path) {
  const auto* set = primary_task_set(context.store, context.world, service);
  for (const std::string& arn : revision_of(context.store, context.world, *set).target_groups) {
    if (context.store.find<elb::TargetGroup>(context.world, arn) == nullptr) continue;
    context.store.change<elb::TargetGroup>(
        context.world, arn, [&path](elb::TargetGroup& group) { group.health_check.path = path; });
  }
}

/// Carries out the changes of the service with this key.
void carry_out(aws::Context& context, const std::string& key, ExpressChanges changes) {
  const Service before = *context.store.find<Service>(context.world, key);
  const bool is_customers = changes.definition && changes.definition->is_customers;
  const bool is_made = changes.definition && !is_customers;
  const bool has_path = changes.health_check_path.has_value();
  // The target group that the new tasks come to may still have the path of the ones before last.
  const std::string path =
      changes.health_check_path.value_or(health_check_path_of(context, before));
  Service after = changed(context, before, std::move(changes));
  if (needs_new_deployment(before, after, has_path)) {
    const Service& kept =
        start_deployment(context.store, context.world, std::move(after), context.ids, context.now);
    check_by(context, kept, path);
  }
  context.store.change<ExpressGateway>(context.world, key, [&](ExpressGateway& gateway) {
    gateway.updated_at = context.now;
    gateway.customer_definition = (gateway.customer_definition || is_customers) && !is_made;
  });
}

}  // namespace

Result<model::ecs::CreateExpressGatewayServiceResponse> ExpressGatewayServices::create(
    aws::Context& context, const model::ecs::CreateExpressGatewayServiceRequest& request) const {
  auto made = new_express_service(context, request, access_);
  if (!made) return made.error();
  Service& service = made->service;
  ExpressGateway gateway{.service = service.key()};
  gateway.infrastructure_role_arn = request.infrastructure_role_arn;
  gateway.endpoint = new_endpoint(service.name, context.ids);
  gateway.customer_definition = made->definition.is_customers;
  gateway.updated_at = context.now;
  forget_deployments(context.store, context.world, gateway.service);
  put_front(context.store, context.world, gateway, made->front, context.ids, context.now);
  context.store.put(context.world, gateway);
  if (const auto kept = keep_scaling(scaling_in(context), gateway, made->scaling); !kept) {
    take_front_down(context.store, context.world, gateway.service);
    context.store.erase<ExpressGateway>(context.world, gateway.service);
    return invalid_parameter(kept.error().message());
  }
  ensure_cluster(context, service.cluster);
  service.load_balancers = {express_load_balancer(gateway, made->front.port)};
  service.task_definition = settle(context, std::move(made->definition));
  const Service& kept =
      start_deployment(context.store, context.world, std::move(service), context.ids, context.now);
  return model::ecs::CreateExpressGatewayServiceResponse{
      .service = api::describe(context.store, context.world, kept, gateway, port_, true)};
}

Result<model::ecs::UpdateExpressGatewayServiceResponse> ExpressGatewayServices::update(
    aws::Context& context, const model::ecs::UpdateExpressGatewayServiceRequest& request) const {
  const auto found = find_active(context, request.service_arn);
  if (!found) return found.error();
  const std::string key = found->service->key();
  auto changes = express_changes(context, *found->service, *found->gateway, request, access_);
  if (!changes) return changes.error();
  if (changes->scaling) {
    const auto kept = keep_scaling(scaling_in(context), *found->gateway, *changes->scaling);
    if (!kept) return invalid_parameter(kept.error().message());
  }
  carry_out(context, key, *std::move(changes));
  return model::ecs::UpdateExpressGatewayServiceResponse{
      .service = describe_update(context.store, context.world,
                                 *context.store.find<Service>(context.world, key),
                                 *context.store.find<ExpressGateway>(context.world, key), port_)};
}

Result<model::ecs::DescribeExpressGatewayServiceResponse> ExpressGatewayServices::describe(
    aws::Context& context, const model::ecs::DescribeExpressGatewayServiceRequest& request) const {
  const auto found = find_express(context, request.service_arn);
  if (!found) {
    return aws::Error(model::ecs::error::resource_not_found_exception, "Resource not found.");
  }
  const bool with_tags = request.include && !request.include->empty();
  return model::ecs::DescribeExpressGatewayServiceResponse{
      .service = api::describe(context.store, context.world, *found->service, *found->gateway,
                               port_, with_tags)};
}

Result<model::ecs::DeleteExpressGatewayServiceResponse> ExpressGatewayServices::remove(
    aws::Context& context, const model::ecs::DeleteExpressGatewayServiceRequest& request) const {
  const auto found = find_active(context, request.service_arn);
  if (!found) return found.error();
  const std::string key = found->service->key();
  const Service& kept = drain_service(context.store, context.world, key);
  return model::ecs::DeleteExpressGatewayServiceResponse{
      .service =
          api::describe(context.store, context.world, kept,
                        *context.store.find<ExpressGateway>(context.world, key), port_, true)};
}

}  // namespace drydock::ecs::api
