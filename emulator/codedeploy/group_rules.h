#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/world.h"
#include "emulator/codedeploy/deployment_group.h"
#include "emulator/store/store.h"

/// What AWS demands of deployment groups beyond the model, and which of them drydock does not have.
/// The words are drydock's where AWS's are not known.
/// https://docs.aws.amazon.com/codedeploy/latest/APIReference/API_CreateDeploymentGroup.html
namespace drydock::codedeploy {

/// What a call says of a group; what it leaves out stays as it is.
struct GroupSettings {
  std::optional<std::string> config_name;
  std::optional<std::string> service_role_arn;
  std::optional<std::vector<model::codedeploy::ECSService>> ecs_services;
  std::optional<model::codedeploy::LoadBalancerInfo> load_balancer_info;
  std::optional<model::codedeploy::BlueGreenDeploymentConfiguration> blue_green;
  std::optional<model::codedeploy::DeploymentStyle> style;
  std::optional<model::codedeploy::AutoRollbackConfiguration> auto_rollback;
  std::optional<model::codedeploy::AlarmConfiguration> alarms;
  std::optional<std::vector<model::codedeploy::TriggerConfig>> triggers;
  std::optional<model::codedeploy::OutdatedInstancesStrategy> outdated_instances_strategy;
  /// The first member that is of EC2 instances alone, or empty.
  std::string of_instances;
};

/// The group as these settings make it, checked: `group` has its name and ids, and is new where it
/// names no service yet. Nothing is kept.
Result<DeploymentGroup> configured(const Store& store, const World& world, DeploymentGroup group,
                                   const GroupSettings& settings);

/// Also those of a single deployment.
Result<Done> check(const model::codedeploy::AlarmConfiguration& alarms);
Result<Done> check(const model::codedeploy::AutoRollbackConfiguration& rollback);

}  // namespace drydock::codedeploy
