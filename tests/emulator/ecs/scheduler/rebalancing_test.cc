#include "emulator/ecs/scheduler/rebalancing.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "emulator/ecs/container_instance.h"
#include "model/ecs/service.h"
#include "tests/emulator/ecs/service_fixture.h"

namespace drydock::ecs::rebalancing_test {
namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string>;

/// A service that is steady but for its balance, on Fargate in three zones. The tasks' zones are
/// told in their order: "aab" puts A1 and A2 into zone a, and A3 into b.
class RebalancingTest : public ::testing::Test {
 protected:
  RebalancingTest() {
    using model::ecs::AvailabilityZoneRebalancing;
    web_.service().availability_zone_rebalancing = AvailabilityZoneRebalancing::enabled;
    web_.deploy("A").completed();
    web_.subnets = [this](const TaskSet&) { return subnets_; };
  }

  void lie(std::string_view zones) {
    for (std::size_t at = 0; at < zones.size(); ++at) {
      const std::string id = "A" + std::to_string(at + 1);
      web_.tasks(id + ":healthy").task(id).availability_zone = zones[at];
    }
    web_.service().desired_count = static_cast<int>(zones.size());
    web_.set("A").requested = static_cast<int>(zones.size());
  }
  /// Another task, which is in this condition.
  void add(const std::string& id, const std::string& condition, const std::string& zone) {
    web_.tasks(id + ":" + condition).task(id).availability_zone = zone;
  }
  /// Instances in zones, each with room for so many tasks.
  void run_on_instances(const std::vector<std::pair<std::string, int>>& rooms) {
    web_.placement = [rooms](const TaskSet&) {
      ServicePlacement placement;
      placement.request.needs.memory_mib = 1;
      auto& spread = placement.request.strategies.emplace_back();
      spread.type = model::ecs::PlacementStrategyType::spread;
      spread.field = "attribute:ecs.availability-zone";
      for (const auto& [zone, tasks] : rooms) {
        PlacementInstance& instance = placement.instances.emplace_back();
        instance.id = "i-" + zone;
        instance.queried.attributes.emplace(std::string(availability_zone_attribute), zone);
        instance.remaining.memory_mib = tasks;
        instance.own_tasks = zone == "a" ? 2 : 0;
      }
      return placement;
    };
  }

