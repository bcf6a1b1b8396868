#pragma once

#include <boost/describe/class.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "model/codedeploy/common.h"
#include "model/codedeploy/deployment_group.h"

namespace drydock::codedeploy {

/// The most deployment groups of an application.
/// https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html
inline constexpr std::size_t deployment_groups_max = 1000;

/// Where an application is deployed, an ECS service, and how.
struct DeploymentGroup {
  static constexpr std::string_view table = "codedeploy_deployment_groups";
  [[nodiscard]] std::string key() const { return key_of(application_id, name); }
  [[nodiscard]] std::string index_key() const { return application_id; }
  static std::string key_of(std::string_view application_id, std::string_view name) {
    return std::string(application_id) + "/" + std::string(name);
  }

  std::string name;
  std::string id;  ///< A UUID; it stays when the name changes.
  std::string application_id;
  std::string config_name;
  std::string service_role_arn;
  model::codedeploy::ECSService ecs_service;  ///< As it was named: by names or by ARNs.
  std::string service;                        ///< The key of the same.
  model::codedeploy::LoadBalancerInfo load_balancer_info;
  model::codedeploy::BlueGreenDeploymentConfiguration blue_green;  ///< Completed with defaults.
  std::optional<model::codedeploy::AutoRollbackConfiguration> auto_rollback;
  std::optional<model::codedeploy::AlarmConfiguration> alarms;
  std::optional<model::codedeploy::OutdatedInstancesStrategy> outdated_instances_strategy;
  std::string last_attempted;   ///< A Deployment's id, or empty.
  std::string last_successful;  ///< The same.
  TimePoint created_at;
  std::vector<model::codedeploy::Tag> tags;

  friend bool operator==(const DeploymentGroup&, const DeploymentGroup&) = default;
};
BOOST_DESCRIBE_STRUCT(DeploymentGroup, (),
                      (name, id, application_id, config_name, service_role_arn, ecs_service,
                       service, load_balancer_info, blue_green, auto_rollback, alarms,
                       outdated_instances_strategy, last_attempted, last_successful, created_at,
                       tags))

}  // namespace drydock::codedeploy
