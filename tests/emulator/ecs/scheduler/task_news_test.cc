#include "emulator/ecs/scheduler/task_news.h"

#include <gtest/gtest.h>

#include <utility>

#include "model/ecs/service.h"
#include "tests/emulator/ecs/service_fixture.h"

namespace drydock::ecs::task_news_test {
namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string>;

/// A rollout from A to B with these percents, in this state.
ServiceFixture rollout(int desired, int minimum, int maximum, std::string_view tasks) {
  ServiceFixture web(desired, minimum, maximum);
  web.deploy("A").completed().deploy("B").tasks(tasks);
  return web;
}

/// A service that runs A and has nothing to do.
ServiceFixture steady(int desired, std::string_view tasks) {
  ServiceFixture web(desired, 100, 200);
  web.deploy("A").completed().tasks(tasks);
  return web;
}

TEST(TaskNews, WaitsLongerAfterEachRoundOfTasksThatNeverStarted) {
  ServiceFixture web(2, 100, 200);
  web.deploy("A").tasks("A1:failed A2:failed");
  EXPECT_EQ(web.decisions(), Words{"failures of A: 2"});
  EXPECT_EQ(web.planned_failures().rounds, 1);
  EXPECT_EQ(web.plan().wake_at, web.now + 250ms);
  web.keep_notes();
  web.now += 250ms;
  EXPECT_EQ(web.decisions(), Words{"start 2 of A"});
  web.tasks("A3:failed A4:pending");
  web.task("A3").created_at = web.now;
  EXPECT_EQ(web.planned_failures().start_not_before, web.now + 500ms);
}

TEST(TaskNews, StartsAtOnceAfterAHealthyTaskDied) {
  ServiceFixture web = steady(1, "A1:crashed");
  web.task("A1").notes.was_healthy = true;
  EXPECT_EQ(web.decisions(), Words{"start 1 of A"});
}

TEST(TaskNews, SaysWhyATaskCouldNotBePlacedUntilItIsPlainThatNoneCan) {
  ServiceFixture web(1, 100, 200);
  web.deploy("A").tasks("A1:failed");
  web.task("A1").stopped_reason = "CannotPullContainerError: no such image.";
  EXPECT_EQ(web.events(), Words{"(service web) was unable to place a task. Reason: "
                                "CannotPullContainerError: no such image."});
  web.keep_notes();
  EXPECT_EQ(web.events(), Words{});
  web.failures().rounds = 3;
  EXPECT_EQ(web.events(),
            Words{"(service web) is unable to consistently start tasks successfully."});
}

TEST(TaskNews, SaysWhatKeptAContainerFromStarting) {
  ServiceFixture web(1, 100, 200);
  web.deploy("A").tasks("A1:failed");
  web.task("A1").stopped_reason = "Task failed to start";
  web.task("A1").containers.front().reason =
      "CannotCreateContainerError: Error response from daemon: no space left on device";
  EXPECT_EQ(web.events(),
            Words{"(service web) was unable to place a task. Reason: CannotCreateContainerError: "
                  "Error response from daemon: no space left on device."});
}

TEST(TaskNews, ForgetsFailuresWhenATaskBecomesHealthy) {
  ServiceFixture web = rollout(2, 100, 200, "A1:healthy A2:healthy B1:healthy B2:unproven");
  web.failures() = {.tasks = 2, .rounds = 2, .start_not_before = web.now - 11min};
  web.task("B1").notes.was_healthy = false;
  EXPECT_EQ(web.decisions(), (Words{"stop A2", "failures of B: 0"}));
  EXPECT_EQ(web.planned_failures(), StartFailures{});
}

/// B1 passes its container's check, and has been RUNNING for this long.
ServiceFixture checked_for(Duration running) {
  ServiceFixture web = rollout(2, 100, 200, "A1:healthy A2:healthy B1:healthy");
  web.view_of("B1").containers = CheckVerdict::passing;
  web.task("B1").started_at = web.now - running;
  return web;
}

TEST(TaskNews, BacksOffUntilATaskStartedSinceHasStayedUp) {
  ServiceFixture web = checked_for(39s);
  web.failures() = {.tasks = 1, .rounds = 2, .start_not_before = web.task("B1").created_at};
  EXPECT_EQ(web.planned_failures().rounds, 2);
  EXPECT_EQ(web.plan().wake_at, web.now + 1s);
  web.now += 1s;
  EXPECT_EQ(web.planned_failures().rounds, 0);
}

TEST(TaskNews, DoesNotTakeATaskOfTheRoundThatFailedForAProof) {
  ServiceFixture web = checked_for(5min);
  web.failures() = {.rounds = 2, .start_not_before = web.task("B1").created_at + 1ms};
  EXPECT_EQ(web.planned_failures().rounds, 2);
  web.service().desired_count = 1;
  EXPECT_EQ(web.planned_failures().rounds, 2);
  web.set("B").requested = 1;
  EXPECT_EQ(web.planned_failures().rounds, 0);
}

TEST(TaskNews, HoldsAnEarlyEndAgainstATaskWhoseCheckHadPassed) {
  for (const auto& [running, rounds] : {std::pair(39s, 1), std::pair(40s, 0)}) {
    ServiceFixture web = rollout(1, 100, 200, "A1:healthy B1:crashed");
    web.task("B1").notes.was_healthy = true;
    web.task("B1").started_at = web.now - running;
    web.task("B1").stopping_at = web.now;
    web.now += 1min;
    EXPECT_EQ(web.planned_failures().rounds, rounds);
  }
}

TEST(TaskNews, AddsFailuresUpWhereAHealthyTaskDoesNotForgiveThem) {
  ServiceFixture web = rollout(2, 100, 200, "A1:healthy A2:healthy B1:healthy B2:failed");
  web.service().deployment_configuration.deployment_circuit_breaker = {
      .enable = true, .rollback = false, .reset_on_healthy_task = false};
  web.failures() = {.tasks = 1, .rounds = 1};
  web.task("B1").notes.was_healthy = false;
  EXPECT_EQ(web.decisions(), (Words{"stop A2", "failures of B: 2"}));
}

TEST(RestartDelay, DoublesUpToTheLongest) {
  const Pace aws = Pace::aws();
  EXPECT_EQ(restart_delay(aws, 1, false), 15s);
  EXPECT_EQ(restart_delay(aws, 2, false), 30s);
  EXPECT_EQ(restart_delay(aws, 7, false), 16min);
  EXPECT_EQ(restart_delay(aws, 8, false), 27min);
  EXPECT_EQ(restart_delay(aws, 1000, false), 27min);
}

TEST(RestartDelay, NeverHoldsACrashedTaskBackLongerThanAwsWould) {
  EXPECT_EQ(restart_delay(Pace::aws(), 1, true), 10s);
  EXPECT_EQ(restart_delay(Pace::fast(), 1, true), 250ms);
  EXPECT_EQ(restart_delay(Pace::fast(), 100, true), 10s);
}

}  // namespace
}  // namespace drydock::ecs::task_news_test
