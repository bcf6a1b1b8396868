#include "emulator/ecs/task_protection.h"

#include <gtest/gtest.h>

#include "emulator/ecs/task.h"
#include "tests/emulator/ecs/service_fixture.h"

namespace drydock::ecs::task_protection_test {
namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string>;

const TimePoint now{std::chrono::hours(1000)};

TEST(TaskProtection, LastsForTwoHoursOrAsLongAsIsAskedFor) {
  EXPECT_EQ(*protected_until(std::nullopt, now), now + 2h);
  EXPECT_EQ(*protected_until(1, now), now + 1min);
  EXPECT_EQ(*protected_until(2'880, now), now + 48h);
  for (const int refused : {0, -1, 2'881}) {
    EXPECT_EQ(protected_until(refused, now).error().message(),
              "expiresInMinutes must be within the range of 1 to 2880.")
        << refused;
  }
}

TEST(TaskProtection, EndsAtItsInstant) {
  Task task;
  EXPECT_FALSE(is_protected(task, now));
  task.protected_until = now + 1min;
  EXPECT_TRUE(is_protected(task, now + 1min - 1ms));
  EXPECT_FALSE(is_protected(task, now + 1min));
}

TEST(TaskProtection, IsForRunningTasksOfServices) {
  Task task;
  task.service = "web";
  task.last_status = TaskStatus::running;
  EXPECT_EQ(protection_refusal(task), nullptr);
  task.desired_status = DesiredStatus::stopped;
  EXPECT_STREQ(protection_refusal(task), "TASK_NOT_VALID");
  task.desired_status = DesiredStatus::running;
  task.last_status = TaskStatus::activating;
  EXPECT_STREQ(protection_refusal(task), "TASK_NOT_VALID");
  task.last_status = TaskStatus::running;
  task.service.clear();
  EXPECT_STREQ(protection_refusal(task), "TASK_NOT_VALID");
}

TEST(TaskProtection, IsForNoMoreTasksThanAreDesired) {
  EXPECT_FALSE(blocks_deployments(0, 1));
  EXPECT_TRUE(blocks_deployments(1, 1));
  EXPECT_TRUE(blocks_deployments(0, 0));
  EXPECT_FALSE(blocks_deployments(4'999, 5'000));
}

/// A service that runs A, of which these tasks are protected for an hour.
ServiceFixture protecting(int desired, std::string_view tasks,
                          std::initializer_list<std::string_view> of_these) {
  ServiceFixture web(desired, 100, 200);
  web.deploy("A").completed().tasks(tasks);
  for (const std::string_view id : of_these) web.task(id).protected_until = web.now + 1h;
  return web;
}

const std::string too_many_of_a =
    "service web was unable to reach steady state because task set (ecs-svc/A) was unable to scale "
    "in. Reason: The number of protected tasks are more than the desired count of tasks.";

TEST(TaskProtection, LeavesAScaleInTheOthers) {
  // By itself it would stop the newest, in the order of their ids A3.
  auto web = protecting(3, "A1:healthy A2:healthy A3:healthy", {"A3"});
  web.service().desired_count = 2;
  EXPECT_EQ(web.decisions(), Words{"stop A2"});
  EXPECT_EQ(web.plan().wake_at, web.now + 1h);
}

TEST(TaskProtection, HoldsAScaleInUpUntilItExpires) {
  auto web = protecting(3, "A1:healthy A2:healthy A3:healthy", {"A1", "A2", "A3"});
  web.service().desired_count = 1;
  EXPECT_EQ(web.decisions(), Words{});
  EXPECT_EQ(web.events(), Words{too_many_of_a});
  EXPECT_EQ(web.plan().wake_at, web.now + 1h);
  web.keep_notes();
  EXPECT_EQ(web.events(), Words{});
  web.now += 1h;
  EXPECT_EQ(web.decisions(), (Words{"stop A3", "stop A2"}));
}

TEST(TaskProtection, HoldsARolloutUpUntilItExpires) {
  ServiceFixture web(2, 100, 200);
  web.deploy("A").completed().deploy("B").tasks("A1:healthy A2:healthy B1:healthy B2:healthy");
  web.task("A1").protected_until = web.now + 5min;
  EXPECT_EQ(web.decisions(), Words{"stop A2"});
  EXPECT_EQ(web.planned_slots("A"), 1);
  EXPECT_EQ(web.events().back(), too_many_of_a);
  EXPECT_EQ(web.plan().wake_at, web.now + 5min);
  web.tasks("A2:gone").keep_notes();
  web.set("A").requested = 1;
  EXPECT_EQ(web.decisions(), Words{});
  web.now += 5min;
  EXPECT_EQ(web.decisions(), Words{"stop A1"});
  web.tasks("A1:gone").set("A").requested = 0;
  EXPECT_EQ(web.decisions(), (Words{"remove A", "complete"}));
}

TEST(TaskProtection, LetsTheNewTasksStartForWhichThereIsRoom) {
  ServiceFixture web(2, 50, 100);
  web.deploy("A").completed().deploy("B").tasks("A1:healthy A2:healthy");
  web.task("A2").protected_until = web.now + 5min;
  EXPECT_EQ(web.decisions(), Words{"stop A1"});
  web.tasks("A1:gone").set("A").requested = 1;
  EXPECT_EQ(web.decisions(), Words{"start 1 of B"});
}

TEST(TaskProtection, SaysNothingWhereThePercentsAreInTheWay) {
  ServiceFixture web(2, 100, 200);
  web.deploy("A").completed().deploy("B").tasks("A1:healthy A2:healthy B1:unproven B2:unproven");
  web.task("A1").protected_until = web.now + 5min;
  EXPECT_EQ(web.decisions(), Words{});
  EXPECT_EQ(web.events(), Words{});
}

/// Protection is from scale-ins alone, so that an unhealthy task is replaced, protected or not.
TEST(TaskProtection, DoesNotKeepAnAilingTask) {
  auto web = protecting(2, "A1:unhealthy A2:healthy", {"A1", "A2"});
  EXPECT_EQ(web.decisions(), Words{"start 1 of A replacing 1"});
  web.tasks("A3:healthy");
  EXPECT_EQ(web.decisions(), Words{"stop A1"});
}

TEST(TaskProtection, EndsWithItsService) {
  auto web = protecting(2, "A1:healthy A2:healthy", {"A1", "A2"});
  web.service().status = ServiceStatus::draining;
  EXPECT_EQ(web.decisions(), (Words{"stop A1", "stop A2"}));
}

}  // namespace
}  // namespace drydock::ecs::task_protection_test
