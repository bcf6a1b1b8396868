#include "api/ecs/service_deployments.h"

#include <algorithm>
#include <functional>
#include <map>

#include "api/ecs/lookup.h"
#include "api/ecs/service_deployment_description.h"
#include "emulator/base/arn.h"
#include "emulator/ecs/new_deployment.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/service_events.h"
#include "emulator/ecs/task.h"
#include "model/ecs/service_model.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::ServiceDeployment;

constexpr std::size_t described_deployments_max = 20;

std::vector<ServiceDeployment> deployments_of(const aws::Context& context, const Service& service) {
  return describe_deployments(service,
                              context.store.table<Task>(context.world).indexed(service.key()));
}

bool matches(const ServiceDeployment& deployment,
             const model::ecs::ListServiceDeploymentsRequest& request) {
  if (request.status && !request.status->empty() &&
      std::ranges::find(*request.status, *deployment.status) == request.status->end()) {
    return false;
  }
  if (!request.created_at || !deployment.created_at) return true;
  const auto& [before, after] = *request.created_at;
  return (!before || *deployment.created_at <= *before) &&
         (!after || *deployment.created_at >= *after);
}

model::ecs::ServiceDeploymentBrief brief(const ServiceDeployment& deployment) {
  return {.service_deployment_arn = deployment.service_deployment_arn,
          .service_arn = deployment.service_arn,
          .cluster_arn = deployment.cluster_arn,
          .started_at = deployment.started_at,
          .created_at = deployment.created_at,
          .finished_at = deployment.finished_at,
          .target_service_revision_arn = deployment.target_service_revision->arn,
          .status = deployment.status,
          .status_reason = deployment.status_reason};
}

/// Sorts deployments by age; 20 digits hold every instant, and the ARN tells those of one apart.
std::string page_key(const ServiceDeployment& deployment) {
  const TimePoint created = deployment.created_at.value_or(TimePoint{});
  const std::string instant = std::to_string(created.time_since_epoch().count());
  return std::string(20 - std::min<std::size_t>(20, instant.size()), '0') + instant +
         deployment.service_deployment_arn.value_or("");
}

/// "service-deployment/C/S/N" names the service "C/S".
const Service* service_of(const aws::Context& context, const std::string& text) {
  constexpr std::string_view kind = "service-deployment/";
  const auto arn = Arn::parse(text);
  if (!arn || !is_of(*arn, context.world) || !arn->resource.starts_with(kind)) return nullptr;
  const auto end = arn->resource.rfind('/');
  if (end < kind.size()) return nullptr;
  return context.store.find<Service>(context.world,
                                     arn->resource.substr(kind.size(), end - kind.size()));
}

/// Why the deployment that goes on cannot be stopped.
Result<Done> check_stop(const Service& service, const ServiceDeployment& deployment,
                        const model::ecs::StopServiceDeploymentRequest& request) {
  using StopType = model::ecs::StopServiceDeploymentStopType;
  const auto conflict = [](const char* message) {
    return aws::Error(model::ecs::error::conflict_exception, message);
  };
  if (request.stop_type == StopType::abort) {
    return aws::Error(model::ecs::error::unsupported_feature_exception,
                      "The stop type ABORT is not supported for rolling deployments.");
  }
  if (deployment.status != model::ecs::ServiceDeploymentStatus::in_progress) {
    return conflict("The service deployment is not in progress.");
  }
  if (!service.last_completed) {
    return conflict("There is no completed service deployment to roll back to.");
  }
  return Done{};
}

}  // namespace

Result<model::ecs::ListServiceDeploymentsResponse> list_service_deployments(
    aws::Context& context, const model::ecs::ListServiceDeploymentsRequest& request) {
  const auto cluster = find_active_cluster(context.store, context.world, request.cluster);
  if (!cluster) return cluster.error();
  const auto service = find_service(context.store, context.world, **cluster, request.service);
  if (!service) return service.error();
  const auto wanted =
      page_request(context, request.next_token, request.max_results, 20, (*service)->key());
  if (!wanted) return wanted.error();
  auto all = deployments_of(context, **service);
  std::erase_if(all, [&](const ServiceDeployment& one) { return !matches(one, request); });
  std::ranges::sort(all, std::ranges::greater(), page_key);
  const auto page = aws::page_of(std::move(all), *wanted, page_key, std::greater<>());
  if (!page) return invalid_token();
  model::ecs::ListServiceDeploymentsResponse response;
  response.service_deployments.emplace();
  for (const ServiceDeployment& deployment : page->items) {
    response.service_deployments->push_back(brief(deployment));
  }
  response.next_token = page->next_token;
  return response;
}

Result<model::ecs::DescribeServiceDeploymentsResponse> describe_service_deployments(
    aws::Context& context, const model::ecs::DescribeServiceDeploymentsRequest& request) {
  if (request.service_deployment_arns.size() > described_deployments_max) {
    return invalid_parameter("serviceDeploymentArns cannot have more than 20 elements.");
  }
  model::ecs::DescribeServiceDeploymentsResponse response;
  response.service_deployments.emplace();
  response.failures.emplace();
  // To describe them is to count the service's tasks: once a call, however many are named.
  std::map<const Service*, std::vector<ServiceDeployment>> described;
  for (const std::string& arn : request.service_deployment_arns) {
    const Service* service = service_of(context, arn);
    const auto [place, is_new] = described.try_emplace(service);
    if (is_new && service != nullptr) place->second = deployments_of(context, *service);
    const auto& all = place->second;
    const auto found =
        std::ranges::find(all, std::optional(arn), &ServiceDeployment::service_deployment_arn);
    if (found == all.end()) {
      response.failures->push_back({.arn = arn, .reason = "MISSING"});
    } else {
      response.service_deployments->push_back(*found);
    }
  }
  return response;
}

Result<model::ecs::StopServiceDeploymentResponse> stop_service_deployment(
    aws::Context& context, const model::ecs::StopServiceDeploymentRequest& request) {
  const std::string& arn = request.service_deployment_arn;
  const Service* service = service_of(context, arn);
  const auto all =
      service == nullptr ? std::vector<ServiceDeployment>{} : deployments_of(context, *service);
  const auto found =
      std::ranges::find(all, std::optional(arn), &ServiceDeployment::service_deployment_arn);
  if (found == all.end()) {
    return aws::Error(model::ecs::error::service_deployment_not_found_exception,
                      "The service deployment does not exist.");
  }
  if (const auto checked = check_stop(*service, *found, request); !checked) return checked.error();
  const std::string event = context.ids.uuid();
  context.store.change<Service>(context.world, service->key(), [&](Service& changed) {
    stop_rollout(changed, context.now);
    post_event(changed, {.id = event,
                         .created_at = context.now,
                         .message = events::rolling_back(changed, primary(changed)->id)});
  });
  return model::ecs::StopServiceDeploymentResponse{.service_deployment_arn = arn};
}

}  // namespace drydock::ecs::api
