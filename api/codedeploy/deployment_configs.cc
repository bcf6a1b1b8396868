#include "api/codedeploy/deployment_configs.h"

#include <algorithm>
#include <utility>

#include "api/codedeploy/lookup.h"
#include "emulator/base/joined.h"
#include "emulator/codedeploy/deployment_config.h"
#include "model/codedeploy/service_model.h"

namespace drydock::codedeploy::api {
namespace {

namespace wire = model::codedeploy;

bool is_predefined(std::string_view name) { return name.starts_with("CodeDeployDefault."); }

Result<Done> check_new(const aws::Context& context,
                       const wire::CreateDeploymentConfigInput& request) {
  const auto platform = request.compute_platform.value_or(wire::ComputePlatform::server);
  if (platform != wire::ComputePlatform::ecs) {
    return aws::Error(wire::error::invalid_compute_platform_exception,
                      joined({"drydock deploys to ECS alone: computePlatform must be ECS, not ",
                              to_text(platform), "."}));
  }
  if (request.minimum_healthy_hosts || request.zonal_config) {
    return aws::Error(wire::error::invalid_minimum_healthy_host_value_exception,
                      "minimumHealthyHosts and zonalConfig are of EC2 instances alone.");
  }
  if (is_predefined(request.deployment_config_name)) {
    return aws::Error(wire::error::invalid_deployment_config_name_exception,
                      "Names that begin with CodeDeployDefault. are reserved.");
  }
  const auto own = context.store.table<DeploymentConfig>(context.world);
  if (own.find(request.deployment_config_name) != nullptr) {
    return aws::Error(wire::error::deployment_config_already_exists_exception,
                      "Deployment configuration already exists: " + request.deployment_config_name);
  }
  if (own.size() >= deployment_configs_max) {
    return aws::Error(wire::error::deployment_config_limit_exceeded_exception,
                      "The maximum number of deployment configurations, 50, has been reached.");
  }
  return check(request.traffic_routing_config.value_or(wire::TrafficRoutingConfig()));
}

wire::DeploymentConfigInfo describe(const DeploymentConfig& config) {
  wire::DeploymentConfigInfo shown;
  shown.deployment_config_id = config.id;
  shown.deployment_config_name = config.name;
  shown.create_time = config.created_at;
  shown.compute_platform = wire::ComputePlatform::ecs;
  shown.traffic_routing_config = config.routing;
  return shown;
}

}  // namespace

Result<wire::CreateDeploymentConfigOutput> create_deployment_config(
    aws::Context& context, const wire::CreateDeploymentConfigInput& request) {
  const auto checked = check_new(context, request);
  if (!checked) return checked.error();
  DeploymentConfig config;
  config.name = request.deployment_config_name;
  config.id = context.ids.uuid();
  config.created_at = context.now;
  config.routing = *request.traffic_routing_config;
  const auto& kept = context.store.put(context.world, std::move(config));
  return wire::CreateDeploymentConfigOutput{.deployment_config_id = kept.id};
}

Result<wire::GetDeploymentConfigOutput> get_deployment_config(
    aws::Context& context, const wire::GetDeploymentConfigInput& request) {
  const auto config = find_config(context.store, context.world, request.deployment_config_name);
  if (!config) return config.error();
  return wire::GetDeploymentConfigOutput{.deployment_config_info = describe(*config)};
}

Result<wire::ListDeploymentConfigsOutput> list_deployment_configs(
    aws::Context& context, const wire::ListDeploymentConfigsInput& request) {
  std::vector<std::string> names;
  for (const DeploymentConfig& config : predefined_configs()) names.push_back(config.name);
  for (const auto& [name, config] : context.store.table<DeploymentConfig>(context.world).rows()) {
    names.push_back(name);
  }
  std::ranges::sort(names);
  auto page =
      aws::page_of(std::move(names), aws::page_request(context, request.next_token, items_per_page),
                   [](const std::string& name) -> const std::string& { return name; });
  if (!page) return invalid_token();
  return wire::ListDeploymentConfigsOutput{.deployment_configs_list = std::move(page->items),
                                           .next_token = std::move(page->next_token)};
}

Result<Done> delete_deployment_config(aws::Context& context,
                                      const wire::DeleteDeploymentConfigInput& request) {
  const std::string& name = request.deployment_config_name;
  if (is_predefined(name)) {
    return aws::Error(wire::error::invalid_operation_exception,
                      "Predefined deployment configurations cannot be deleted.");
  }
  for (const auto& [key, group] : context.store.table<DeploymentGroup>(context.world).rows()) {
    if (group.config_name != name) continue;
    return aws::Error(wire::error::deployment_config_in_use_exception,
                      joined({"The deployment configuration ", name,
                              " is in use by the deployment group ", group.name, "."}));
  }
  context.store.erase<DeploymentConfig>(context.world, name);
  return Done{};
}

}  // namespace drydock::codedeploy::api
