#include "api/ecs/service_deployments.h"

#include <map>

#include "api/ecs/deployment_list.h"
#include "api/ecs/lookup.h"
#include "api/ecs/named_record.h"
#include "api/ecs/service_deployment_description.h"
#include "api/ecs/service_description.h"
#include "emulator/ecs/deployment/lifecycle_hooks.h"
#include "emulator/ecs/deployment/rollout.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/scheduler/service_events.h"
#include "emulator/ecs/service.h"
#include "model/ecs/service_model.h"

namespace drydock::ecs::api {
namespace {

constexpr std::size_t described_deployments_max = 20;

model::ecs::ServiceDeploymentBrief brief(const World& world, const Service& service,
                                         const ServiceDeployment& deployment) {
  model::ecs::ServiceDeploymentBrief shown;
  shown.service_deployment_arn = service_deployment_arn(world, deployment.key());
  shown.service_arn = service.arn;
  shown.cluster_arn = service.cluster_arn;
  shown.started_at = deployment.created_at;
  shown.created_at = deployment.created_at;
  shown.finished_at = deployment.finished_at;
  shown.target_service_revision_arn =
      service_revision_arn(world, service.key() + "/" + deployment.target_revision);
  shown.status = deployment.status;
  if (!deployment.status_reason.empty()) shown.status_reason = deployment.status_reason;
  return shown;
}

/// A deployment and the service that it is of.
struct FoundDeployment {
  const Service* service = nullptr;
  const ServiceDeployment* deployment = nullptr;
};

/// Nulls where there is none.
FoundDeployment find_deployment(const aws::Context& context, const std::string& text) {
  const auto* deployment = find_by_arn<ServiceDeployment>(context, text, "service-deployment/");
  if (deployment == nullptr) return {};
  const auto* service = context.store.find<Service>(context.world, deployment->service);
  return service == nullptr ? FoundDeployment{} : FoundDeployment{service, deployment};
}

/// The pause that a deployment which goes on is held by. AWS's words.
Result<const HookRun*> find_pause(const ServiceDeployment& deployment, const std::string& id) {
  using HookStatus = model::ecs::DeploymentLifecycleHookStatus;
  if (!id.starts_with("ecs-") || id.find('-', 4) == std::string::npos) {
    return invalid_parameter("Invalid hookId: hookId must follow the format: ecs-{hookType}-{id}");
  }
  if (!is_under_way(deployment)) {
    return invalid_parameter(
        "Continuing a service deployment is not allowed for service deployment in terminal "
        "states.");
  }
  if (deployment.traffic && !deployment.rollback) {
    for (const HookRun& run : deployment.traffic->hooks) {
      if (run.id == id && run.status == HookStatus::awaiting_action) return &run;
    }
  }
  return invalid_parameter(
      "Provided hookId is either completed, unavailable, or not associated with the given Resource "
      "ARN");
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
  if (is_past_return(deployment)) {
    return conflict("The service deployment is in its CLEAN_UP stage and cannot be rolled back.");
  }
  if (service.last_completed_revision.empty()) {
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
  const auto page =
      page_of_deployments<ServiceDeployment>(context, (*service)->key(), request, *wanted);
  if (!page) return invalid_token();
  model::ecs::ListServiceDeploymentsResponse response;
  response.service_deployments.emplace();
  for (const ServiceDeployment* deployment : page->items) {
    response.service_deployments->push_back(brief(context.world, **service, *deployment));
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
  // A service's tasks are counted once a call, however many of its deployments are named.
  std::map<const Service*, TaskSetCounts> counts;
  for (const std::string& arn : request.service_deployment_arns) {
    const auto [service, deployment] = find_deployment(context, arn);
    if (deployment == nullptr) {
      response.failures->push_back({.arn = arn, .reason = "MISSING"});
    } else {
      const auto [counted, is_new] = counts.try_emplace(service);
      if (is_new) counted->second = count_tasks(context.store, context.world, *service);
      response.service_deployments->push_back(
          describe(context.world, *service, *deployment, counted->second));
    }
  }
  return response;
}

Result<model::ecs::StopServiceDeploymentResponse> stop_service_deployment(
    aws::Context& context, const model::ecs::StopServiceDeploymentRequest& request) {
  const std::string& arn = request.service_deployment_arn;
  const auto [service, deployment] = find_deployment(context, arn);
  if (deployment == nullptr) {
    return aws::Error(model::ecs::error::service_deployment_not_found_exception,
                      "The service deployment does not exist.");
  }
  if (const auto checked = check_stop(*service, *deployment, request); !checked) {
    return checked.error();
  }
  const std::string key = service->key();
  roll_back_deployment(context.store, context.world, key, GivenUpBy::client,
                       "because a stop was requested.", context.ids, context.now);
  const std::string event = context.ids.uuid();
  context.store.change<Service>(context.world, key, [&](Service& changed) {
    post_event(changed, {.id = event,
                         .created_at = context.now,
                         .message = events::rolling_back(changed, changed.task_set)});
  });
  return model::ecs::StopServiceDeploymentResponse{.service_deployment_arn = arn};
}

Result<model::ecs::ContinueServiceDeploymentResponse> continue_service_deployment(
    aws::Context& context, const model::ecs::ContinueServiceDeploymentRequest& request) {
  using Action = model::ecs::DeploymentLifecycleHookAction;
  const auto [service, deployment] = find_deployment(context, request.service_deployment_arn);
  if (deployment == nullptr) {
    return aws::Error(model::ecs::error::service_deployment_not_found_exception,
                      "The service deployment does not exist.");
  }
  const auto pause = find_pause(*deployment, request.hook_id);
  if (!pause) return pause.error();
  const bool goes_on = request.action.value_or(Action::continue_) == Action::continue_;
  resolve_hook(context.store, context.world, deployment->key(), request.hook_id,
               goes_on ? HookOutcome{} : rolled_back(**pause), context.now);
  return model::ecs::ContinueServiceDeploymentResponse{.service_deployment_arn =
                                                           request.service_deployment_arn};
}

}  // namespace drydock::ecs::api
