// How the scheduler runs task sets that are governed from outside.
#include "emulator/ecs/deployment/advance_task_sets.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "emulator/ecs/scheduler/service_scheduler.h"
#include "tests/emulator/ecs/service_fixture.h"

namespace drydock::ecs::advance_task_sets_test {
namespace {

using Words = std::vector<std::string>;
using model::ecs::StabilityStatus;

/// A service that wants four tasks, with a full set A that is steady.
ServiceFixture with_steady_set() {
  ServiceFixture web(4, 100, 200);
  web.task_set("A", 100).tasks("A1:healthy A2:healthy A3:healthy A4:healthy");
  web.set("A").external->stability = StabilityStatus::steady_state;
  web.service().scheduler.steady_told_at = web.now;
  return web;
}

TEST(TaskSets, HaveNoneToDoWithoutASet) {
  ServiceFixture web(4, 100, 200);
  web.task_set("A", 100);
  EXPECT_EQ(web.decisions(), Words{"start 4 of A"});
  ServiceFixture bare(4, 100, 200);
  bare.service().deployment_controller = {.type = model::ecs::DeploymentControllerType::external};
  EXPECT_EQ(bare.decisions(), Words{});
  EXPECT_EQ(bare.events(), Words{});
}

TEST(TaskSets, RunWhatTheirScaleSaysWhateverThePercentsAllow) {
  ServiceFixture web = with_steady_set();
  web.task_set("B", 100).task_set("C", 30);
  EXPECT_EQ(web.decisions(), (Words{"start 2 of C", "start 4 of B"}));
}

TEST(TaskSets, FollowTheDesiredCount) {
  ServiceFixture web = with_steady_set();
  web.task_set("B", 50).tasks("B1:healthy B2:healthy");
  web.service().desired_count = 6;
  EXPECT_EQ(web.planned_slots("A"), 6);
  EXPECT_EQ(web.planned_slots("B"), 3);
  EXPECT_EQ(web.decisions(), (Words{"start 1 of B", "start 2 of A", "A is STABILIZING"}));
  EXPECT_EQ(web.events(),
            (Words{"(service web) updated computedDesiredCount for taskSet ecs-svc/B to 3.",
                   "(service web) updated computedDesiredCount for taskSet ecs-svc/A to 6."}));
}

TEST(TaskSets, ScaleInThoughNoOtherSetIsHealthy) {
  ServiceFixture web = with_steady_set();
  web.task_set("B", 100).tasks("B1:pending B2:pending B3:pending B4:pending");
  web.set("A").external->scale = 25;
  EXPECT_EQ(web.decisions(), (Words{"stop A4", "stop A3", "stop A2", "A is STABILIZING"}));
  EXPECT_EQ(web.events().back(),
            "(service web, taskSet ecs-svc/A) has stopped 3 running tasks: (task A2) (task A3) "
            "(task A4).");
}

TEST(TaskSets, ReplaceATaskThatDies) {
  ServiceFixture web = with_steady_set();
  web.tasks("A4:stopped");
  EXPECT_EQ(web.decisions(), (Words{"start 1 of A", "A is STABILIZING"}));
}

TEST(TaskSets, ReplaceAnUnhealthyTaskBeforeItStops) {
  ServiceFixture web = with_steady_set();
  web.tasks("A4:unhealthy");
  EXPECT_EQ(web.decisions(), (Words{"start 1 of A replacing 1", "A is STABILIZING"}));
  web.set("A").external->stability = StabilityStatus::stabilizing;
  web.tasks("A5:healthy");
  EXPECT_EQ(web.decisions(), Words{"stop A4"});
}

TEST(TaskSets, AreSteadyWithAllTheirTasksAndTellSo) {
  ServiceFixture web = with_steady_set();
  web.task_set("B", 50).tasks("B1:healthy B2:pending");
  EXPECT_EQ(web.decisions(), Words{});
  web.tasks("B2:healthy");
  EXPECT_EQ(web.decisions(), Words{"B is STEADY_STATE"});
  web.service().scheduler.steady_told_at.reset();
  EXPECT_EQ(web.events(), (Words{"(service web, taskSet ecs-svc/B) updated state to STEADY_STATE.",
                                 "(service web) has reached a steady state."}));
}

TEST(TaskSets, AreSteadyAtOnceWhereNothingChecksThem) {
  ServiceFixture web(1, 100, 200);
  web.task_set("A", 100).tasks("A1:unproven");
  EXPECT_EQ(web.decisions(), Words{"A is STEADY_STATE"});
  web.view_of("A1").containers = CheckVerdict::undecided;
  EXPECT_EQ(web.decisions(), Words{});
}

TEST(TaskSets, AreSteadyOnlyOnceTheirTargetsAreHealthy) {
  ServiceFixture web(1, 100, 200);
  web.behind_load_balancer().task_set("A", 100).tasks("A1:unproven");
  EXPECT_EQ(web.decisions(), Words{});
  web.tasks("A1:healthy");
  EXPECT_EQ(web.decisions(), Words{"A is STEADY_STATE"});
}

TEST(TaskSets, OfNoTasksAreSteady) {
  ServiceFixture web(4, 100, 200);
  web.task_set("A", 0);
  EXPECT_EQ(web.decisions(), Words{"A is STEADY_STATE"});
}

TEST(TaskSets, ThatDrainStopTheirTasksAndLeaveWithTheLast) {
  ServiceFixture web = with_steady_set();
  web.task_set("B", 50).tasks("B1:healthy B2:pending");
  web.set("B").external->draining = true;
  EXPECT_EQ(web.decisions(), (Words{"stop B2", "stop B1"}));
  EXPECT_EQ(web.planned_slots("B"), 0);
  web.tasks("B1:stopping B2:gone");
  EXPECT_EQ(web.decisions(), Words{});
  web.tasks("B1:gone");
  EXPECT_EQ(web.decisions(), Words{"remove B"});
}

TEST(TaskSets, KeepTasksOnAnInstanceThatDrainsUntilTheyAreReplaced) {
  ServiceFixture web = with_steady_set();
  web.view_of("A1").leaves_instance = true;
  EXPECT_EQ(web.decisions(), (Words{"start 1 of A", "A is STABILIZING"}));
  web.tasks("A5:pending");
  web.set("A").external->stability = StabilityStatus::stabilizing;
  EXPECT_EQ(web.decisions(), Words{});
  web.tasks("A5:healthy");
  EXPECT_EQ(web.decisions(), Words{"stop A1"});
}

TEST(TaskSets, ThatCannotStartWaitLongerEachTime) {
  ServiceFixture web = with_steady_set();
  web.task_set("B", 25).tasks("B1:failed");
  web.set("B").failures.start_not_before = web.now - std::chrono::hours(1);
  EXPECT_EQ(web.decisions(), Words{});
  const ServicePlan plan = web.plan();
  const auto noted = std::ranges::find_if(plan.actions, [](const ServiceAction& action) {
    return std::holds_alternative<NoteFailures>(action);
  });
  ASSERT_NE(noted, plan.actions.end());
  EXPECT_EQ(std::get<NoteFailures>(*noted).task_set, "ecs-svc/B");
  EXPECT_EQ(std::get<NoteFailures>(*noted).failures.rounds, 1);
  EXPECT_EQ(std::get<NoteFailures>(*noted).failures.tasks, 0);
}

TEST(TaskSets, AreLeftAloneWhileTheEngineDoesNotAnswer) {
  ServiceFixture web = with_steady_set();
  web.task_set("B", 100);
  web.engine_reachable = false;
  EXPECT_EQ(web.decisions(), Words{});
}

TEST(TaskSets, AreNotSteadyWithoutTheirTasksThoughTheEngineDoesNotAnswer) {
  ServiceFixture web(4, 100, 200);
  web.task_set("A", 100);
  web.set("A").requested = 0;  // Nobody has told how many it is to have.
  web.engine_reachable = false;
  EXPECT_EQ(web.decisions(), Words{});
}

}  // namespace
}  // namespace drydock::ecs::advance_task_sets_test
