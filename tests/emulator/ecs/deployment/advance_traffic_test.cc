#include "emulator/ecs/deployment/advance_traffic.h"

#include <gtest/gtest.h>

#include "model/ecs/service.h"
#include "tests/emulator/ecs/service_fixture.h"

namespace drydock::ecs::advance_traffic_test {
namespace {

using namespace std::chrono_literals;
using Words = std::vector<std::string>;
using model::ecs::DeploymentStrategy;
using HookStatus = model::ecs::DeploymentLifecycleHookStatus;

/// A service that runs A and is on its way to B, in this stage since now.
ServiceFixture shifting(LifecycleStage stage, std::string_view tasks,
                        DeploymentStrategy strategy = DeploymentStrategy::blue_green) {
  ServiceFixture web(2, 100, 200);
  web.deploy("A").completed();
  web.service().deployment_configuration.strategy = strategy;
  web.deploy("B").tasks(tasks);
  web.deployment().configuration = web.service().deployment_configuration;
  web.deployment().source_revisions = {"A"};
  web.deployment().traffic = TrafficShift{.blue = "A", .stage = stage, .stage_since = web.now};
  return web;
}

constexpr std::string_view only_blue = "A1:healthy A2:healthy";
constexpr std::string_view both = "A1:healthy A2:healthy B1:healthy B2:healthy";

TEST(AdvanceTraffic, StartsNothingBeforeItsTime) {
  ServiceFixture web = shifting(LifecycleStage::pre_scale_up, only_blue);
  EXPECT_EQ(web.decisions(), Words{"scale_up 0 0"});
  EXPECT_EQ(web.planned_slots("B"), 0);
}

TEST(AdvanceTraffic, StartsGreenBesideBlueWhateverThePercents) {
  ServiceFixture web = shifting(LifecycleStage::scale_up, only_blue);
  web.service().deployment_configuration.maximum_percent = 100;
  EXPECT_EQ(web.decisions(), Words{"start 2 of B"});
  EXPECT_EQ(web.planned_slots("B"), 2);
  web.tasks("B1:healthy B2:unproven");
  EXPECT_EQ(web.decisions(), Words{});
  web.tasks("B2:healthy");
  EXPECT_EQ(web.decisions(), Words{"post_scale_up 0 0"});
}

TEST(AdvanceTraffic, KeepsBothSidesWhole) {
  ServiceFixture web = shifting(LifecycleStage::bake_time, "A1:healthy A2:gone B1:healthy");
  web.deployment().configuration.bake_time_in_minutes = 10;
  EXPECT_EQ(web.decisions(), (Words{"start 1 of A", "start 1 of B"}));
  web.service().desired_count = 3;
  EXPECT_EQ(web.decisions(), (Words{"start 2 of A", "start 2 of B"}));
  web.service().desired_count = 1;
  EXPECT_EQ(web.decisions(), Words{});
}

struct Step {
  LifecycleStage stage;
  DeploymentStrategy strategy;
  int production;
  int test;
  Duration wait;
  std::string next;
};

class AdvanceTrafficStep : public ::testing::TestWithParam<Step> {};

TEST_P(AdvanceTrafficStep, ComesWhenTheStageHasLasted) {
  const Step& step = GetParam();
  ServiceFixture web = shifting(step.stage, both, step.strategy);
  auto& configuration = web.deployment().configuration;
  configuration.bake_time_in_minutes = 5;
  configuration.linear_configuration = {.step_percent = 30.5, .step_bake_time_in_minutes = 3};
  configuration.canary_configuration = {.canary_percent = 0.1, .canary_bake_time_in_minutes = 7};
  web.deployment().traffic->production = step.production;
  web.deployment().traffic->test = step.test;
  if (step.wait > 0ms) {
    web.now += step.wait - 1ms;
    EXPECT_EQ(web.decisions(), Words{});
    EXPECT_EQ(web.plan().wake_at, web.now + 1ms);
    web.now += 1ms;
  }
  EXPECT_EQ(web.decisions(), Words{step.next});
}

constexpr auto blue_green = DeploymentStrategy::blue_green;
constexpr auto linear = DeploymentStrategy::linear;
constexpr auto canary = DeploymentStrategy::canary;

INSTANTIATE_TEST_SUITE_P(
    Strategies, AdvanceTrafficStep,
    ::testing::Values(
        Step{LifecycleStage::post_scale_up, blue_green, 0, 0, 0min, "test_traffic_shift 0 1000"},
        Step{LifecycleStage::test_traffic_shift, blue_green, 0, 1000, 0min,
             "post_test_traffic_shift 0 1000"},
        Step{LifecycleStage::post_test_traffic_shift, blue_green, 0, 1000, 0min,
             "pre_production_traffic_shift 0 1000"},
        Step{LifecycleStage::pre_production_traffic_shift, blue_green, 0, 1000, 0min,
             "production_traffic_shift 1000 1000"},
        Step{LifecycleStage::production_traffic_shift, blue_green, 1000, 1000, 0min,
             "post_production_traffic_shift 1000 1000"},
        Step{LifecycleStage::post_production_traffic_shift, blue_green, 1000, 1000, 0min,
             "bake_time 1000 1000"},
        Step{LifecycleStage::bake_time, blue_green, 1000, 1000, 5min, "clean_up 1000 1000"},
        Step{LifecycleStage::pre_production_traffic_shift, linear, 0, 1000, 0min,
             "production_traffic_shift 305 1000"},
        Step{LifecycleStage::production_traffic_shift, linear, 305, 1000, 3min,
             "pre_production_traffic_shift 305 1000"},
        Step{LifecycleStage::pre_production_traffic_shift, linear, 915, 1000, 0min,
             "production_traffic_shift 1000 1000"},
        Step{LifecycleStage::production_traffic_shift, linear, 1000, 1000, 0min,
             "post_production_traffic_shift 1000 1000"},
        Step{LifecycleStage::pre_production_traffic_shift, canary, 0, 1000, 0min,
             "production_traffic_shift 1 1000"},
        Step{LifecycleStage::production_traffic_shift, canary, 1, 1000, 7min,
             "pre_production_traffic_shift 1 1000"},
        Step{LifecycleStage::pre_production_traffic_shift, canary, 1, 1000, 0min,
             "production_traffic_shift 1000 1000"}));

TEST(AdvanceTraffic, GivesTheFirstDeploymentAllRequestsAtOnce) {
  ServiceFixture web(2, 100, 200);
  web.deploy("A").tasks("A1:healthy A2:healthy");
  web.deployment().configuration.strategy = canary;
  web.deployment().configuration.canary_configuration = {.canary_percent = 5,
                                                         .canary_bake_time_in_minutes = 3};
  web.deployment().traffic =
      TrafficShift{.stage = LifecycleStage::pre_production_traffic_shift, .stage_since = web.now};
  EXPECT_EQ(web.decisions(), Words{"production_traffic_shift 1000 0"});
}

TEST(AdvanceTraffic, StopsBlueInCleanUpAndCompletesWithoutIt) {
  ServiceFixture web = shifting(LifecycleStage::clean_up, both);
  EXPECT_EQ(web.decisions(), (Words{"stop A2", "stop A1"}));
  web.tasks("A1:gone A2:gone");
  EXPECT_EQ(web.decisions(), (Words{"remove A", "complete"}));
}

TEST(AdvanceTraffic, CompletesInNoOtherStage) {
  ServiceFixture web(2, 100, 200);
  web.service().deployment_configuration.strategy = blue_green;
  web.deploy("A").tasks("A1:healthy A2:healthy");
  web.deployment().configuration = web.service().deployment_configuration;
  web.deployment().traffic = TrafficShift{.stage = LifecycleStage::post_scale_up};
  EXPECT_EQ(web.decisions(), Words{"test_traffic_shift 0 1000"});
  EXPECT_EQ(web.events(), Words{});
}

TEST(AdvanceTraffic, LetsWhatWasOvertakenGoFirst) {
  ServiceFixture web(2, 100, 200);
  web.deploy("A").completed().deploy("B");
  web.service().deployment_configuration.strategy = blue_green;
  web.deploy("C").tasks("A1:healthy A2:healthy B1:healthy B2:pending");
  web.deployment().configuration = web.service().deployment_configuration;
  web.deployment().traffic.emplace().blue = "A";
  EXPECT_EQ(web.decisions(), (Words{"stop B2", "stop B1"}));
  web.tasks("B1:gone B2:gone");
  EXPECT_EQ(web.decisions(), (Words{"pre_scale_up 0 0", "remove B"}));
}

TEST(AdvanceTraffic, GoesBackWhereTooManyGreenTasksFail) {
  ServiceFixture web =
      shifting(LifecycleStage::scale_up, "A1:healthy A2:healthy B1:failed B2:failed B3:failed");
  web.service().deployment_configuration.deployment_circuit_breaker = {.enable = true,
                                                                       .rollback = true};
  EXPECT_EQ(web.decisions(), (Words{"failures of B: 3", "roll back"}));
}

/// The same with a hook in its stage.
ServiceFixture hooked(HookStatus status, bool pause = true) {
  ServiceFixture web = shifting(LifecycleStage::post_test_traffic_shift, both);
  auto& hook = web.deployment().configuration.lifecycle_hooks.emplace().emplace_back();
  using TargetType = model::ecs::DeploymentLifecycleHookTargetType;
  hook.target_type = pause ? TargetType::pause : TargetType::aws_lambda;
  HookRun& run = web.deployment().traffic->hooks.emplace_back();
  run.id = "ecs-pause-1";
  run.stage = LifecycleStage::post_test_traffic_shift;
  run.status = status;
  run.expires_at = web.now + 1h;
  run.failure = "because of it.";
  return web;
}

TEST(AdvanceTraffic, WaitsForItsHooks) {
  for (const HookStatus status : {HookStatus::awaiting_action, HookStatus::in_progress}) {
    ServiceFixture web = hooked(status);
    EXPECT_EQ(web.decisions(), Words{});
    EXPECT_EQ(web.plan().wake_at, web.now + 1h);
    web.now += 1h;
    EXPECT_EQ(web.decisions(), Words{"expire ecs-pause-1"});
  }
  EXPECT_EQ(hooked(HookStatus::succeeded).decisions(), Words{"pre_production_traffic_shift 0 0"});
}

TEST(AdvanceTraffic, GoesBackWhereAHookFails) {
  ServiceFixture web = hooked(HookStatus::failed);
  EXPECT_EQ(web.decisions(), Words{"roll back"});
  const auto actions = web.plan().actions;
  EXPECT_EQ(std::get<RollBackDeployment>(actions.back()),
            (RollBackDeployment{GivenUpBy::lifecycle_hook, "because of it."}));
  EXPECT_EQ(web.events().front(),
            "(service web) (deployment ecs-svc/B) deployment failed: Service deployment rolled "
            "back because of it.");
}

TEST(AdvanceTraffic, DoesWhatItsHookSaysOfATimeout) {
  ServiceFixture web = hooked(HookStatus::timed_out);
  const auto actions = web.plan().actions;
  EXPECT_EQ(std::get<RollBackDeployment>(actions.back()).why,
            "because POST_TEST_TRAFFIC_SHIFT pause hook timed out.");
  web.deployment().configuration.lifecycle_hooks->front().timeout_configuration = {
      .action = model::ecs::DeploymentLifecycleHookAction::continue_};
  EXPECT_EQ(web.decisions(), Words{"pre_production_traffic_shift 0 0"});
}

/// The same on its way back, with all tasks as they are to be.
ServiceFixture turned_back(HookStatus status) {
  ServiceFixture web(2, 100, 200);
  web.service().deployment_configuration.strategy = blue_green;
  web.deploy("A").tasks("A1:healthy A2:healthy");
  web.deployment() = hooked(status, false).deployment();
  web.deployment().id = "A";
  web.deployment().target_revision = "B";
  web.deployment().status = model::ecs::ServiceDeploymentStatus::rollback_in_progress;
  web.deployment().rollback.emplace().revision = "A";
  return web;
}

TEST(AdvanceTraffic, EndsAWayBackOnceItsHooksHaveHoweverTheyEnd) {
  ServiceFixture web = turned_back(HookStatus::in_progress);
  EXPECT_EQ(web.decisions(), Words{});
  EXPECT_EQ(web.plan().wake_at, web.now + 1h);
  web.now += 1h;
  EXPECT_EQ(web.decisions(), Words{"expire ecs-pause-1"});
  for (const HookStatus status :
       {HookStatus::succeeded, HookStatus::failed, HookStatus::timed_out}) {
    EXPECT_EQ(turned_back(status).decisions(), Words{"complete"});
  }
}

TEST(AdvanceTraffic, FailsWhereThereIsNothingToGoBackTo) {
  ServiceFixture web = hooked(HookStatus::failed);
  web.service().last_completed_revision.clear();
  EXPECT_EQ(web.decisions(), Words{"fail"});
}

}  // namespace
}  // namespace drydock::ecs::advance_traffic_test
