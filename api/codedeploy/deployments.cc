#include "api/codedeploy/deployments.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "api/codedeploy/deployment_description.h"
#include "api/codedeploy/lookup.h"
#include "api/codedeploy/new_deployment.h"
#include "emulator/base/joined.h"
#include "emulator/codedeploy/hook_calls.h"
#include "model/codedeploy/service_model.h"

namespace drydock::codedeploy::api {
namespace {

namespace wire = model::codedeploy;

/// The deployments that a list is of: a group's or all.
Result<std::vector<const Deployment*>> listed(const aws::Context& context,
                                              const wire::ListDeploymentsInput& request) {
  const auto table = context.store.table<Deployment>(context.world);
  if (request.application_name && !request.deployment_group_name) {
    return aws::Error(wire::error::deployment_group_name_required_exception,
                      "If applicationName is specified, then deploymentGroupName must be "
                      "specified.");
  }
  if (request.deployment_group_name && !request.application_name) {
    return aws::Error(wire::error::application_name_required_exception,
                      "If deploymentGroupName is specified, then applicationName must be "
                      "specified.");
  }
  if (!request.application_name) {
    std::vector<const Deployment*> all;
    for (const auto& [id, deployment] : table.rows()) all.push_back(&deployment);
    return all;
  }
  const auto group = find_group(context, *request.application_name, *request.deployment_group_name);
  if (!group) return group.error();
  return table.indexed((*group)->id);
}

bool matches(const Deployment& deployment, const wire::ListDeploymentsInput& request) {
  const auto& statuses = request.include_only_statuses;
  if (statuses && !statuses->empty() &&
      std::ranges::find(*statuses, deployment.status) == statuses->end()) {
    return false;
  }
  if (request.external_id && !request.external_id->empty()) return false;  // CloudFormation's.
  if (!request.create_time_range) return true;
  const auto& [start, end] = *request.create_time_range;
  return (!start || deployment.created_at >= *start) && (!end || deployment.created_at <= *end);
}

/// Sorts deployments by age; 20 digits hold every instant, and the id tells those of one apart.
std::string page_key(const Deployment* deployment) {
  const std::string instant = std::to_string(deployment->created_at.time_since_epoch().count());
  return std::string(20 - std::min<std::size_t>(20, instant.size()), '0') + instant +
         deployment->id;
}

Result<const Deployment*> find_under_way(const aws::Context& context, const std::string& id) {
  const auto deployment = find_deployment(context, id);
  if (!deployment) return deployment.error();
  if (is_under_way(**deployment)) return deployment;
  return aws::Error(wire::error::deployment_already_completed_exception,
                    joined({"The deployment ", id, " is already complete."}));
}

/// The times of the list must be in their order.
Result<Done> check_range(const std::optional<wire::TimeRange>& range) {
  if (!range || !range->start || !range->end || *range->start <= *range->end) return Done{};
  return aws::Error(wire::error::invalid_time_range_exception,
                    "The start of the time range is after its end.");
}

}  // namespace

Result<wire::CreateDeploymentOutput> NewDeployments::create_deployment(
    aws::Context& context, const wire::CreateDeploymentInput& request) const {
  auto deployment = new_deployment(context, request, functions_);
  if (!deployment) return deployment.error();
  const auto* active = active_deployment(context.store, context.world, deployment->group_id);
  if (active != nullptr) {
    return aws::Error(wire::error::deployment_limit_exceeded_exception,
                      joined({"The Deployment Group '", deployment->group,
                              "' already has an active Deployment '", active->id, "'"}));
  }
  deployment->id = new_deployment_id(context.ids);
  std::string id = deployment->id;
  add_deployment(deploying(context), *std::move(deployment));
  return wire::CreateDeploymentOutput{.deployment_id = std::move(id)};
}

Result<wire::GetDeploymentOutput> get_deployment(aws::Context& context,
                                                 const wire::GetDeploymentInput& request) {
  const auto deployment = find_deployment(context, request.deployment_id);
  if (!deployment) return deployment.error();
  return wire::GetDeploymentOutput{.deployment_info = describe(**deployment)};
}

Result<wire::BatchGetDeploymentsOutput> batch_get_deployments(
    aws::Context& context, const wire::BatchGetDeploymentsInput& request) {
  constexpr std::size_t most = 25;
  if (request.deployment_ids.size() > most) {
    return aws::Error(wire::error::batch_limit_exceeded_exception,
                      "The maximum number of deployments that can be returned is 25.");
  }
  wire::BatchGetDeploymentsOutput output;
  output.deployments_info.emplace();
  for (const std::string& id : request.deployment_ids) {
    const auto* deployment = context.store.find<Deployment>(context.world, id);
    if (deployment != nullptr) output.deployments_info->push_back(describe(*deployment));
  }
  return output;
}

Result<wire::ListDeploymentsOutput> list_deployments(aws::Context& context,
                                                     const wire::ListDeploymentsInput& request) {
  const auto range = check_range(request.create_time_range);
  if (!range) return range.error();
  auto all = listed(context, request);
  if (!all) return all.error();
  std::erase_if(*all, [&](const Deployment* one) { return !matches(*one, request); });
  std::ranges::sort(*all, std::ranges::greater(), page_key);
  const auto page =
      aws::page_of(*std::move(all),
                   aws::page_request(context, request.next_token, items_per_page,
                                     joined({request.application_name.value_or(""), "/",
                                             request.deployment_group_name.value_or("")})),
                   page_key, std::greater<>());
  if (!page) return invalid_token();
  wire::ListDeploymentsOutput output;
  output.deployments.emplace();
  for (const Deployment* deployment : page->items) output.deployments->push_back(deployment->id);
  output.next_token = page->next_token;
  return output;
}

Result<wire::StopDeploymentOutput> stop_deployment(aws::Context& context,
                                                   const wire::StopDeploymentInput& request) {
  const auto deployment = find_under_way(context, request.deployment_id);
  if (!deployment) return deployment.error();
  const bool by_rule =
      rolls_back_on(**deployment, wire::AutoRollbackEvent::deployment_stop_on_request);
  context.store.change<Deployment>(context.world, request.deployment_id, [&](Deployment& changed) {
    changed.requests.stop = true;
    changed.requests.roll_back = request.auto_rollback_enabled.value_or(by_rule);
  });
  return wire::StopDeploymentOutput{.status = wire::StopStatus::pending,
                                    .status_message = "The deployment is being stopped."};
}

Result<Done> continue_deployment(aws::Context& context,
                                 const wire::ContinueDeploymentInput& request) {
  if (!request.deployment_id) {
    return aws::Error(wire::error::deployment_id_required_exception,
                      "At least one deployment ID must be specified.");
  }
  const auto deployment = find_under_way(context, *request.deployment_id);
  if (!deployment) return deployment.error();
  const auto type = request.deployment_wait_type.value_or(wire::DeploymentWaitType::ready_wait);
  const bool at_termination = (*deployment)->started_at && current_event(**deployment) == nullptr;
  const bool waits = type == wire::DeploymentWaitType::ready_wait
                         ? (*deployment)->status == wire::DeploymentStatus::ready
                         : at_termination;
  if (!waits) {
    return aws::Error(wire::error::deployment_is_not_in_ready_state_exception,
                      "The deployment does not have a status of Ready and can't continue yet.");
  }
  context.store.change<Deployment>(context.world, *request.deployment_id, [&](Deployment& changed) {
    auto& asked = type == wire::DeploymentWaitType::ready_wait
                      ? changed.requests.continue_ready
                      : changed.requests.continue_termination;
    asked = true;
  });
  return Done{};
}

Result<wire::PutLifecycleEventHookExecutionStatusOutput> put_lifecycle_event_hook_execution_status(
    aws::Context& context, const wire::PutLifecycleEventHookExecutionStatusInput& request) {
  if (!request.deployment_id) {
    return aws::Error(wire::error::deployment_id_required_exception,
                      "At least one deployment ID must be specified.");
  }
  const auto deployment = find_deployment(context, *request.deployment_id);
  if (!deployment) return deployment.error();
  const std::string id = request.lifecycle_event_hook_execution_id.value_or("");
  const auto noted = note_verdict(context.store, context.world, **deployment, id, request.status);
  if (!noted) return noted.error();
  return wire::PutLifecycleEventHookExecutionStatusOutput{.lifecycle_event_hook_execution_id = id};
}

}  // namespace drydock::codedeploy::api
