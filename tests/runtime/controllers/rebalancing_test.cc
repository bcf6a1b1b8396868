#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/instance/zone_loss.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "model/ecs/service.h"
#include "tests/runtime/controllers/service_controller_fixture.h"

namespace drydock::rebalancing_test {
namespace {

using namespace std::chrono_literals;
using ecs::Task;
using ecs::TaskStatus;
using Zones = std::map<std::string, int>;

/// A service that is to be rebalanced.
class RebalancedService : public ServiceController {
 protected:
  void create_rebalanced(int desired, model::ecs::LaunchType launch_type) {
    ecs::Service wanted = new_service(desired);
    wanted.launch_type = launch_type;
    wanted.availability_zone_rebalancing = model::ecs::AvailabilityZoneRebalancing::enabled;
    create(std::move(wanted));
  }
  void add_instance(const std::string& id, const std::string& zone) {
    ecs::ContainerInstance made = instance(id);
    made.attributes = ecs::engine_attributes(world_, zone);
    store_.put(world_, made);
  }
  /// Lets time pass, and sees to it that so many tasks, at least and at most, are there.
  void play_within(Duration span, int least, int most) {
    for (const TimePoint end = clock_.now() + span; clock_.now() < end;) {
      play(100ms);
      const auto all = tasks();
      const auto live = std::ranges::count_if(
          all, [](const Task* task) { return task->last_status <= TaskStatus::running; });
      const auto staying = std::ranges::count_if(all, [](const Task* task) {
        return task->last_status == TaskStatus::running &&
               task->desired_status == ecs::DesiredStatus::running;
      });
      ASSERT_LE(live, most);
      ASSERT_GE(staying, least);
    }
  }
  [[nodiscard]] Zones zones() const {
    Zones found;
    for (const Task* task : tasks()) {
      if (task->last_status == TaskStatus::running) ++found[task->availability_zone];
    }
    return found;
  }
  [[nodiscard]] std::vector<std::string> events_of_rebalancing() const {
    std::vector<std::string> found;
    for (const std::string& message : events()) {
      if (message.find("AZ") != std::string::npos) found.push_back(message);
    }
    return found;
  }
};

TEST_F(RebalancedService, SpreadsOverZonesThatGetInstances) {
  add_instance("a", "us-east-1a");
  controllers_.start();
  create_rebalanced(4, model::ecs::LaunchType::ec2);
  play(60s);
  EXPECT_EQ(zones(), (Zones{{"us-east-1a", 4}}));
  EXPECT_TRUE(events_of_rebalancing().empty());

  add_instance("b", "us-east-1b");
  add_instance("c", "us-east-1c");
  play_within(3min, 4, 5);
  EXPECT_EQ(zones(), (Zones{{"us-east-1a", 2}, {"us-east-1b", 1}, {"us-east-1c", 1}}));
  const auto told = events_of_rebalancing();
  ASSERT_EQ(told.size(), 6U);
  EXPECT_EQ(told.at(0),
            "(service web) is not AZ balanced with 4 tasks in us-east-1a, 0 tasks in us-east-1b, "
            "0 tasks in us-east-1c. AZ Rebalancing in progress.");
  EXPECT_TRUE(told.at(1).starts_with(
      "(service web) has started 1 tasks in us-east-1b to AZ Rebalance: (task "));
  EXPECT_TRUE(told.at(2).starts_with(
      "(service web) has stopped 1 running tasks in us-east-1a due to AZ rebalancing: (task "));
  EXPECT_TRUE(told.at(3).starts_with(
      "(service web) has started 1 tasks in us-east-1c to AZ Rebalance: (task "));
  EXPECT_EQ(told.at(5),
            "(service web) is AZ balanced with 2 tasks in us-east-1a, 1 tasks in us-east-1b, "
            "1 tasks in us-east-1c.");
  EXPECT_EQ(events().back(), told.at(5));
  for (const Task* task : tasks()) {
    if (task->desired_status == ecs::DesiredStatus::running) continue;
    EXPECT_EQ(task->stopped_reason,
              "Availability-zone rebalancing initiated by (deployment " + service().task_set + ")");
  }
  const std::size_t before = events().size();
  play(10min);
  EXPECT_EQ(events().size(), before) << "it comes to rest";
}

TEST_F(RebalancedService, SpreadsFargatesTasksOverTheirSubnets) {
  controllers_.start();
  create_rebalanced(3, model::ecs::LaunchType::fargate);
  play(60s);
  std::vector<std::string> keys;
  for (const Task* task : tasks()) keys.push_back(task->key());
  for (const std::string& key : keys) {
    store_.change<Task>(world_, key, [](Task& task) { task.availability_zone = "us-east-1a"; });
  }
  play_within(3min, 3, 4);
  EXPECT_EQ(zones(), (Zones{{"us-east-1a", 1}, {"us-east-1b", 1}, {"us-east-1c", 1}}));
}

// The story of a zone's loss.
TEST_F(RebalancedService, LeavesALostZoneAndComesBack) {
  for (const char* letter : {"a", "b", "c"}) {
    add_instance(letter, std::string("us-east-1") + letter);
  }
  controllers_.start();
  create_rebalanced(3, model::ecs::LaunchType::ec2);
  play(60s);
  ecs::set_lost_zones(store_, {"us-east-1b"}, clock_.now());
  ecs::stop_tasks_in_lost_zones(store_, clock_.now());
  play(60s);
  EXPECT_EQ(zones(), (Zones{{"us-east-1a", 2}, {"us-east-1c", 1}}));
  EXPECT_TRUE(events_of_rebalancing().empty()) << "two zones are even";
  ecs::set_lost_zones(store_, {}, clock_.now());
  play_within(2min, 3, 4);
  EXPECT_EQ(zones(), (Zones{{"us-east-1a", 1}, {"us-east-1b", 1}, {"us-east-1c", 1}}));
}

TEST_F(RebalancedService, StartsNothingOfFargatesWhereAllZonesAreLost) {
  controllers_.start();
  ecs::set_lost_zones(store_, {"us-east-1a", "us-east-1b", "us-east-1c"}, clock_.now());
  create_rebalanced(2, model::ecs::LaunchType::fargate);
  play(60s);
  EXPECT_TRUE(tasks().empty());
  EXPECT_EQ(events(), std::vector<std::string>{
                          "(service web) was unable to place a task. Reason: Capacity is "
                          "unavailable at this time. Please try again later or in a different "
                          "availability zone."});
  ecs::set_lost_zones(store_, {"us-east-1a"}, clock_.now());
  play(60s);
  EXPECT_EQ(zones(), (Zones{{"us-east-1b", 1}, {"us-east-1c", 1}}));
}

TEST_F(RebalancedService, GoesOnOnceAnotherServiceHasMadeRoom) {
  ecs::ContainerInstance small = instance("b");
  small.attributes = ecs::engine_attributes(world_, "us-east-1b");
  small.registered.cpu_units = 10;
  add_instance("a", "us-east-1a");
  store_.put(world_, small);
  change_definition([](model::ecs::ContainerDefinition& container) { container.cpu = 10; });
  controllers_.start();
  ecs::Service other = new_service(2);
  other.name = "other";
  create(std::move(other));
  play(60s);
  create_rebalanced(2, model::ecs::LaunchType::ec2);
  play(60s);
  EXPECT_EQ(events().back(),
            "(service web) is unable to place a task in us-east-1b because no container instance "
            "met all of its requirements.");
  store_.change<ecs::Service>(world_, "shop/other",
                              [](ecs::Service& service) { service.desired_count = 0; });
  play(2min);
  EXPECT_EQ(events().back(),
            "(service web) is AZ balanced with 1 tasks in us-east-1a, 1 tasks in us-east-1b.");
}

}  // namespace
}  // namespace drydock::rebalancing_test
