#include "emulator/ecs/new_task.h"

#include <gtest/gtest.h>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "model/ecs/task_definition.h"
#include "tests/emulator/ecs/counting_ids.h"

namespace drydock::ecs::new_task_test {
namespace {

using model::ecs::LaunchType;
using model::ecs::NetworkMode;

class NewTaskTest : public ::testing::Test {
 protected:
  NewTaskTest() {
    cluster_.name = "shop";
    cluster_.arn = "arn:aws:ecs:us-east-1:000000000000:cluster/shop";
    auto& definition = definition_.definition;
    definition.task_definition_arn = "arn:aws:ecs:us-east-1:000000000000:task-definition/web:3";
    definition.family = "web";
    definition.revision = 3;
    definition.cpu = "256";
    definition.memory = "512";
    definition.container_definitions.emplace(2);
    (*definition.container_definitions)[0].name = "app";
    (*definition.container_definitions)[0].image = "localhost:4566/shop:v1";
    (*definition.container_definitions)[1].name = "side";
    (*definition.container_definitions)[1].image = "busybox";
  }

  [[nodiscard]] NewTask wanted() const {
    return {.world = world_, .cluster = cluster_, .definition = definition_};
  }
  Task make(const NewTask& wanted_task) { return make_task(wanted_task, ids_, now_); }

  World world_{"000000000000", "us-east-1"};
  Cluster cluster_;
  TaskDefinition definition_;
  CountingIds ids_;
  TimePoint now_{seconds(1'700'000'000)};
};

TEST_F(NewTaskTest, HasIdsAndArnsOfTheLongFormat) {
  const Task task = make(wanted());
  EXPECT_EQ(task.id.size(), 32U);
  EXPECT_EQ(task.arn, "arn:aws:ecs:us-east-1:000000000000:task/shop/" + task.id);
  ASSERT_EQ(task.containers.size(), 2U);
  const std::string prefix = "arn:aws:ecs:us-east-1:000000000000:container/shop/" + task.id + "/";
  EXPECT_EQ(task.containers[0].arn.substr(0, prefix.size()), prefix);
  EXPECT_EQ(task.containers[0].arn.size(), prefix.size() + 36);
  EXPECT_NE(task.containers[0].arn, task.containers[1].arn);
  EXPECT_EQ(task.containers[1].name, "side");
  EXPECT_EQ(task.containers[1].image, "busybox");
  EXPECT_EQ(task.created_at, now_);
  EXPECT_EQ(task.version, 1);
}

TEST_F(NewTaskTest, OfABridgeDefinitionBeginsPendingWithoutAnInterface) {
  const Task task = make(wanted());
  EXPECT_EQ(task.last_status, TaskStatus::pending);
  EXPECT_FALSE(task.network_interface);
  EXPECT_EQ(task.availability_zone, "us-east-1a");
  EXPECT_EQ(task.platform_version, std::nullopt);
}

TEST_F(NewTaskTest, OfAnAwsvpcDefinitionBeginsProvisioningInTheSubnetAskedFor) {
  definition_.definition.network_mode = NetworkMode::awsvpc;
  const ec2::DefaultNetwork network = ec2::default_network(world_);
  NewTask asked = wanted();
  asked.awsvpc = model::ecs::AwsVpcConfiguration{};
  asked.awsvpc->subnets = {network.subnets[0].id, network.subnets[1].id};
  asked.subnet_id = network.subnets[1].id;
  const Task task = make(asked);
  EXPECT_EQ(task.last_status, TaskStatus::provisioning);
  EXPECT_EQ(task.availability_zone, "us-east-1b");
  ASSERT_TRUE(task.network_interface);
  EXPECT_EQ(task.network_interface->subnet_id, network.subnets[1].id);
  EXPECT_EQ(task.network_interface->status, AttachmentStatus::precreated);
  EXPECT_EQ(task.network_interface->attachment_id.size(), 36U);
  EXPECT_EQ(task.network_interface->id.size(), 21U);
  EXPECT_EQ(task.awsvpc, asked.awsvpc);
}

TEST_F(NewTaskTest, TakesTheFirstSubnetWhereNoneIsChosen) {
  definition_.definition.network_mode = NetworkMode::awsvpc;
  NewTask asked = wanted();
  asked.awsvpc = model::ecs::AwsVpcConfiguration{};
  asked.awsvpc->subnets = {ec2::default_network(world_).subnets[2].id};
  EXPECT_EQ(make(asked).availability_zone, "us-east-1c");
}

TEST_F(NewTaskTest, BelongsToItsFamilyOrItsService) {
  EXPECT_EQ(make(wanted()).group, "family:web");
  NewTask of_service = wanted();
  of_service.service = "front";
  of_service.deployment_id = "ecs-svc/1234567890123456789";
  const Task task = make(of_service);
  EXPECT_EQ(task.group, "service:front");
  EXPECT_EQ(task.started_by, "ecs-svc/1234567890123456789");
  EXPECT_EQ(task.key().substr(0, 5), "shop/");
}

TEST_F(NewTaskTest, TakesCpuAndMemoryFromTheOverridesFirst) {
  NewTask asked = wanted();
  asked.overrides.cpu = "512";
  const Task task = make(asked);
  EXPECT_EQ(task.cpu, "512");
  EXPECT_EQ(task.memory, "512");
}

struct FargateRow {
  std::optional<LaunchType> launch_type;
  std::optional<std::string> capacity_provider;
  std::optional<std::string> platform_version;
  std::optional<LaunchType> then_launch_type;
  std::optional<std::string> then_platform_version;
};

TEST_F(NewTaskTest, KnowsFargatesPlatformVersion) {
  const FargateRow rows[] = {
      {LaunchType::fargate, {}, {}, LaunchType::fargate, "1.4.0"},
      {LaunchType::fargate, {}, "LATEST", LaunchType::fargate, "1.4.0"},
      {LaunchType::fargate, {}, "1.3.0", LaunchType::fargate, "1.3.0"},
      {{}, "FARGATE_SPOT", {}, LaunchType::fargate, "1.4.0"},
      {{}, "my-instances", {}, {}, {}},
      {LaunchType::ec2, {}, {}, LaunchType::ec2, {}},
  };
  for (const FargateRow& row : rows) {
    NewTask asked = wanted();
    asked.launch_type = row.launch_type;
    asked.capacity_provider_name = row.capacity_provider;
    asked.platform_version = row.platform_version;
    const Task task = make(asked);
    EXPECT_EQ(task.launch_type, row.then_launch_type);
    EXPECT_EQ(task.platform_version, row.then_platform_version);
    EXPECT_EQ(task.capacity_provider_name, row.capacity_provider);
  }
}

}  // namespace
}  // namespace drydock::ecs::new_task_test
