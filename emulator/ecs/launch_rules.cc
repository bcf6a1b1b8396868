#include "emulator/ecs/launch_rules.h"

#include <algorithm>
#include <array>

#include "emulator/ecs/errors.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "model/ecs/service_model.h"

namespace drydock::ecs {
namespace {

using model::ecs::LaunchType;
using model::ecs::NetworkMode;

bool is_fargate(const Launch& launch) {
  return ecs::is_fargate(launch.launch_type, launch.strategy);
}

Result<Done> check_capacity(const Launch& launch) {
  if (launch.launch_type && !launch.strategy.empty()) {
    return invalid_parameter(
        "Specify either Launch Type or Capacity Provider Strategy, but not "
        "both.");
  }
  if (launch.launch_type == LaunchType::managed_instances) {
    return invalid_parameter("launch type should be one of [EC2,FARGATE,EXTERNAL]");
  }
  if (!launch.strategy.empty()) return check(launch.strategy);
  return Done{};
}

Result<Done> check_definition(const Launch& launch) {
  if (!is_fargate(launch)) return Done{};
  const auto& can = launch.definition.compatibilities;
  if (!can || std::ranges::find(*can, model::ecs::Compatibility::fargate) == can->end()) {
    return invalid_parameter("Task definition does not support launch_type FARGATE.");
  }
  return Done{};
}

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html
Result<Done> check_platform_version(const Launch& launch) {
  if (!launch.platform_version || launch.platform_version->empty()) return Done{};
  if (!is_fargate(launch)) {
    return invalid_parameter(
        "The platform version must be null when specifying an EC2 launch type.");
  }
  constexpr std::array<std::string_view, 3> known = {"LATEST", "1.4.0", "1.3.0"};
  if (std::ranges::find(known, *launch.platform_version) == known.end()) {
    return aws::Error(model::ecs::error::platform_unknown_exception,
                      "The specified platform version does not exist.");
  }
  return Done{};
}

Result<Done> check_network(const Launch& launch) {
  const bool awsvpc = launch.definition.network_mode == NetworkMode::awsvpc;
  const bool given =
      launch.network_configuration && launch.network_configuration->awsvpc_configuration;
  if (awsvpc && !given) {
    return invalid_parameter(
        "Network Configuration must be provided when networkMode 'awsvpc' is specified.");
  }
  if (!awsvpc && given) {
    return invalid_parameter(
        "Network Configuration is not valid for the given networkMode of this task definition.");
  }
  if (!given) return Done{};
  const auto& vpc = *launch.network_configuration->awsvpc_configuration;
  if (vpc.subnets.empty()) return invalid_parameter("subnets can not be empty.");
  if (vpc.subnets.size() > 16) return invalid_parameter("subnets can have at most 16 items.");
  if (vpc.security_groups && vpc.security_groups->size() > 5) {
    return invalid_parameter("securityGroups can have at most 5 items.");
  }
  if (vpc.assign_public_ip == model::ecs::AssignPublicIp::enabled && !is_fargate(launch)) {
    return invalid_parameter("Assign public IP is not supported for this launch type.");
  }
  return Done{};
}

/// What would make another container of it, and drydock has not.
Result<Done> check_supported(const model::ecs::ContainerOverride& override) {
  if (override.environment_files && !override.environment_files->empty()) {
    return not_emulated("environment files in overrides.");
  }
  if (!override.resource_requirements) return Done{};
  for (const auto& resource : *override.resource_requirements) {
    if (resource.sharing_strategy) return not_emulated("shared GPUs.");
    if (resource.type != model::ecs::ResourceType::gpu) {
      return not_emulated(std::string(model::to_text(resource.type)) + " in overrides.");
    }
  }
  return Done{};
}

}  // namespace

Result<Done> check(const Launch& launch) {
  using Rule = Result<Done> (*)(const Launch&);
  constexpr std::array<Rule, 4> rules = {check_capacity, check_definition, check_platform_version,
                                         check_network};
  for (const Rule rule : rules) {
    if (const auto checked = rule(launch); !checked) return checked;
  }
  return Done{};
}

Result<Done> check(const model::ecs::TaskOverride& overrides,
                   const model::ecs::TaskDefinition& definition) {
  const auto& accelerators = overrides.inference_accelerator_overrides;
  if (accelerators && !accelerators->empty())
    return not_emulated("Elastic Inference accelerators.");
  if (!overrides.container_overrides) return Done{};
  for (const auto& override : *overrides.container_overrides) {
    const std::string name = override.name.value_or("");
    if (std::ranges::none_of(*definition.container_definitions,
                             [&name](const auto& container) { return container.name == name; })) {
      return invalid_parameter("Override for container named " + name +
                               " is not a container in the TaskDefinition.");
    }
    if (const auto supported = check_supported(override); !supported) return supported;
  }
  return Done{};
}

}  // namespace drydock::ecs
