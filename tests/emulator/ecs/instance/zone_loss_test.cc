#include "emulator/ecs/instance/zone_loss.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "emulator/ec2/default_network.h"
#include "emulator/ec2/lost_zone.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "emulator/ecs/placement/task_placement.h"
#include "emulator/ecs/task.h"
#include "emulator/records.h"
#include "emulator/store/store.h"

namespace drydock::ecs::zone_loss_test {
namespace {

const World world{"111122223333", "eu-west-1"};
const World other_account{"444455556666", "eu-west-1"};
const TimePoint now{seconds(1'700'000'000)};

/// Instances "a" and "b" in the zones of these letters.
class ZoneLoss : public ::testing::Test {
 protected:
  ZoneLoss() {
    for (const char* id : {"a", "b"}) {
      ContainerInstance instance{.id = id, .cluster = "shop", .ec2_instance_id = "i-1"};
      instance.attributes[std::string(availability_zone_attribute)] = std::string("eu-west-1") + id;
      store_.put(world, instance);
    }
  }

  /// A task on this instance, or one of Fargate's in the zone, with a container that runs.
  void put_task(const World& where, const std::string& id, const std::string& zone,
                const std::string& instance = "") {
    Task task{.id = id, .cluster = "shop", .availability_zone = "eu-west-1" + zone};
    task.container_instance = instance;
    task.containers.push_back({.name = "app", .engine_id = "engine-" + id});
    task.containers.back().phase = ContainerPhase::running;
    task.containers.push_back({.name = "done"});
    store_.put(where, task);
  }
  [[nodiscard]] const Task& task(const World& where, const std::string& id) const {
    return *store_.find<Task>(where, "shop/" + id);
  }
  [[nodiscard]] const ContainerInstance& instance(const std::string& id) const {
    return *store_.find<ContainerInstance>(world, "shop/" + id);
  }

  Store store_{all_record_kinds()};
};

TEST_F(ZoneLoss, DisconnectsTheAgentsThereUntilTheZoneIsBack) {
  set_lost_zones(store_, {"eu-west-1b"}, now);
  EXPECT_TRUE(ec2::is_lost(store_, "eu-west-1b"));
  EXPECT_FALSE(is_agent_connected(store_, instance("b")));
  EXPECT_TRUE(is_agent_connected(store_, instance("a")));
  EXPECT_EQ(instance("a").version, 1);
  EXPECT_EQ(instance("b").version, 2);
  const auto seen =
      placement_instances(store_, world, "shop", {}, [](const Task&) { return true; });
  EXPECT_EQ(fault_of({}, seen.back()), PlacementFault::agent);

  set_lost_zones(store_, {"eu-west-1b"}, now);
  EXPECT_EQ(instance("b").version, 2) << "nothing has changed";
  set_lost_zones(store_, {}, now);
  EXPECT_FALSE(ec2::is_lost(store_, "eu-west-1b"));
  EXPECT_TRUE(is_agent_connected(store_, instance("b")));
  EXPECT_EQ(instance("b").version, 3);
}

TEST_F(ZoneLoss, StopsWhatRunsThereInEveryAccount) {
  put_task(world, "1", "a", "a");
  put_task(world, "2", "b", "b");
  put_task(other_account, "3", "b");
  EXPECT_TRUE(stop_tasks_in_lost_zones(store_, now).empty());
  set_lost_zones(store_, {"eu-west-1b"}, now);
  EXPECT_EQ(stop_tasks_in_lost_zones(store_, now),
            (std::vector<std::string>{"engine-2", "engine-3"}));
  EXPECT_EQ(task(world, "1").desired_status, DesiredStatus::running);
  EXPECT_EQ(task(world, "2").desired_status, DesiredStatus::stopped);
  EXPECT_EQ(task(world, "2").stop_code, model::ecs::TaskStopCode::termination_notice);
  EXPECT_EQ(task(world, "2").stopped_reason, "Host EC2 (instance i-1) terminated.");
  EXPECT_EQ(task(other_account, "3").stopped_reason, "The capacity in eu-west-1b was lost.");
  EXPECT_TRUE(stop_tasks_in_lost_zones(store_, now).empty()) << "asked once";
}

TEST_F(ZoneLoss, ClosesItsSubnets) {
  model::ecs::AwsVpcConfiguration awsvpc;
  for (const auto& subnet : ec2::default_network(world).subnets) {
    awsvpc.subnets.push_back(subnet.id);
  }
  EXPECT_EQ(open_subnets(store_, world, awsvpc).size(), 3U);
  set_lost_zones(store_, {"eu-west-1a", "eu-west-1c"}, now);
  const auto open = open_subnets(store_, world, awsvpc);
  ASSERT_EQ(open.size(), 1U);
  EXPECT_EQ(open.front().id, awsvpc.subnets.at(1));
  EXPECT_EQ(open.front().availability_zone, "eu-west-1b");
}

}  // namespace
}  // namespace drydock::ecs::zone_loss_test