  ServiceFixture web_{2, 100, 200};
  std::vector<PlacementSubnet> subnets_ = {{.id = "1", .availability_zone = "a"},
                                           {.id = "2", .availability_zone = "b"},
                                           {.id = "3", .availability_zone = "c"}};
};

TEST_F(RebalancingTest, MovesOneTaskAfterAnotherAndTellsOfIt) {
  lie("aaaab");
  EXPECT_EQ(web_.decisions(), Words{"start 1 of A to rebalance"});
  EXPECT_EQ(web_.events(),
            Words{"(service web) is not AZ balanced with 4 tasks in a, 1 tasks in b, 0 tasks in c. "
                  "AZ Rebalancing in progress."});
  EXPECT_EQ(web_.planned_slots("A"), 5) << "what DescribeServices tells stays";
  web_.keep_notes();

  add("A6", "pending", "c");
  EXPECT_EQ(web_.decisions(), Words{}) << "nothing stops before the new one is healthy";
  web_.keep_notes();
  add("A6", "healthy", "c");
  EXPECT_EQ(web_.decisions(), Words{"stop A4"}) << "the newest of the fullest zone";
  EXPECT_EQ(web_.events(),
            Words{"(service web) has stopped 1 running tasks in a due to AZ rebalancing: "
                  "(task A4)."});
  web_.keep_notes();
  add("A4", "stopping", "a");
  EXPECT_EQ(web_.decisions(), Words{}) << "one at a time";

  add("A4", "gone", "a");
  EXPECT_EQ(web_.decisions(), Words{"start 1 of A to rebalance"});
  web_.keep_notes();
  add("A7", "healthy", "b");
  EXPECT_EQ(web_.decisions(), Words{"stop A3"});
  web_.keep_notes();
  add("A3", "gone", "a");
  EXPECT_EQ(web_.events(), (Words{"(service web) has reached a steady state.",
                                  "(service web) is AZ balanced with 2 tasks in a, 2 tasks in b, "
                                  "1 tasks in c."}));
  EXPECT_EQ(web_.decisions(), Words{});
  web_.keep_notes();
  EXPECT_TRUE(web_.plan().actions.empty());
}

TEST_F(RebalancingTest, SaysWhyATaskStops) {
  lie("aa");
  web_.keep_notes();
  add("A3", "healthy", "b");
  for (const ServiceAction& action : web_.plan().actions) {
    const auto* stop = std::get_if<StopTask>(&action);
    if (stop == nullptr) continue;
    EXPECT_EQ(stop->reason, "Availability-zone rebalancing initiated by (deployment ecs-svc/A)");
    return;
  }
  FAIL() << "nothing stops";
}

TEST_F(RebalancingTest, LeavesWhatIsEvenOrMayNotBeMoved) {
  lie("aab");
  EXPECT_EQ(web_.decisions(), Words{"start 1 of A to rebalance"}) << "every zone is to have one";
  subnets_.pop_back();
  EXPECT_EQ(web_.decisions(), Words{}) << "of two zones, two and one are even";
  subnets_.pop_back();
  EXPECT_EQ(web_.decisions(), Words{}) << "one zone is even";
  lie("aaa");
  EXPECT_EQ(web_.decisions(), Words{});
  subnets_.push_back({.id = "2", .availability_zone = "b"});
  EXPECT_EQ(web_.decisions(), Words{"start 1 of A to rebalance"});
  web_.service().availability_zone_rebalancing.reset();
  EXPECT_EQ(web_.decisions(), Words{});
}

TEST_F(RebalancingTest, WaitsUntilAllIsWell) {
  lie("aaa");
  for (const char* condition : {"pending", "unproven", "unhealthy", "leaving", "stopping"}) {
    add("A1", condition, "a");
    const Words made = web_.decisions();
    EXPECT_EQ(std::ranges::count(made, "start 1 of A to rebalance"), 0) << condition;
  }
  add("A1", "healthy", "a");
  web_.view_of("A1").leaves_instance = true;
  EXPECT_EQ(web_.decisions(), Words{"start 1 of A"});
  web_.view_of("A1").leaves_instance = false;
  web_.engine_reachable = false;
  EXPECT_EQ(web_.decisions(), Words{});
}

TEST_F(RebalancingTest, NeverGoesBeyondMaximumPercent) {
  lie("aaa");
  web_.service().deployment_configuration.maximum_percent = 133;
  EXPECT_EQ(web_.decisions(), Words{}) << "133 % of 3 tasks are 3";
  EXPECT_EQ(web_.events(), Words{});
  web_.service().deployment_configuration.maximum_percent = 134;
  EXPECT_EQ(web_.decisions(), Words{"start 1 of A to rebalance"});
}

TEST_F(RebalancingTest, StopsNothingBeforeItsSuccessorIsHealthyWhateverTheMinimumIs) {
  lie("aaa");
  web_.service().deployment_configuration.minimum_healthy_percent = 0;
  web_.keep_notes();
  add("A4", "unproven", "b");
  EXPECT_EQ(web_.decisions(), Words{});
  add("A4", "healthy", "b");
  EXPECT_EQ(web_.decisions(), Words{"stop A3"});
}

TEST_F(RebalancingTest, LeavesProtectedTasksAndSaysSoOnce) {
  subnets_.pop_back();
  lie("aaab");
  web_.task("A3").protected_until = web_.now + 1h;
  web_.keep_notes();
  add("A5", "healthy", "b");
  EXPECT_EQ(web_.decisions(), Words{"stop A2"});
  for (const char* id : {"A1", "A2", "A3"}) web_.task(id).protected_until = web_.now + 1h;
  add("A5", "gone", "b");
  EXPECT_EQ(web_.decisions(), Words{});
  EXPECT_EQ(web_.events(), (Words{"(service web) stopped AZ Rebalancing.",
                                  "(service web) was unable to AZ Rebalance because (taskSet "
                                  "ecs-svc/A) was unable to scale in due to (reason 3 tasks under "
                                  "protection)."}));
  web_.keep_notes();
  EXPECT_EQ(web_.events(), Words{});
  EXPECT_LE(web_.plan().wake_at, web_.now + 1h) << "the protection ends";
  web_.now += 1h;
  EXPECT_EQ(web_.decisions(), Words{"start 1 of A to rebalance"});
}

TEST_F(RebalancingTest, GivesWayToADeployment) {
  lie("aaa");
  web_.keep_notes();
  add("A4", "pending", "b");
  web_.deploy("B");
  EXPECT_EQ(web_.events().front(), "(service web) stopped 1 pending tasks.");
  EXPECT_EQ(web_.memory().rebalancing, false);
  const Words events = web_.events();
  EXPECT_EQ(std::ranges::count(events, "(service web) stopped AZ Rebalancing."), 1);
  const Words decisions = web_.decisions();
  EXPECT_EQ(std::ranges::count(decisions, "stop A4"), 1);
}

TEST_F(RebalancingTest, GivesWayToAScaleIn) {
  lie("aaab");
  web_.keep_notes();
  add("A5", "pending", "c");
  web_.service().desired_count = 2;
  EXPECT_EQ(web_.decisions(), (Words{"stop A5", "stop A3", "stop A2"}));
}

TEST_F(RebalancingTest, LeavesTheFullestZoneToAScaleInThoughItsTasksAreProtected) {
  lie("aaabb");
  for (const char* id : {"A1", "A2"}) web_.task(id).protected_until = web_.now + 1h;
  web_.service().desired_count = 4;
  EXPECT_EQ(web_.decisions(), Words{"stop A3"});
}

TEST_F(RebalancingTest, PausesAfterATaskThatFailed) {
  lie("aaa");
  web_.keep_notes();
  add("A4", "failed", "b");
  EXPECT_EQ(web_.decisions(), Words{});
  EXPECT_EQ(web_.events().front(), "(service web) stopped AZ Rebalancing.");
  web_.keep_notes();
  web_.now += web_.pace.longest_restart_delay - 1ms;
  EXPECT_EQ(web_.decisions(), Words{});
  EXPECT_LE(web_.plan().wake_at, web_.now + 1ms);
  web_.now += 1ms;
  EXPECT_EQ(web_.decisions(), Words{"start 1 of A to rebalance"});
}

TEST_F(RebalancingTest, IsDoneWhereATaskOfTheFullestZoneEndsMeanwhile) {
  subnets_.pop_back();
  lie("aaa");
  web_.keep_notes();
  add("A1", "stopped", "a");
  add("A4", "healthy", "b");
  EXPECT_EQ(web_.decisions(), Words{});
  EXPECT_EQ(web_.events(), Words{"(service web) is AZ balanced with 2 tasks in a, 1 tasks in b."});
  EXPECT_FALSE(web_.memory().rebalancing);
}

TEST_F(RebalancingTest, PlacesTheTaskOnAnInstanceOfAnEmptierZone) {
  lie("aa");
  run_on_instances({{"a", 5}, {"b", 1}});
  EXPECT_EQ(web_.decisions(), Words{"start 1 of A on i-b to rebalance"});
}

TEST_F(RebalancingTest, WaitsForRoomInTheEmptierZone) {
  lie("aa");
  run_on_instances({{"a", 5}, {"b", 0}});
  EXPECT_EQ(web_.decisions(), Words{});
  EXPECT_EQ(web_.events(),
            Words{"(service web) is unable to place a task in b because no container instance met "
                  "all of its requirements."});
  EXPECT_TRUE(web_.plan().wants_room);
  web_.keep_notes();
  EXPECT_EQ(web_.events(), Words{});
  run_on_instances({{"a", 5}});
  EXPECT_EQ(web_.events(), Words{});
  EXPECT_FALSE(web_.plan().wants_room) << "a zone without an instance is none of the service's";
}

}  // namespace
}  // namespace drydock::ecs::rebalancing_test
