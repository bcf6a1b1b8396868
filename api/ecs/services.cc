#include "api/ecs/services.h"

#include <algorithm>

#include "api/ecs/client_tokens.h"
#include "api/ecs/lookup.h"
#include "api/ecs/new_service.h"
#include "api/ecs/service_description.h"
#include "api/ecs/tags.h"
#include "emulator/ecs/client_token_uses.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/deployment/external_task_sets.h"
#include "emulator/ecs/deployment/rollout.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/express/express_gateway.h"
#include "emulator/ecs/instance/local_instance.h"
#include "emulator/ecs/placement/daemon_instances.h"
#include "emulator/ecs/service.h"
#include "model/ecs/service_model.h"

namespace drydock::ecs::api {
namespace {

constexpr std::size_t described_services_max = 10;

model::ecs::Service shown(const aws::Context& context, const Service& service, bool with_tags) {
  return describe(context.store, context.world, service, with_tags);
}

/// All that the call asks for beside its cluster and its token, which are known by then.
std::string digest_of(model::ecs::CreateServiceRequest request) {
  request.cluster.reset();
  request.client_token.reset();
  return digest_of_request(request);
}

/// Makes the service: its key.
Result<std::string> make_service(aws::Context& context, const Cluster& cluster,
                                 const model::ecs::CreateServiceRequest& request,
                                 const FunctionInvoker& functions) {
  const Service* existing =
      context.store.find<Service>(context.world, cluster.name + "/" + request.service_name);
  if (const auto is_free = check_name_is_free(existing); !is_free) return is_free.error();
  auto service = new_service(context, cluster, request, functions);
  if (!service) return service.error();
  if (is_daemon(*service)) {
    ensure_instance(context.store, context.world, cluster.name, context.ids, context.now);
    const auto instances = daemon_instances(context.store, context.world, *service);
    service->desired_count = static_cast<int>(instances.ids.size());
  }
  forget_deployments(context.store, context.world, service->key());
  context.store.erase<ExpressGateway>(context.world, service->key());
  if (is_governed_outside(*service)) {
    return start_task_sets(context.store, context.world, *std::move(service), context.ids,
                           context.now)
        .key();
  }
  return start_deployment(context.store, context.world, *std::move(service), context.ids,
                          context.now)
      .key();
}

/// Whether the service is of the wanted kind: one of Express Mode's, or the customer's.
bool is_managed_so(const aws::Context& context, const Service& service,
                   std::optional<model::ecs::ResourceManagementType> wanted) {
  if (!wanted) return true;
  const bool express = context.store.find<ExpressGateway>(context.world, service.key()) != nullptr;
  return express == (*wanted == model::ecs::ResourceManagementType::ecs);
}

bool matches(const aws::Context& context, const Service& service,
             const model::ecs::ListServicesRequest& request) {
  return service.status == ServiceStatus::active &&
         is_managed_so(context, service, request.resource_management_type) &&
         (!request.launch_type || service.launch_type == request.launch_type) &&
         (!request.scheduling_strategy ||
          service.scheduling_strategy == request.scheduling_strategy);
}

Result<Done> check_deletable(const aws::Context& context, const Service& service, bool force) {
  if (force || service.status == ServiceStatus::draining) return Done{};
  const bool replica = service.scheduling_strategy == model::ecs::SchedulingStrategy::replica;
  if (replica && service.desired_count > 0) {
    return invalid_parameter("The service cannot be stopped while it is scaled above 0.");
  }
  const std::size_t sets =
      context.store.table<TaskSet>(context.world).members(service.key()).size();
  if (sets > (service.task_set.empty() ? 0 : 1)) {
    return invalid_parameter("The service cannot be stopped while deployments are active.");
  }
  return Done{};
}

}  // namespace

Result<model::ecs::CreateServiceResponse> ServiceChanges::create(
    aws::Context& context, const model::ecs::CreateServiceRequest& request) const {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  const auto token =
      client_token_of("CreateService", (*cluster)->name, request, service_token_length_max);
  if (!token) return token.error();
  const std::string asked = token->empty() ? std::string() : digest_of(request);
  if (const auto* use = find_use(context.store, context.world, *token, context.now)) {
    if (use->request_digest != asked) return not_idempotent();
    const auto* made = context.store.find<Service>(context.world, use->service);
    return model::ecs::CreateServiceResponse{.service = shown(context, *made, true)};
  }
  const auto made = make_service(context, **cluster, request, functions_);
  if (!made) return made.error();
  if (!token->empty()) {
    keep_use(context.store, context.world,
             {.token_digest = *token,
              .request_digest = asked,
              .tasks = {},
              .service = *made,
              .used_at = context.now},
             context.now);
  }
  const auto* kept = context.store.find<Service>(context.world, *made);
  return model::ecs::CreateServiceResponse{.service = shown(context, *kept, true)};
}

Result<model::ecs::DescribeServicesResponse> describe_services(
    aws::Context& context, const model::ecs::DescribeServicesRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  if (request.services.empty()) return invalid_parameter("Services cannot be empty.");
  if (request.services.size() > described_services_max) {
    return invalid_parameter("Services cannot have more than 10 elements.");
  }
  const bool with_tags = request.include && !request.include->empty();
  model::ecs::DescribeServicesResponse response;
  response.services.emplace();
  response.failures.emplace();
  for (const std::string& given : request.services) {
    const auto name = service_name(context.world, (*cluster)->name, given);
    if (!name) return name.error();
    const Service* service =
        context.store.find<Service>(context.world, (*cluster)->name + "/" + *name);
    if (service == nullptr) {
      response.failures->push_back(
          {.arn = service_arn(context.world, (*cluster)->name, *name), .reason = "MISSING"});
    } else {
      response.services->push_back(shown(context, *service, with_tags));
    }
  }
  return response;
}

Result<model::ecs::ListServicesResponse> list_services(
    aws::Context& context, const model::ecs::ListServicesRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  std::vector<std::string> arns;
  for (const Service* service : services_of(context.store, context.world, (*cluster)->name)) {
    if (matches(context, *service, request)) arns.push_back(service->arn);
  }
  auto page = page_of(std::move(arns), page_request(context, request.next_token,
                                                    request.max_results, 10, (*cluster)->name));
  if (!page) return page.error();
  return model::ecs::ListServicesResponse{.service_arns = std::move(page->items),
                                          .next_token = std::move(page->next_token)};
}

Result<model::ecs::UpdateServiceResponse> ServiceChanges::update(
    aws::Context& context, const model::ecs::UpdateServiceRequest& request) const {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  const auto found = find_service(context.store, context.world, **cluster, request.service);
  if (!found) return found.error();
  const Service& before = **found;
  if (before.status != ServiceStatus::active) {
    return aws::Error(model::ecs::error::service_not_active_exception, "Service was not ACTIVE.");
  }
  auto after = updated_service(context, before, request, functions_);
  if (!after) return after.error();
  const bool force = request.force_new_deployment.value_or(false);
  const Service& kept = needs_new_deployment(before, *after, force)
                            ? start_deployment(context.store, context.world, *std::move(after),
                                               context.ids, context.now)
                            : context.store.put(context.world, *std::move(after));
  return model::ecs::UpdateServiceResponse{.service = shown(context, kept, true)};
}

Result<model::ecs::DeleteServiceResponse> delete_service(
    aws::Context& context, const model::ecs::DeleteServiceRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  const auto found = find_service(context.store, context.world, **cluster, request.service);
  if (!found) return found.error();
  const Service& service = **found;
  if (service.status == ServiceStatus::inactive) {
    return aws::Error(model::ecs::error::service_not_found_exception, "Service not found.");
  }
  const auto deletable = check_deletable(context, service, request.force.value_or(false));
  if (!deletable) return deletable.error();
  const Service& kept = drain_service(context.store, context.world, service.key());
  return model::ecs::DeleteServiceResponse{.service = shown(context, kept, true)};
}

}  // namespace drydock::ecs::api
