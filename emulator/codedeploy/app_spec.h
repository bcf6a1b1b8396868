#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/result.h"
#include "model/ecs/common.h"
#include "model/ecs/service.h"

namespace drydock::codedeploy {

/// The longest AppSpec that is read: reading takes half a millisecond for each KiB, and others
/// wait.
inline constexpr std::size_t app_spec_length_max = 32 * 1024;

/// What a revision of an ECS application is: the task set that a deployment makes.
/// https://docs.aws.amazon.com/codedeploy/latest/userguide/reference-appspec-file-structure-resources.html
struct AppSpec {
  std::string task_definition;
  std::string container_name;
  int container_port = 0;
  /// What is left out is as the service has it.
  std::optional<std::string> platform_version;
  std::optional<model::ecs::NetworkConfiguration> network_configuration;
  std::vector<model::ecs::CapacityProviderStrategyItem> capacity_provider_strategy;
  /// The functions that are to be called, by lifecycle event: "AfterInstall".
  std::map<std::string, std::string> hooks;
};

/// Reads an AppSpec in YAML or JSON, in whatever case its keys are. An InvalidRevisionException
/// says what is wrong with it, and where.
Result<AppSpec> parse_app_spec(std::string_view text);

}  // namespace drydock::codedeploy
