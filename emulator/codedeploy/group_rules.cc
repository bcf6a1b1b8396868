#include "emulator/codedeploy/group_rules.h"

#include <set>
#include <utility>

#include "emulator/base/joined.h"
#include "emulator/base/take.h"
#include "emulator/codedeploy/deployment_config.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/service.h"
#include "model/codedeploy/service_model.h"

namespace drydock::codedeploy {
namespace {

namespace wire = model::codedeploy;
namespace error = model::codedeploy::error;

aws::Error refused(std::string_view code, std::string_view message) {
  return {code, std::string(message)};
}

Result<Done> check_style(const std::optional<wire::DeploymentStyle>& style, bool is_new) {
  if (!style && !is_new) return Done{};
  const bool fits = style && style->deployment_type == wire::DeploymentType::blue_green &&
                    style->deployment_option == wire::DeploymentOption::with_traffic_control;
  if (fits) return Done{};
  return refused(error::invalid_deployment_style_exception,
                 "For the ECS compute platform the deployment type must be BLUE_GREEN and the "
                 "deployment option WITH_TRAFFIC_CONTROL.");
}

/// The key of the one service that is named.
Result<std::string> service_key(const World& world, const std::vector<wire::ECSService>& services) {
  if (services.size() != 1) {
    return refused(error::invalid_ecs_service_exception,
                   "A deployment group of the ECS compute platform has exactly one ECS service.");
  }
  const auto cluster = ecs::cluster_name(world, services.front().cluster_name);
  if (!cluster) return refused(error::invalid_ecs_service_exception, cluster.error().message());
  const auto name = ecs::service_name(world, *cluster, services.front().service_name.value_or(""));
  if (!name) return refused(error::invalid_ecs_service_exception, name.error().message());
  return joined({*cluster, "/", *name});
}

Result<Done> check_service(const Store& store, const World& world, const DeploymentGroup& group) {
  const auto* service = store.find<ecs::Service>(world, group.service);
  if (service == nullptr || service->status != ecs::ServiceStatus::active) {
    return refused(
        error::invalid_ecs_service_exception,
        joined({"The ECS service ", group.service, " does not exist or is not ACTIVE."}));
  }
  const bool is_ours =
      service->deployment_controller &&
      service->deployment_controller->type == model::ecs::DeploymentControllerType::code_deploy;
  if (!is_ours) {
    return refused(error::invalid_ecs_service_exception,
                   "Deployment group's ECS service must be configured for a CODE_DEPLOY "
                   "deployment controller.");
  }
  for (const auto& [key, other] : store.table<DeploymentGroup>(world).rows()) {
    if (other.id == group.id || other.service != group.service) continue;
    return refused(error::ecs_service_mapping_limit_exceeded_exception,
                   joined({"The ECS service ", group.service,
                           " is associated with the deployment group ", other.name, " already."}));
  }
  return Done{};
}

Result<Done> check_pair(const wire::TargetGroupPairInfo& pair) {
  const auto count = [](const std::optional<wire::TrafficRoute>& route) -> std::size_t {
    return route && route->listener_arns ? route->listener_arns->size() : 0;
  };
  std::set<std::string> names;
  if (pair.target_groups) {
    for (const auto& group : *pair.target_groups) names.insert(group.name.value_or(""));
  }
  if (names.size() != 2 || pair.target_groups->size() != 2 || names.contains("")) {
    return refused(error::invalid_target_group_pair_exception,
                   "A target group pair names two different target groups.");
  }
  if (count(pair.prod_traffic_route) != 1 || count(pair.test_traffic_route) > 1) {
    return refused(error::invalid_target_group_pair_exception,
                   "A target group pair has one listener for production traffic, and at most one "
                   "for test traffic.");
  }
  return Done{};
}

Result<Done> check_load_balancer(const wire::LoadBalancerInfo& info) {
  const bool has_others = (info.elb_info_list && !info.elb_info_list->empty()) ||
                          (info.target_group_info_list && !info.target_group_info_list->empty());
  const auto& pairs = info.target_group_pair_info_list;
  if (has_others || !pairs || pairs->size() != 1) {
    return refused(error::invalid_load_balancer_info_exception,
                   "For the ECS compute platform the load balancer info is one target group pair "
                   "in targetGroupPairInfoList, and nothing else.");
  }
  return check_pair(pairs->front());
}

Result<Done> check_waits(const wire::BlueGreenDeploymentConfiguration& blue_green) {
  constexpr int longest = 2880;
  const auto invalid = [](std::string_view message) {
    return refused(error::invalid_blue_green_deployment_configuration_exception, message);
  };
  const auto fits = [](std::optional<int> minutes) {
    return minutes.value_or(0) >= 0 && minutes.value_or(0) <= longest;
  };
  if (blue_green.green_fleet_provisioning_option) {
    return invalid("greenFleetProvisioningOption is of EC2 instances alone.");
  }
  if (!fits(blue_green.terminate_blue_instances_on_deployment_success
                ->termination_wait_time_in_minutes)) {
    return invalid("terminationWaitTimeInMinutes must be between 0 and 2880.");
  }
  const auto& ready = *blue_green.deployment_ready_option;
  if (!fits(ready.wait_time_in_minutes)) {
    return invalid("waitTimeInMinutes must be between 0 and 2880.");
  }
  const bool stops = ready.action_on_timeout == wire::DeploymentReadyAction::stop_deployment;
  if (stops && ready.wait_time_in_minutes == 0) {
    return invalid("With STOP_DEPLOYMENT waitTimeInMinutes must be at least 1.");
  }
  return Done{};
}

/// Clients count on every member: `aws ecs deploy` adds up the waits.
Result<wire::BlueGreenDeploymentConfiguration> completed(
    wire::BlueGreenDeploymentConfiguration blue_green) {
  auto& ready = blue_green.deployment_ready_option;
  auto& termination = blue_green.terminate_blue_instances_on_deployment_success;
  if (!ready || !termination) {
    return refused(error::invalid_blue_green_deployment_configuration_exception,
                   "For the ECS compute platform the blue/green configuration must have a "
                   "deploymentReadyOption and terminateBlueInstancesOnDeploymentSuccess.");
  }
  ready->action_on_timeout =
      ready->action_on_timeout.value_or(wire::DeploymentReadyAction::continue_deployment);
  ready->wait_time_in_minutes = ready->wait_time_in_minutes.value_or(0);
  termination->action = termination->action.value_or(wire::InstanceAction::terminate);
  termination->termination_wait_time_in_minutes =
      termination->termination_wait_time_in_minutes.value_or(0);
  const auto checked = check_waits(blue_green);
  if (!checked) return checked.error();
  return blue_green;
}

/// What drydock has nothing for.
Result<Done> check_kept(const GroupSettings& settings) {
  if (!settings.of_instances.empty()) {
    return refused(
        error::invalid_input_exception,
        joined({settings.of_instances, " is of EC2 instances, and drydock deploys to ECS alone."}));
  }
  if (settings.triggers && !settings.triggers->empty()) {
    return refused(
        error::invalid_trigger_config_exception,
        "drydock has no SNS topics, so a trigger would tell nobody: EventBridge tells of "
        "deployments (CodeDeploy Deployment State-change Notification).");
  }
  const bool has_arn = !settings.service_role_arn || settings.service_role_arn->starts_with("arn:");
  if (has_arn) return Done{};
  return refused(error::invalid_role_exception, "The service role must be given by its ARN.");
}

Result<Done> check_all(const Store& store, const World& world, const DeploymentGroup& group) {
  const auto config = find_config(store, world, group.config_name);
  if (!config) return config.error();
  for (const auto& checked :
       {check_load_balancer(group.load_balancer_info),
        group.alarms ? check(*group.alarms) : Result<Done>(Done{}),
        group.auto_rollback ? check(*group.auto_rollback) : Result<Done>(Done{}),
        check_service(store, world, group)}) {
    if (!checked) return checked.error();
  }
  return Done{};
}

}  // namespace

Result<Done> check(const wire::AlarmConfiguration& alarms) {
  constexpr std::size_t most = 10;
  constexpr std::size_t longest = 255;
  const auto invalid = [](std::string_view message) {
    return refused(error::invalid_alarm_config_exception, message);
  };
  const std::size_t count = alarms.alarms ? alarms.alarms->size() : 0;
  if (count > most) {
    return refused(error::alarms_limit_exceeded_exception,
                   "The maximum number of alarms for a deployment group (10) was exceeded.");
  }
  if (alarms.enabled.value_or(false) && count == 0) {
    return invalid("The alarm configuration is enabled, but the alarm list is empty.");
  }
  std::set<std::string> names;
  for (std::size_t at = 0; at < count; ++at) {
    const std::string name = (*alarms.alarms)[at].name.value_or("");
    if (name.empty() || name.size() > longest) {
      return invalid("The alarm name is empty or exceeds the limit of 255 characters.");
    }
    if (!names.insert(name).second) {
      return invalid("Two alarms with the same name have been specified.");
    }
  }
  return Done{};
}

Result<Done> check(const wire::AutoRollbackConfiguration& rollback) {
  const bool has_events = rollback.events && !rollback.events->empty();
  if (!rollback.enabled.value_or(false) || has_events) return Done{};
  return refused(error::invalid_auto_rollback_config_exception,
                 "Automatic rollback is enabled, but no event types were listed.");
}

Result<DeploymentGroup> configured(const Store& store, const World& world, DeploymentGroup group,
                                   const GroupSettings& settings) {
  const bool is_new = group.service.empty();
  for (const auto& checked : {check_kept(settings), check_style(settings.style, is_new)}) {
    if (!checked) return checked.error();
  }
  if (is_new || settings.ecs_services) {
    const auto given = settings.ecs_services.value_or(std::vector<wire::ECSService>());
    const auto key = service_key(world, given);
    if (!key) return key.error();
    group.service = *key;
    group.ecs_service = given.front();
  }
  if (is_new || settings.blue_green) {
    auto blue_green =
        completed(settings.blue_green.value_or(wire::BlueGreenDeploymentConfiguration()));
    if (!blue_green) return blue_green.error();
    group.blue_green = *std::move(blue_green);
  }
  take(settings.config_name, group.config_name);
  take(settings.service_role_arn, group.service_role_arn);
  take(settings.load_balancer_info, group.load_balancer_info);
  take(settings.auto_rollback, group.auto_rollback);
  take(settings.alarms, group.alarms);
  take(settings.outdated_instances_strategy, group.outdated_instances_strategy);
  const auto checked = check_all(store, world, group);
  if (!checked) return checked.error();
  return group;
}

}  // namespace drydock::codedeploy
