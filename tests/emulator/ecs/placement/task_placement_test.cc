#include "emulator/ecs/placement/task_placement.h"

#include <gtest/gtest.h>

#include <set>
#include <string>

#include "emulator/ec2/default_network.h"
#include "tests/emulator/ecs/task_builder.h"

namespace drydock::ecs::task_placement_test {
namespace {

const World world{"111122223333", "eu-west-1"};

model::ecs::AwsVpcConfiguration subnets(std::vector<std::string> ids) {
  model::ecs::AwsVpcConfiguration awsvpc;
  awsvpc.subnets = std::move(ids);
  return awsvpc;
}

PlacementRequest requested(const model::ecs::TaskDefinition& definition,
                           const std::vector<model::ecs::PlacementConstraint>& constraints = {},
                           const std::optional<model::ecs::AwsVpcConfiguration>& awsvpc = {}) {
  return placement_request({.world = world,
                            .definition = definition,
                            .overrides = {},
                            .constraints = constraints,
                            .strategies = {},
                            .awsvpc = awsvpc,
                            .group = "g",
                            .count = 3});
}

TEST(TaskPlacement, AsksForWhatTheDefinitionNeeds) {
  auto definition = task_definition({container_definition("app")});
  definition.cpu = "256";
  definition.memory = "512";
  definition.runtime_platform = {.cpu_architecture = model::ecs::CPUArchitecture::arm64,
                                 .operating_system_family = model::ecs::OSFamily::linux_};
  const auto request = requested(definition);
  EXPECT_EQ(request.count, 3);
  EXPECT_EQ(request.group, "g");
  EXPECT_EQ(request.needs, (TaskResources{.cpu_units = 256, .memory_mib = 512}));
  EXPECT_EQ(request.attributes.at("ecs.os-family"), "LINUX");
  EXPECT_EQ(request.attributes.at("ecs.cpu-architecture"), "arm64");
  EXPECT_EQ(request.attributes.at("ecs.capability.task-cpu-mem-limit"), "");
  EXPECT_TRUE(request.zones.empty());
}

TEST(TaskPlacement, HoldsOfNothingWhereAConstraintCannotBeRead) {
  auto definition = task_definition({container_definition("app")});
  definition.placement_constraints.emplace().emplace_back().expression = "(";
  const auto request = requested(definition);
  ASSERT_EQ(request.member_of.size(), 1U);
  EXPECT_FALSE(request.member_of.front().matches({}));
}

TEST(TaskPlacement, TakesTheCallersConstraintsToTheDefinitions) {
  auto definition = task_definition({container_definition("app")});
  definition.placement_constraints.emplace().emplace_back().expression = "attribute:a exists";
  model::ecs::PlacementConstraint member;
  member.type = model::ecs::PlacementConstraintType::member_of;
  member.expression = "attribute:b exists";
  EXPECT_FALSE(requested(definition, {member}).distinct_instance);
  model::ecs::PlacementConstraint distinct;
  distinct.type = model::ecs::PlacementConstraintType::distinct_instance;
  const auto request = requested(definition, {member, distinct});
  EXPECT_EQ(request.member_of.size(), 2U);
  EXPECT_TRUE(request.distinct_instance);
}

TEST(TaskPlacement, StaysInTheZonesOfAwsvpcSubnets) {
  const auto network = ec2::default_network(world);
  auto definition = task_definition({container_definition("app")});
  definition.network_mode = model::ecs::NetworkMode::awsvpc;
  const auto awsvpc = subnets({network.subnets[1].id, "subnet-of-elsewhere"});
  EXPECT_EQ(requested(definition, {}, awsvpc).zones,
            (std::set<std::string>{"eu-west-1a", "eu-west-1b"}));
}

TEST(TaskPlacement, GivesTheSubnetsOfAZoneInTurns) {
  const auto network = ec2::default_network(world);
  const auto awsvpc = subnets({network.subnets[1].id, "one", "two"});
  EXPECT_EQ(subnet_in_zone(world, awsvpc, "eu-west-1a", 0), "one");
  EXPECT_EQ(subnet_in_zone(world, awsvpc, "eu-west-1a", 1), "two");
  EXPECT_EQ(subnet_in_zone(world, awsvpc, "eu-west-1a", 2), "one");
  EXPECT_EQ(subnet_in_zone(world, awsvpc, "eu-west-1b", 7), network.subnets[1].id);
  EXPECT_EQ(subnet_in_zone(world, awsvpc, "eu-west-1c", 0), network.subnets[1].id);
  EXPECT_EQ(subnet_in_zone(world, subnets({}), "eu-west-1a", 0), "");
}

}  // namespace
}  // namespace drydock::ecs::task_placement_test
