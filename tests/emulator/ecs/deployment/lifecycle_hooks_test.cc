#include "emulator/ecs/deployment/lifecycle_hooks.h"

#include <gtest/gtest.h>

#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/strategy.h"
#include "emulator/ecs/service.h"
#include "emulator/json/document.h"
#include "tests/emulator/ecs/counting_ids.h"

namespace drydock::ecs::lifecycle_hooks_test {
namespace {

using namespace std::chrono_literals;
using HookStage = model::ecs::DeploymentLifecycleHookStage;
using HookStatus = model::ecs::DeploymentLifecycleHookStatus;
using TargetType = model::ecs::DeploymentLifecycleHookTargetType;

constexpr TimePoint now{1000h};
const World world{"111122223333", "eu-west-1"};
constexpr std::string_view gate = "arn:aws:lambda:eu-west-1:111122223333:function:gate";

/// A deployment from revision 1 to revision 2, with a function as its hook, and one run of it.
struct LifecycleHooks : ::testing::Test {
  LifecycleHooks() {
    service.name = "web";
    service.cluster = "shop";
    service.arn = "arn:aws:ecs:eu-west-1:111122223333:service/shop/web";
    deployment.id = "d";
    deployment.service = "shop/web";
    deployment.target_revision = "2";
    deployment.traffic.emplace().blue = "1";
    model::ecs::DeploymentLifecycleHook& hook = hooks().emplace_back();
    hook.hook_target_arn = std::string(gate);
    run.id = "ecs-awslambda-1";
    run.stage = LifecycleStage::post_test_traffic_shift;
    run.call_at = now;
    run.expires_at = now + 24h;
    run.execution_id = "e8d5a28f";
  }

  std::vector<model::ecs::DeploymentLifecycleHook>& hooks() {
    auto& all = deployment.configuration.lifecycle_hooks;
    return all ? *all : all.emplace();
  }
  HookOutcome answered(std::string_view answer) {
    return outcome_of_answer(hooks().front(), run, answer, now);
  }
  [[nodiscard]] std::string payload() const {
    return hook_payload(world, service, deployment, run);
  }

