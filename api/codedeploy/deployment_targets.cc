#include "api/codedeploy/deployment_targets.h"

#include <algorithm>

#include "api/codedeploy/deployment_description.h"
#include "api/codedeploy/lookup.h"
#include "emulator/base/joined.h"
#include "model/codedeploy/service_model.h"

namespace drydock::codedeploy::api {
namespace {

namespace wire = model::codedeploy;

Result<const Deployment*> find_started(const aws::Context& context, const std::string& id) {
  const auto deployment = find_deployment(context, id);
  if (!deployment) return deployment.error();
  if ((*deployment)->status != wire::DeploymentStatus::created) return deployment;
  return aws::Error(wire::error::deployment_not_started_exception,
                    "The deployment " + id + " has not started.");
}

Result<wire::DeploymentTarget> find_target(const aws::Context& context,
                                           const Deployment& deployment, const std::string& id) {
  if (id == target_id(deployment)) {
    return describe_target(context.store, context.world, deployment);
  }
  return aws::Error(wire::error::deployment_target_does_not_exist_exception,
                    joined({"The deployment ", deployment.id, " has no target ", id, "."}));
}

/// Whether the filters let the one target through.
Result<bool> matches(const Deployment& deployment,
                     const std::map<std::string, std::vector<std::string>>& filters) {
  for (const auto& [name, values] : filters) {
    if (name == to_text(wire::TargetFilterName::server_instance_label)) {
      return aws::Error(wire::error::invalid_target_filter_name_exception,
                        "ServerInstanceLabel is of EC2 instances alone.");
    }
    const std::string status(to_text(target_status(deployment)));
    if (std::ranges::find(values, status) == values.end()) return false;
  }
  return true;
}

}  // namespace

Result<wire::GetDeploymentTargetOutput> get_deployment_target(
    aws::Context& context, const wire::GetDeploymentTargetInput& request) {
  const auto deployment = find_started(context, request.deployment_id);
  if (!deployment) return deployment.error();
  auto target = find_target(context, **deployment, request.target_id);
  if (!target) return target.error();
  return wire::GetDeploymentTargetOutput{.deployment_target = *std::move(target)};
}

Result<wire::BatchGetDeploymentTargetsOutput> batch_get_deployment_targets(
    aws::Context& context, const wire::BatchGetDeploymentTargetsInput& request) {
  const auto deployment = find_started(context, request.deployment_id);
  if (!deployment) return deployment.error();
  if (request.target_ids.size() > 1) {
    return aws::Error(wire::error::deployment_target_list_size_exceeded_exception,
                      "The target list of an Amazon ECS deployment must have exactly one item.");
  }
  wire::BatchGetDeploymentTargetsOutput output;
  output.deployment_targets.emplace();
  for (const std::string& id : request.target_ids) {
    auto target = find_target(context, **deployment, id);
    if (!target) return target.error();
    output.deployment_targets->push_back(*std::move(target));
  }
  return output;
}

Result<wire::ListDeploymentTargetsOutput> list_deployment_targets(
    aws::Context& context, const wire::ListDeploymentTargetsInput& request) {
  const auto deployment = find_started(context, request.deployment_id);
  if (!deployment) return deployment.error();
  // One target is one page.
  if (request.next_token) return invalid_token();
  wire::ListDeploymentTargetsOutput output;
  output.target_ids.emplace();
  bool is_wanted = true;
  if (request.target_filters) {
    const auto matched = matches(**deployment, *request.target_filters);
    if (!matched) return matched.error();
    is_wanted = *matched;
  }
  if (is_wanted) output.target_ids->push_back(target_id(**deployment));
  return output;
}

}  // namespace drydock::codedeploy::api
