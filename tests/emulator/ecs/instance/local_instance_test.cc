#include "emulator/ecs/instance/local_instance.h"

#include <gtest/gtest.h>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/definition/task_definition_capabilities.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "emulator/records.h"
#include "emulator/store/store.h"
#include "model/ecs/common.h"
#include "tests/emulator/ecs/counting_ids.h"
#include "tests/emulator/ecs/task_builder.h"

namespace drydock::ecs::local_instance_test {
namespace {

const World world{"111122223333", "eu-west-1"};
const TimePoint now{seconds(1'700'000'000)};

TEST(LocalInstance, IsMadeOnceForAClusterThatHasNone) {
  Store store{all_record_kinds()};
  CountingIds ids;
  ensure_instance(store, world, "shop", ids, now);
  ensure_instance(store, world, "shop", ids, now);
  const auto instances = instances_of(store, world, "shop");
  ASSERT_EQ(instances.size(), 1U);
  const ContainerInstance& instance = *instances.front();
  EXPECT_TRUE(instance.local);
  EXPECT_EQ(instance.arn,
            "arn:aws:ecs:eu-west-1:111122223333:container-instance/shop/" + instance.id);
  EXPECT_EQ(instance.ec2_instance_id, ec2::local_instance_id(world));
  EXPECT_EQ(availability_zone(instance), "eu-west-1a");
  EXPECT_EQ(instance.registered_at, now);
}

TEST(LocalInstance, IsNotMadeBesideOthersThoughTheyHaveGone) {
  Store store{all_record_kinds()};
  CountingIds ids;
  store.put(world, ContainerInstance{
                       .id = "a", .cluster = "shop", .status = ContainerInstanceStatus::inactive});
  ensure_instance(store, world, "shop", ids, now);
  EXPECT_EQ(instances_of(store, world, "shop").size(), 1U);
  EXPECT_TRUE(instances_of(store, world, "sho").empty());
}

TEST(LocalInstance, HasEveryCapabilityThatADefinitionMayAskFor) {
  const auto attributes = engine_attributes(world, "eu-west-1a");
  auto container = container_definition("app");
  container.image = "111122223333.dkr.ecr.eu-west-1.amazonaws.com/app:v1";
  container.memory_reservation = 64;
  container.privileged = true;
  container.health_check.emplace();
  container.depends_on.emplace().emplace_back();
  container.restart_policy.emplace();
  auto definition = task_definition({});
  for (const auto driver : {model::ecs::LogDriver::json_file, model::ecs::LogDriver::syslog,
                            model::ecs::LogDriver::journald, model::ecs::LogDriver::gelf,
                            model::ecs::LogDriver::fluentd, model::ecs::LogDriver::awslogs,
                            model::ecs::LogDriver::splunk, model::ecs::LogDriver::awsfirelens}) {
    container.log_configuration.emplace().log_driver = driver;
    definition.container_definitions->push_back(container);
  }
  definition.cpu = "256";
  definition.pid_mode = model::ecs::PidMode::task;
  definition.task_role_arn = "role";
  definition.execution_role_arn = "role";
  for (const auto mode : {model::ecs::NetworkMode::awsvpc, model::ecs::NetworkMode::host}) {
    definition.network_mode = mode;
    for (const auto& wanted : required_attributes(definition)) {
      EXPECT_TRUE(attributes.contains(wanted.name)) << wanted.name;
    }
  }
}

}  // namespace
}  // namespace drydock::ecs::local_instance_test
