#include "emulator/ecs/deployment/early_success.h"

#include <gtest/gtest.h>

#include "emulator/ecs/service.h"
#include "tests/emulator/ecs/service_fixture.h"

namespace drydock::ecs::early_success_test {
namespace {

using Words = std::vector<std::string>;
using Cleanup = model::ecs::ServiceRevisionCleanup;

void succeed_at(Service& service, int percent, Cleanup cleanup) {
  service.deployment_configuration.early_success_criteria = {
      .enable = true, .healthy_percent = percent, .source_service_revision_cleanup = cleanup};
}

/// A rollout from A to B of four tasks, of which half are enough.
ServiceFixture rolling(std::string_view tasks, Cleanup cleanup) {
  ServiceFixture web(4, 50, 200);
  succeed_at(web.service(), 50, cleanup);
  web.deploy("A").completed().deploy("B").tasks(tasks);
  return web;
}

struct Example {
  int desired;
  int percent;
  int healthy;
};

/// The table of AWS's documentation, and its rule that there is at least one task.
TEST(EarlySuccess, NeedsSoManyHealthyTasks) {
  for (const Example& one : {Example{2, 50, 1}, Example{3, 50, 2}, Example{10, 80, 8},
                             Example{100, 90, 90}, Example{10, 100, 10}, Example{10, 0, 1}}) {
    Service service{.desired_count = one.desired};
    succeed_at(service, one.percent, Cleanup::blocking);
    EXPECT_EQ(healthy_for_early_success(service), one.healthy)
        << one.percent << " % of " << one.desired;
  }
}

TEST(EarlySuccess, IsForRollingUpdatesOfTasksThatEnableIt) {
  Service service{.desired_count = 2};
  EXPECT_EQ(healthy_for_early_success(service), std::nullopt);
  succeed_at(service, 50, Cleanup::blocking);
  service.desired_count = 0;
  EXPECT_EQ(healthy_for_early_success(service), std::nullopt);
  service.desired_count = 2;
  service.deployment_configuration.strategy = model::ecs::DeploymentStrategy::blue_green;
  EXPECT_EQ(healthy_for_early_success(service), std::nullopt);
  service.deployment_configuration.strategy.reset();
  service.deployment_configuration.early_success_criteria->enable = false;
  EXPECT_EQ(healthy_for_early_success(service), std::nullopt);
}

TEST(EarlySuccess, WaitsForItsHealthyTasks) {
  for (const Cleanup cleanup : {Cleanup::blocking, Cleanup::deferred}) {
    ServiceFixture web = rolling(
        "A1:healthy A2:healthy A3:healthy A4:healthy B1:healthy B2:unproven B3:pending B4:pending",
        cleanup);
    EXPECT_EQ(web.decisions(), Words{"stop A4"}) << "as in any rolling update";
  }
}

TEST(EarlySuccess, StopsTheOldTasksFirstWhereTheyBlock) {
  ServiceFixture web = rolling(
      "A1:healthy A2:healthy A3:healthy A4:healthy B1:healthy B2:healthy B3:pending B4:pending",
      Cleanup::blocking);
  EXPECT_EQ(web.decisions(), (Words{"stop A4", "stop A3", "stop A2", "stop A1"}));
  EXPECT_EQ(web.planned_slots("A"), 0);
  web.tasks("A1:stopping A2:gone A3:gone A4:gone");
  EXPECT_EQ(web.decisions(), Words{});
  web.tasks("A1:gone");
  EXPECT_EQ(web.decisions(), (Words{"remove A", "complete"}));
  EXPECT_EQ(web.events(), Words{"(service web) (deployment ecs-svc/B) deployment completed."})
      << "it is in no steady state yet";
}

TEST(EarlySuccess, StopsTheOldTasksAfterwardsWhereTheyAreDeferred) {
  ServiceFixture web = rolling(
      "A1:healthy A2:healthy A3:healthy A4:healthy B1:healthy B2:healthy B3:pending B4:pending",
      Cleanup::deferred);
  EXPECT_EQ(web.decisions(), (Words{"stop A4", "stop A3", "stop A2", "stop A1", "complete"}));
  web.completed();
  web.set("A").requested = 0;
  web.tasks("A1:stopping A2:gone A3:gone A4:gone B2:gone");
  EXPECT_EQ(web.decisions(), Words{"start 1 of B"});
  web.tasks("A1:gone B3:failed B4:failed");
  EXPECT_EQ(web.decisions(), Words{"remove A"}) << "failures are its deployment's no longer";
}

TEST(EarlySuccess, LeavesProtectedOldTasksToTheirProtection) {
  ServiceFixture web =
      rolling("A1:healthy B1:healthy B2:healthy B3:pending B4:pending", Cleanup::deferred);
  web.task("A1").protected_until = web.now + std::chrono::hours(1);
  EXPECT_EQ(web.decisions(), Words{"complete"});
}

TEST(EarlySuccess, IsNoneOfADeploymentThatIsGivenUp) {
  ServiceFixture web =
      rolling("A1:healthy A2:healthy B1:healthy B2:healthy B3:failed B4:failed", Cleanup::deferred);
  web.service().deployment_configuration.deployment_circuit_breaker = {
      .enable = true,
      .rollback = true,
      .threshold_configuration = {{.type = model::ecs::ThresholdType::count, .value = 2}}};
  const Words decisions = web.decisions();
  EXPECT_EQ(decisions.back(), "roll back");
}

}  // namespace
}  // namespace drydock::ecs::early_success_test
