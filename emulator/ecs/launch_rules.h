#pragma once

#include <optional>
#include <string>

#include "emulator/base/result.h"
#include "emulator/ecs/capacity_providers.h"
#include "model/ecs/common.h"
#include "model/ecs/task.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs {

/// How a caller wants tasks of a definition to be run: what RunTask, CreateService and
/// UpdateService have in common.
struct Launch {
  const model::ecs::TaskDefinition& definition;
  const std::optional<model::ecs::LaunchType>& launch_type;
  const CapacityProviderStrategy& strategy;
  const std::optional<std::string>& platform_version;
  const std::optional<model::ecs::NetworkConfiguration>& network_configuration;
};

/// What AWS demands of it: launch type or strategy but not both, a definition that the launch type
/// supports, a network configuration if, and only if, the tasks are awsvpc ones. Subnets and
/// security groups are taken as they are named: a definition written for another account's VPC
/// runs here unchanged.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RunTask.html
Result<Done> check(const Launch& launch);

/// Every override names a container of the definition, and asks for nothing that drydock would have
/// to ignore.
Result<Done> check(const model::ecs::TaskOverride& overrides,
                   const model::ecs::TaskDefinition& definition);

}  // namespace drydock::ecs
