#include "emulator/codedeploy/app_spec.h"

#include <gtest/gtest.h>

namespace drydock::codedeploy::app_spec_test {
namespace {

constexpr std::string_view whole = R"(version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: "arn:aws:ecs:eu-west-1:111122223333:task-definition/shop:2"
        LoadBalancerInfo:
          ContainerName: "shop"
          ContainerPort: 8080
        PlatformVersion: "LATEST"
        NetworkConfiguration:
          AwsvpcConfiguration:
            Subnets: ["subnet-1","subnet-2"]
            SecurityGroups: ["sg-1"]
            AssignPublicIp: "ENABLED"
        CapacityProviderStrategy:
          - Base: 1
            CapacityProvider: "FARGATE_SPOT"
            Weight: 2
          - CapacityProvider: "FARGATE"
Hooks:
  - BeforeInstall: "check"
  - afterAllowTraffic: "arn:aws:lambda:eu-west-1:111122223333:function:smoke"
)";

TEST(AppSpec, IsReadWithAllThatItMayHave) {
  const auto spec = parse_app_spec(whole);
  ASSERT_TRUE(spec) << spec.error().message();
  EXPECT_EQ(spec->task_definition, "arn:aws:ecs:eu-west-1:111122223333:task-definition/shop:2");
  EXPECT_EQ(spec->container_name, "shop");
  EXPECT_EQ(spec->container_port, 8080);
  EXPECT_EQ(spec->platform_version, "LATEST");
  const auto& vpc = *spec->network_configuration->awsvpc_configuration;
  EXPECT_EQ(vpc.subnets, (std::vector<std::string>{"subnet-1", "subnet-2"}));
  EXPECT_EQ(vpc.security_groups, std::vector<std::string>{"sg-1"});
  EXPECT_EQ(vpc.assign_public_ip, model::ecs::AssignPublicIp::enabled);
  ASSERT_EQ(spec->capacity_provider_strategy.size(), 2U);
  EXPECT_EQ(spec->capacity_provider_strategy[0].capacity_provider, "FARGATE_SPOT");
  EXPECT_EQ(spec->capacity_provider_strategy[0].base, 1);
  EXPECT_EQ(spec->capacity_provider_strategy[0].weight, 2);
  EXPECT_EQ(spec->capacity_provider_strategy[1].weight, std::nullopt);
  EXPECT_EQ(spec->hooks.at("BeforeInstall"), "check");
  EXPECT_EQ(spec->hooks.at("AfterAllowTraffic"),
            "arn:aws:lambda:eu-west-1:111122223333:function:smoke");
}

// As `aws ecs deploy` and the GitHub action send it.
TEST(AppSpec, MayBeJsonWithKeysInAnyCase) {
  const auto spec = parse_app_spec(
      R"({"version": 0.0, "resources": [{"shop": {"type": "AWS::ECS::Service", "properties": )"
      R"({"taskDefinition": "shop:1", "loadBalancerInfo": {"containerName": "shop", )"
      R"("containerPort": 80}, "platformVersion": null}}}], "Hooks": []})");
  ASSERT_TRUE(spec) << spec.error().message();
  EXPECT_EQ(spec->task_definition, "shop:1");
  EXPECT_EQ(spec->container_port, 80);
  EXPECT_EQ(spec->platform_version, std::nullopt);
  EXPECT_TRUE(spec->hooks.empty());
}

/// A spec with one target, which has these lines.
std::string with_target(const std::string& lines) {
  return "version: 0.0\nResources:\n- Shop:\n" + lines;
}

const std::string properties = "    Type: AWS::ECS::Service\n    Properties:\n";

TEST(AppSpec, TellsWhatIsWrongWithIt) {
  const std::string lead =
      "The deployment failed because the AppSpec file that specifies the deployment configuration "
      "is missing or has an invalid configuration. ";
  struct Row {
    std::string text, why;
  };
  for (const Row& row :
       {Row{"", "The AppSpec file is no map."}, Row{"- a", "The AppSpec file is no map."},
        Row{"version: 1.0", "The version must be 0.0."}, Row{"a: b", "version is missing."},
        Row{"version: 0.0", "Resources is missing."},
        Row{"version: 0.0\nResources: []", "Resources is empty."},
        Row{"version: 0.0\nResources: {a: b}", "Resources must be a list."},
        Row{"version: 0.0\nResources: [a]",
            "Resources must be a list of maps with one key, as TargetService."},
        Row{"version: 0.0\nResources: [{a: {}}, {b: {}}]", "Resources has more than 1 members."},
        Row{with_target("    Type: AWS::Lambda::Function\n"),
            "Resources/Shop must have the type AWS::ECS::Service."},
        Row{with_target("    Type: AWS::ECS::Service\n"), "Resources/Shop/Properties is missing."},
        Row{with_target(properties + "      LoadBalancerInfo: 1\n      TaskDefinition: a\n"),
            "Resources/Shop/Properties/LoadBalancerInfo must be a map."},
        Row{with_target(properties + "      LoadBalancerInfo: {ContainerName: a, "
                                     "ContainerPort: http}\n      TaskDefinition: a\n"),
            "Resources/Shop/Properties/LoadBalancerInfo/ContainerPort must be a number from 1 to "
            "65535."},
        Row{with_target(properties + "      LoadBalancerInfo: {ContainerName: a, "
                                     "ContainerPort: 1}\n      TaskDefinition: [a]\n"),
            "Resources/Shop/Properties/TaskDefinition must be a text."},
        Row{"version: 0.0\nResources: [",
            "The input AppSpec file is a not well-formed yaml. The template cannot be parsed. Line "
            "2: end of sequence flow not found."}}) {
    const auto spec = parse_app_spec(row.text);
    ASSERT_FALSE(spec) << row.text;
    EXPECT_EQ(spec.error().code(), "InvalidRevisionException");
    EXPECT_EQ(spec.error().message(), lead + row.why) << row.text;
  }
}

TEST(AppSpec, HasHooksOfTheEventsThatTakeOne) {
  const std::string base = with_target(
      properties +
      "      LoadBalancerInfo: {ContainerName: a, ContainerPort: 1}\n      TaskDefinition: a\n");
  const auto spec = parse_app_spec(base + "Hooks:\n- Install: check\n");
  ASSERT_FALSE(spec);
  EXPECT_TRUE(
      spec.error().message().ends_with("Hooks has an event to which no hook belongs: Install."))
      << spec.error().message();
}

TEST(AppSpec, IsNotReadWhereItIsTooLongOrTooDeep) {
  EXPECT_FALSE(parse_app_spec(std::string(app_spec_length_max + 1, ' ')));
  EXPECT_FALSE(parse_app_spec(std::string(app_spec_length_max, '[')));
  EXPECT_FALSE(parse_app_spec(std::string(app_spec_length_max, '{')));
}

}  // namespace
}  // namespace drydock::codedeploy::app_spec_test
