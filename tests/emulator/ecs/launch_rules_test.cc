#include "emulator/ecs/launch_rules.h"
#include <algorithm>

#include <gtest/gtest.h>

#include <functional>
#include <string_view>
#include <vector>

namespace drydock::ecs::launch_rules_test {
namespace {

using model::ecs::LaunchType;
using model::ecs::NetworkMode;

/// All that a Launch looks at, kept for it.
struct Wanted {
  model::ecs::TaskDefinition definition;
  std::optional<LaunchType> launch_type;
  CapacityProviderStrategy strategy;
  std::optional<std::string> platform_version;
  std::optional<model::ecs::NetworkConfiguration> network_configuration;
};

/// An awsvpc task on Fargate in one subnet.
Wanted fargate() {
  Wanted wanted;
  wanted.definition.network_mode = NetworkMode::awsvpc;
  wanted.definition.compatibilities.emplace() = {model::ecs::Compatibility::ec2,
                                                 model::ecs::Compatibility::fargate};
  wanted.launch_type = LaunchType::fargate;
  wanted.network_configuration.emplace().awsvpc_configuration.emplace().subnets = {"subnet-1"};
  return wanted;
}

model::ecs::AwsVpcConfiguration& vpc(Wanted& wanted) {
  return *wanted.network_configuration->awsvpc_configuration;
}

std::string verdict(const Wanted& wanted) {
  const auto checked = check(Launch{wanted.definition, wanted.launch_type, wanted.strategy,
                                    wanted.platform_version, wanted.network_configuration});
  if (checked) return "fine";
  return checked.error().code() + ": " + checked.error().message();
}

TEST(LaunchRules, RefuseInAwsWords) {
  struct Row {
    std::string_view refusal;
    std::function<void(Wanted&)> spoil;
  };
  const std::vector<Row> rows = {
      {"fine", [](Wanted&) {}},
      {"fine", [](Wanted& w) { w.platform_version = "LATEST"; }},
      {"InvalidParameterException: Specify either Launch Type or Capacity Provider Strategy, but "
       "not both.",
       [](Wanted& w) { w.strategy.push_back({.capacity_provider = "FARGATE", .weight = 1}); }},
      {"InvalidParameterException: launch type should be one of [EC2,FARGATE,EXTERNAL]",
       [](Wanted& w) { w.launch_type = LaunchType::managed_instances; }},
      {"InvalidParameterException: Task definition does not support launch_type FARGATE.",
       [](Wanted& w) { w.definition.compatibilities->pop_back(); }},
      {"PlatformUnknownException: The specified platform version does not exist.",
       [](Wanted& w) { w.platform_version = "9"; }},
      {"InvalidParameterException: The platform version must be null when specifying an EC2 launch "
       "type.",
       [](Wanted& w) {
         w.launch_type = LaunchType::ec2;
         w.platform_version = "LATEST";
       }},
      {"InvalidParameterException: Network Configuration must be provided when networkMode "
       "'awsvpc' is specified.",
       [](Wanted& w) { w.network_configuration.reset(); }},
      {"InvalidParameterException: Network Configuration is not valid for the given networkMode of "
       "this task definition.",
       [](Wanted& w) { w.definition.network_mode = NetworkMode::host; }},
      {"InvalidParameterException: subnets can not be empty.",
       [](Wanted& w) { vpc(w).subnets.clear(); }},
      {"InvalidParameterException: subnets can have at most 16 items.",
       [](Wanted& w) { vpc(w).subnets.resize(17); }},
      {"InvalidParameterException: securityGroups can have at most 5 items.",
       [](Wanted& w) { vpc(w).security_groups.emplace(6); }},
      {"fine", [](Wanted& w) { vpc(w).assign_public_ip = model::ecs::AssignPublicIp::enabled; }},
      {"InvalidParameterException: Assign public IP is not supported for this launch type.",
       [](Wanted& w) {
         w.launch_type = LaunchType::ec2;
         vpc(w).assign_public_ip = model::ecs::AssignPublicIp::enabled;
       }},
      {"InvalidParameterException: The specified capacity provider 'mine' was not found. Specify a "
       "valid name or ARN and try again.",
       [](Wanted& w) {
         w.launch_type.reset();
         w.strategy.push_back({.capacity_provider = "mine", .weight = 1});
       }},
      {"InvalidParameterException: At least one capacity provider in a capacity provider strategy "
       "must have a weight greater than 0.",
       [](Wanted& w) {
         w.launch_type.reset();
         w.strategy.push_back({.capacity_provider = "FARGATE"});
       }},
      {"InvalidParameterException: Only one capacity provider in a capacity provider strategy can "
       "have a base defined.",
       [](Wanted& w) {
         w.launch_type.reset();
         w.strategy.push_back({.capacity_provider = "FARGATE", .weight = 1, .base = 1});
         w.strategy.push_back({.capacity_provider = "FARGATE_SPOT", .weight = 1, .base = 1});
       }},
  };
  for (const Row& row : rows) {
    Wanted wanted = fargate();
    row.spoil(wanted);
    EXPECT_EQ(verdict(wanted), row.refusal);
  }
}

TEST(LaunchRules, RefuseOverridesThatWouldBeIgnored) {
  using model::ecs::ContainerOverride;
  struct Row {
    std::string_view refusal;
    std::function<void(ContainerOverride&)> ask;
  };
  const std::vector<Row> rows = {
      {"fine", [](ContainerOverride& app) { app.resource_requirements.emplace(1); }},
      {"fine", [](ContainerOverride& app) { app.environment_files.emplace(); }},
      {"drydock does not emulate environment files in overrides.",
       [](ContainerOverride& app) { app.environment_files.emplace(1); }},
      {"drydock does not emulate shared GPUs.",
       [](ContainerOverride& app) {
         app.resource_requirements.emplace(1).front().sharing_strategy.emplace();
       }},
      {"drydock does not emulate NeuronDevice in overrides.",
       [](ContainerOverride& app) {
         app.resource_requirements.emplace(1).front().type =
             model::ecs::ResourceType::neuron_device;
       }},
      {"Override for container named side is not a container in the TaskDefinition.",
       [](ContainerOverride& app) { app.name = "side"; }},
  };
  model::ecs::TaskDefinition definition;
  definition.container_definitions.emplace(1).front().name = "app";
  for (const Row& row : rows) {
    model::ecs::TaskOverride overrides;
    auto& app = overrides.container_overrides.emplace(1).front();
    app.name = "app";
    row.ask(app);
    const auto checked = check(overrides, definition);
    EXPECT_EQ(checked ? "fine" : checked.error().message(), row.refusal);
  }
  model::ecs::TaskOverride overrides;
  overrides.inference_accelerator_overrides.emplace(1);
  EXPECT_EQ(check(overrides, definition).error().message(),
            "drydock does not emulate Elastic Inference accelerators.");
}

TEST(CapacityProviders, AreFargates) {
  using model::ecs::LaunchType;
  const CapacityProviderStrategy strategy = {{.capacity_provider = "FARGATE_SPOT", .weight = 1}};
  EXPECT_TRUE(is_fargate(LaunchType::fargate, {}));
  EXPECT_TRUE(is_fargate(std::nullopt, strategy));
  EXPECT_FALSE(is_fargate(std::nullopt, {}));
  EXPECT_FALSE(is_fargate(LaunchType::ec2, {}));
  EXPECT_FALSE(is_fargate(LaunchType::external, {}));
}

TEST(CapacityProviders, ShareTasksByBaseAndWeight) {
  const CapacityProviderStrategy strategy = {
      {.capacity_provider = "FARGATE", .weight = 1, .base = 2},
      {.capacity_provider = "FARGATE_SPOT", .weight = 3}};
  const auto providers = distribute(strategy, 10);
  EXPECT_EQ(std::ranges::count(providers, "FARGATE"), 4);
  EXPECT_EQ(std::ranges::count(providers, "FARGATE_SPOT"), 6);
  EXPECT_EQ(providers.at(0), "FARGATE");
  EXPECT_EQ(providers.at(1), "FARGATE");
  EXPECT_EQ(distribute(strategy, 1).size(), 1U);
}

}  // namespace
}  // namespace drydock::ecs::launch_rules_test
