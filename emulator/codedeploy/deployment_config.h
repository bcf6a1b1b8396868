#pragma once

#include <boost/describe/class.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ecs/deployment/strategy.h"
#include "emulator/store/store.h"
#include "model/codedeploy/deployment_config.h"

namespace drydock::codedeploy {

/// The most configurations of one's own in a region.
/// https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html
inline constexpr std::size_t deployment_configs_max = 50;
/// What a deployment goes by where nobody names another.
inline constexpr std::string_view default_config = "CodeDeployDefault.ECSAllAtOnce";

/// How production traffic moves to the replacement task set.
struct DeploymentConfig {
  static constexpr std::string_view table = "codedeploy_deployment_configs";
  [[nodiscard]] std::string key() const { return name; }

  std::string name;
  std::string id;
  TimePoint created_at;
  model::codedeploy::TrafficRoutingConfig routing;

  friend bool operator==(const DeploymentConfig&, const DeploymentConfig&) = default;
};
BOOST_DESCRIBE_STRUCT(DeploymentConfig, (), (name, id, created_at, routing))

/// AWS's own for ECS: CodeDeployDefault.ECSAllAtOnce and the like.
/// https://docs.aws.amazon.com/codedeploy/latest/userguide/deployment-configurations.html#deployment-configuration-ecs
const std::vector<DeploymentConfig>& predefined_configs();

/// The configuration of this name, AWS's or one's own; a DeploymentConfigDoesNotExistException says
/// that there is none.
Result<DeploymentConfig> find_config(const Store& store, const World& world,
                                     const std::string& name);

/// What AWS demands of a configuration of one's own: an InvalidTrafficRoutingConfigurationException
/// says what is wrong.
Result<Done> check(const model::codedeploy::TrafficRoutingConfig& routing);

/// How the replacement gets the original's traffic: as the strategies of ECS's own deployments.
ecs::Strategy strategy_of(const model::codedeploy::TrafficRoutingConfig& routing);

}  // namespace drydock::codedeploy