  Service service;
  ServiceDeployment deployment;
  HookRun run;
};

TEST_F(LifecycleHooks, BeginWithTheStagesThatTheyName) {
  hooks().front().lifecycle_stages = {HookStage::pre_scale_up, HookStage::test_traffic_shift};
  hooks().front().timeout_configuration = {.timeout_in_minutes = 5};
  auto& pause = hooks().emplace_back();
  pause.target_type = TargetType::pause;
  pause.lifecycle_stages = {HookStage::pre_scale_up};
  CountingIds ids;
  const auto runs = begin_hooks(deployment.configuration, LifecycleStage::pre_scale_up, ids, now);
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_TRUE(runs[0].id.starts_with("ecs-awslambda-")) << runs[0].id;
  EXPECT_FALSE(runs[0].execution_id.empty());
  EXPECT_EQ(runs[0].status, HookStatus::in_progress);
  EXPECT_EQ(runs[0].call_at, now);
  EXPECT_EQ(runs[0].expires_at, now + 5min);
  EXPECT_TRUE(runs[1].id.starts_with("ecs-pause-")) << runs[1].id;
  EXPECT_EQ(runs[1].status, HookStatus::awaiting_action);
  EXPECT_EQ(runs[1].call_at, std::nullopt);
  EXPECT_EQ(runs[1].hook, 1);
  EXPECT_TRUE(begin_hooks(deployment.configuration, LifecycleStage::scale_up, ids, now).empty());
  EXPECT_EQ(
      begin_hooks(deployment.configuration, LifecycleStage::test_traffic_shift, ids, now).size(),
      1U);
}

TEST_F(LifecycleHooks, BeginOnTheWayBackForTheShiftsThatThereWere) {
  hooks().front().lifecycle_stages = {HookStage::pre_scale_up, HookStage::test_traffic_shift,
                                      HookStage::production_traffic_shift};
  CountingIds ids;
  EXPECT_TRUE(begin_hooks_back(deployment, ids, now).empty());
  deployment.traffic->test = all_traffic;
  auto runs = begin_hooks_back(deployment, ids, now);
  ASSERT_EQ(runs.size(), 1U);
  EXPECT_EQ(runs[0].stage, LifecycleStage::test_traffic_shift);
  deployment.traffic->production = 50;
  runs = begin_hooks_back(deployment, ids, now);
  ASSERT_EQ(runs.size(), 2U);
  EXPECT_EQ(runs[0].stage, LifecycleStage::production_traffic_shift);
}

TEST_F(LifecycleHooks, AreAwaitedUntilTheyOrTheirDeploymentHaveEnded) {
  deployment.traffic->hooks = {run, run, run};
  deployment.traffic->hooks[1].status = HookStatus::failed;
  deployment.traffic->hooks[2].call_at.reset();
  EXPECT_EQ(awaited_calls(deployment), (std::vector<AwaitedCall>{{"ecs-awslambda-1", now}}));
  deployment.status = model::ecs::ServiceDeploymentStatus::rollback_in_progress;
  EXPECT_EQ(awaited_calls(deployment).size(), 1U);
  deployment.status = model::ecs::ServiceDeploymentStatus::stopped;
  EXPECT_TRUE(awaited_calls(deployment).empty());
  EXPECT_TRUE(awaited_calls(ServiceDeployment{}).empty());
}

TEST_F(LifecycleHooks, GiveTheirFunctionWhatAwsGives) {
  EXPECT_EQ(payload(),
            R"({"executionId":"e8d5a28f","lifecycleStage":"POST_TEST_TRAFFIC_SHIFT",)"
            R"("resourceArn":"arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/d",)"
            R"("executionDetails":{)"
            R"("serviceArn":"arn:aws:ecs:eu-west-1:111122223333:service/shop/web",)"
            R"("targetServiceRevisionArn":)"
            R"("arn:aws:ecs:eu-west-1:111122223333:service-revision/shop/web/2",)"
            R"("testTrafficWeights":{},"productionTrafficWeights":{}}})");
  hooks().front().hook_details = model::Document{R"({"bucket":"b"})"};
  EXPECT_TRUE(payload().ends_with(R"(},"hookDetails":{"bucket":"b"}})")) << payload();
}

struct Weights {
  LifecycleStage stage;
  int production;
  int test;
  std::string told;
};

TEST_F(LifecycleHooks, TellOfTheTrafficThatTheirStageIsAbout) {
  const std::string green = R"("arn:aws:ecs:eu-west-1:111122223333:service-revision/shop/web/2":)";
  const std::string blue = R"("arn:aws:ecs:eu-west-1:111122223333:service-revision/shop/web/1":)";
  const std::string test = R"("testTrafficWeights":)";
  const std::string production = R"(,"productionTrafficWeights":)";
  for (const Weights& one :
       {Weights{LifecycleStage::test_traffic_shift, 0, 1000,
                test + "{" + green + "100," + blue + "0}" + production + "{}}"},
        Weights{LifecycleStage::pre_production_traffic_shift, 0, 1000,
                test + "{}" + production + "{" + green + "0," + blue + "100}}"},
        Weights{LifecycleStage::production_traffic_shift, 55, 1000,
                test + "{}" + production + "{" + green + "5.5," + blue + "94.5}}"},
        Weights{LifecycleStage::post_production_traffic_shift, 1000, 1000,
                test + "{}" + production + "{}}"}}) {
    run.stage = one.stage;
    deployment.traffic->production = one.production;
    deployment.traffic->test = one.test;
    EXPECT_TRUE(payload().ends_with(one.told + "}")) << payload();
  }
  // The first deployment of a service has no blue.
  deployment.traffic->blue.clear();
  run.stage = LifecycleStage::test_traffic_shift;
  EXPECT_TRUE(payload().ends_with(test + "{" + green + "100}" + production + "{}}}")) << payload();
}

TEST_F(LifecycleHooks, GoOnWhereTheFunctionSucceeds) {
  EXPECT_EQ(answered(R"({"hookStatus":"SUCCEEDED","reason":"all well"})"), HookOutcome{});
}

TEST_F(LifecycleHooks, AreAskedAgainWhileTheFunctionIsInProgress) {
  hooks().front().hook_details = model::Document{R"({"bucket":"b","n":1})"};
  const HookOutcome usual = answered(R"({"hookStatus":"IN_PROGRESS"})");
  EXPECT_EQ(usual.status, HookStatus::in_progress);
  EXPECT_EQ(usual.call_at, now + 30s);
  EXPECT_EQ(usual.details, R"({"bucket":"b","n":1})");
  const HookOutcome told = answered(
      R"({"hookStatus":"IN_PROGRESS","callBackDelay":60,"hookDetails":{"n":2,"more":[1]}})");
  EXPECT_EQ(told.call_at, now + 60s);
  EXPECT_EQ(told.details, R"({"bucket":"b","n":2,"more":[1]})");
  run.details = told.details;
  EXPECT_TRUE(payload().ends_with(R"("hookDetails":{"bucket":"b","n":2,"more":[1]}})"));
  EXPECT_EQ(answered(R"({"hookStatus":"IN_PROGRESS","hookDetails":{"n":3}})").details,
            R"({"bucket":"b","more":[1],"n":3})");
}

struct Refused {
  std::string answer;
  std::string why;
};

class HookAnswer : public LifecycleHooks, public ::testing::WithParamInterface<Refused> {};

TEST_P(HookAnswer, FailsTheHookInWords) {
  const HookOutcome outcome = answered(GetParam().answer);
  EXPECT_EQ(outcome.status, HookStatus::failed);
  EXPECT_EQ(outcome.failure,
            "because POST_TEST_TRAFFIC_SHIFT lifecycle hook(s) failed. " + GetParam().why);
  EXPECT_EQ(outcome.call_at, std::nullopt);
}

const std::string unreadable =
    "ECS was unable to parse the response from " + std::string(gate) + " due to ";

INSTANTIATE_TEST_SUITE_P(
    Answers, HookAnswer,
    ::testing::Values(Refused{R"({"hookStatus":"FAILED"})", "Lifecycle hook target " +
                                                                std::string(gate) +
                                                                " returned FAILED status."},
                      Refused{R"({"errorMessage":"oh","errorType":"Exception"})",
                              unreadable + "HookStatus must not be null"},
                      Refused{R"({"hookStatus":null})", unreadable + "HookStatus must not be null"},
                      Refused{R"({"hookStatus":"succeeded"})",
                              unreadable + "HookStatus must be SUCCEEDED, FAILED or IN_PROGRESS"},
                      Refused{R"({"hookStatus":1})",
                              unreadable + "HookStatus must be SUCCEEDED, FAILED or IN_PROGRESS"},
                      Refused{"", unreadable + "a response that is no JSON object"},
                      Refused{"<html>", unreadable + "a response that is no JSON object"},
                      Refused{R"(["SUCCEEDED"])", unreadable + "a response that is no JSON object"},
                      Refused{R"({"hookStatus":"IN_PROGRESS","callBackDelay":0})",
                              unreadable + "CallBackDelay must be a whole number from 1 to 86400"},
                      Refused{R"({"hookStatus":"IN_PROGRESS","callBackDelay":86401})",
                              unreadable + "CallBackDelay must be a whole number from 1 to 86400"},
                      Refused{R"({"hookStatus":"IN_PROGRESS","callBackDelay":"60"})",
                              unreadable + "CallBackDelay must be a whole number from 1 to 86400"},
                      Refused{R"({"hookStatus":"IN_PROGRESS","hookDetails":"n"})",
                              unreadable + "HookDetails must be an object"},
                      Refused{R"({"hookStatus":"IN_PROGRESS","hookDetails":{"n":")" +
                                  std::string(65536, 'x') + R"("}})",
                              unreadable + "HookDetails must have at most 65536 bytes"}));

TEST_F(LifecycleHooks, SayWhyTheirFunctionCouldNotBeCalled) {
  EXPECT_EQ(could_not_invoke(hooks().front(), run, "its endpoint answered with status 500").failure,
            "because POST_TEST_TRAFFIC_SHIFT lifecycle hook(s) failed. ECS was unable to invoke "
            "hook target " +
                std::string(gate) + " due to its endpoint answered with status 500");
}

TEST(RetryDelay, AllowsThreeAttemptsInAll) {
  EXPECT_EQ(retry_delay(1), 1s);
  EXPECT_EQ(retry_delay(2), 2s);
  EXPECT_EQ(retry_delay(3), std::nullopt);
}

}  // namespace
}  // namespace drydock::ecs::lifecycle_hooks_test
