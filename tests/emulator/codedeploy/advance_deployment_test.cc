#include "emulator/codedeploy/advance_deployment.h"

#include <gtest/gtest.h>

#include "emulator/codedeploy/deployment_config.h"
#include "emulator/codedeploy/deployment_keeping.h"

namespace drydock::codedeploy::advance_deployment_test {
namespace {

using namespace std::chrono_literals;
using model::codedeploy::AutoRollbackEvent;
using model::codedeploy::DeploymentReadyAction;
using model::codedeploy::DeploymentStatus;
using model::codedeploy::ErrorCode;
using model::codedeploy::InstanceAction;
using model::codedeploy::LifecycleEventStatus;

const TimePoint begin{seconds(1'700'000'000)};
constexpr TaskSetSight starting{};
constexpr TaskSetSight steady{.is_steady = true};
constexpr TaskSetSight draining{.is_draining = true};

struct Words {
  std::string operator()(const BeginDeployment&) const { return "begin"; }
  std::string operator()(const BeginEvent&) const { return "begin event"; }
  std::string operator()(const EndEvent&) const { return "end event"; }
  std::string operator()(const ClearWay&) const { return "clear way"; }
  std::string operator()(const InstallReplacement&) const { return "install"; }
  std::string operator()(const ShiftTestTraffic&) const { return "shift test"; }
  std::string operator()(const ShiftTraffic& action) const {
    return "shift " + std::to_string(action.share);
  }
  std::string operator()(const AwaitContinue&) const { return "await"; }
  std::string operator()(const TerminateOriginal&) const { return "terminate"; }
  std::string operator()(const Succeed&) const { return "succeed"; }
  std::string operator()(const GiveUp& action) const {
    return std::string(to_text(action.status)) + " " + std::string(to_text(action.fault.code)) +
           (action.roll_back ? ", roll back" : "");
  }
};

/// The step in words: "shift 100", "wait 300 s", "wait".
std::string step_of(const DeploymentView& view) {
  const DeploymentStep step = next_step(view);
  if (step.action) return std::visit(Words(), *step.action);
  if (!step.wake_at) return "wait";
  const auto left = std::chrono::duration_cast<seconds>(*step.wake_at - view.now);
  return "wait " + std::to_string(left.count()) + " s";
}

/// One that is under way with a test listener, all at once, and ends its original at once.
Deployment deployment_of() {
  Deployment deployment;
  deployment.id = "d-1";
  deployment.status = DeploymentStatus::in_progress;
  deployment.started_at = begin;
  deployment.routing = predefined_configs().front().routing;
  auto& pair = deployment.load_balancer_info.target_group_pair_info_list.emplace().emplace_back();
  pair.prod_traffic_route.emplace().listener_arns = {"production"};
  pair.test_traffic_route.emplace().listener_arns = {"test"};
  deployment.blue_green.deployment_ready_option.emplace().action_on_timeout =
      DeploymentReadyAction::continue_deployment;
  deployment.blue_green.terminate_blue_instances_on_deployment_success.emplace().action =
      InstanceAction::terminate;
  deployment.events = fresh_events(deployment);
  deployment.original = "ecs-svc/1";
  deployment.replacement = "ecs-svc/2";
  return deployment;
}

/// The events before this one have succeeded, and it has this status since the begin.
Deployment at(LifecycleEvent event, LifecycleEventStatus status) {
  Deployment deployment = deployment_of();
  for (EventRun& run : deployment.events) {
    if (run.event < event) run.status = LifecycleEventStatus::succeeded;
    if (run.event == event) run.status = status;
    if (run.event <= event) run.started_at = begin;
  }
  return deployment;
}

Deployment in(LifecycleEvent event) { return at(event, LifecycleEventStatus::in_progress); }

/// All of the traffic is moved, and every event has ended.
Deployment shifted() {
  Deployment deployment = at(LifecycleEvent::after_allow_traffic, LifecycleEventStatus::succeeded);
  deployment.traffic.production = ecs::all_traffic;
  deployment.traffic.shifted_at = begin;
  return deployment;
}

DeploymentView view(const Deployment& deployment, Duration since = 0s) {
  return {.deployment = deployment,
          .original = steady,
          .replacement = steady,
          .leftovers = {},
          .in_alarm = {},
          .now = begin + since};
}

TEST(AdvanceDeployment, TakesTheEventsOneAfterAnother) {
  Deployment deployment = deployment_of();
  deployment.status = DeploymentStatus::created;
  EXPECT_EQ(step_of(view(deployment)), "begin");
  deployment.status = DeploymentStatus::in_progress;
  EXPECT_EQ(step_of(view(deployment)), "begin event");
  for (const auto& [event, expected] :
       {std::pair(LifecycleEvent::before_install, "end event"),
        std::pair(LifecycleEvent::after_install, "end event"),
        std::pair(LifecycleEvent::allow_test_traffic, "shift test"),
        std::pair(LifecycleEvent::after_allow_test_traffic, "end event"),
        std::pair(LifecycleEvent::before_allow_traffic, "end event"),
        std::pair(LifecycleEvent::allow_traffic, "shift 1000"),
        std::pair(LifecycleEvent::after_allow_traffic, "end event")}) {
    EXPECT_EQ(step_of(view(at(event, LifecycleEventStatus::pending))), "begin event")
        << event_name(event);
    EXPECT_EQ(step_of(view(in(event))), expected) << event_name(event);
  }
  deployment.status = DeploymentStatus::succeeded;
  EXPECT_EQ(step_of(view(deployment)), "wait");
}

TEST(AdvanceDeployment, HasNoEventsOfTestTrafficWithoutATestListener) {
  Deployment deployment = deployment_of();
  deployment.load_balancer_info.target_group_pair_info_list->front().test_traffic_route.reset();
  std::string names;
  for (const EventRun& run : fresh_events(deployment)) {
    names += std::string(event_name(run.event)) + " ";
  }
  EXPECT_EQ(names,
            "BeforeInstall Install AfterInstall BeforeAllowTraffic AllowTraffic "
            "AfterAllowTraffic ");
}

TEST(AdvanceDeployment, InstallsOnceTheWayIsClear) {
  Deployment deployment = in(LifecycleEvent::install);
  deployment.original.clear();
  deployment.replacement.clear();
  DeploymentView seen = view(deployment, 60s);
  seen.original.reset();
  seen.replacement.reset();
  EXPECT_EQ(step_of(seen), "install");
  seen.leftovers = {draining, starting};
  EXPECT_EQ(step_of(seen), "clear way");
  seen.leftovers = {draining};
  EXPECT_EQ(step_of(seen), "wait 3540 s");
}

TEST(AdvanceDeployment, WaitsAnHourForTheReplacementToBeSteady) {
  const Deployment deployment = in(LifecycleEvent::install);
  DeploymentView seen = view(deployment, 60s);
  EXPECT_EQ(step_of(seen), "end event");
  seen.replacement = starting;
  EXPECT_EQ(step_of(seen), "wait 3540 s");
  seen.now = begin + 1h;
  EXPECT_EQ(step_of(seen), "Failed TIMEOUT");
}

TEST(AdvanceDeployment, FailsWhereItsReplacementIsLost) {
  for (const LifecycleEvent event : {LifecycleEvent::install, LifecycleEvent::allow_traffic}) {
    const Deployment deployment = in(event);
    DeploymentView seen = view(deployment);
    seen.replacement = draining;
    EXPECT_EQ(step_of(seen), "Failed ECS_UPDATE_ERROR") << event_name(event);
    seen.replacement.reset();
    EXPECT_EQ(step_of(seen), "Failed ECS_UPDATE_ERROR") << event_name(event);
  }
}

TEST(AdvanceDeployment, ShiftsTestTrafficOnce) {
  Deployment deployment = in(LifecycleEvent::allow_test_traffic);
  deployment.traffic.test = true;
  EXPECT_EQ(step_of(view(deployment)), "end event");
}

TEST(AdvanceDeployment, GoesOnAfterAHookOnceItsFunctionHasTold) {
  Deployment deployment = in(LifecycleEvent::after_install);
  Hook& hook = deployment.events[2].hook.emplace();
  hook.function = "smoke";
  EXPECT_EQ(step_of(view(deployment, 60s)), "wait 3540 s");
  EXPECT_EQ(step_of(view(deployment, 1h)), "Failed HOOK_EXECUTION_FAILURE");
  hook.verdict = LifecycleEventStatus::succeeded;
  EXPECT_EQ(step_of(view(deployment)), "end event");
  const auto why = [&] { return std::get<GiveUp>(*next_step(view(deployment)).action).fault; };
  hook.verdict = LifecycleEventStatus::failed;
  EXPECT_EQ(why().message, "The hook smoke at AfterInstall has told that validation failed.");
  hook.verdict.reset();
  hook.failure = "nobody is there";
  EXPECT_EQ(why().message, "The hook smoke at AfterInstall could not be called: nobody is there.");
  EXPECT_EQ(why().code, ErrorCode::hook_execution_failure);
}

TEST(AdvanceDeployment, WaitsBeforeTrafficMovesWhereItIsToldTo) {
  Deployment deployment = at(LifecycleEvent::before_allow_traffic, LifecycleEventStatus::pending);
  auto& option = *deployment.blue_green.deployment_ready_option;
  option.action_on_timeout = DeploymentReadyAction::stop_deployment;
  option.wait_time_in_minutes = 5;
  EXPECT_EQ(step_of(view(deployment)), "await");
  deployment.ready_since = begin;
  deployment.status = DeploymentStatus::ready;
  EXPECT_EQ(step_of(view(deployment, 4min)), "wait 60 s");
  EXPECT_EQ(step_of(view(deployment, 5min)), "Stopped TIMEOUT");
  deployment.requests.continue_ready = true;
  EXPECT_EQ(step_of(view(deployment, 5min)), "begin event");
}

TEST(AdvanceDeployment, ShiftsTrafficAsItsConfigurationSays) {
  Deployment deployment = in(LifecycleEvent::allow_traffic);
  deployment.routing = {.type = model::codedeploy::TrafficRoutingType::time_based_canary};
  deployment.routing.time_based_canary.emplace().canary_percentage = 10;
  deployment.routing.time_based_canary->canary_interval = 5;
  EXPECT_EQ(step_of(view(deployment)), "shift 100");
  deployment.traffic.production = 100;
  deployment.traffic.shifted_at = begin;
  EXPECT_EQ(step_of(view(deployment, 1min)), "wait 240 s");
  EXPECT_EQ(step_of(view(deployment, 5min)), "shift 1000");
  deployment.traffic.production = 1000;
  EXPECT_EQ(step_of(view(deployment, 5min)), "end event");
}

TEST(AdvanceDeployment, EndsTheOriginalAfterItsWaitOrKeepsIt) {
  Deployment deployment = shifted();
  auto& option = *deployment.blue_green.terminate_blue_instances_on_deployment_success;
  option.termination_wait_time_in_minutes = 60;
  EXPECT_EQ(step_of(view(deployment, 10min)), "wait 3000 s");
  EXPECT_EQ(step_of(view(deployment, 60min)), "terminate");
  deployment.requests.continue_termination = true;
  EXPECT_EQ(step_of(view(deployment, 10min)), "terminate");
  DeploymentView seen = view(deployment, 10min);
  seen.original = draining;
  EXPECT_EQ(step_of(seen), "succeed");
  seen.original.reset();
  EXPECT_EQ(step_of(seen), "succeed");
  option.action = InstanceAction::keep_alive;
  EXPECT_EQ(step_of(view(deployment)), "succeed");
}

TEST(AdvanceDeployment, IsGivenUpForAFaultARequestOrAnAlarm) {
  const Deployment plain = in(LifecycleEvent::after_install);
  Deployment faulty = plain;
  faulty.fault = Fault{ErrorCode::invalid_ecs_service, "gone"};
  EXPECT_EQ(step_of(view(faulty)), "Failed INVALID_ECS_SERVICE");
  Deployment stopped = plain;
  stopped.requests = {.stop = true};
  EXPECT_EQ(step_of(view(stopped)), "Stopped MANUAL_STOP");
  stopped.requests.roll_back = true;
  EXPECT_EQ(step_of(view(stopped)), "Stopped MANUAL_STOP, roll back");
  DeploymentView alarmed = view(plain);
  alarmed.in_alarm = {"errors", "late"};
  EXPECT_EQ(step_of(alarmed), "Stopped ALARM_ACTIVE");
  EXPECT_EQ(std::get<GiveUp>(*next_step(alarmed).action).fault.message,
            "One or more alarms have been activated according to the Amazon CloudWatch metrics "
            "you selected, and the affected deployments have been stopped. Activated alarms: "
            "<errors, late>");
}

TEST(AdvanceDeployment, RollsBackOnWhatItsRulesName) {
  Deployment deployment = in(LifecycleEvent::after_install);
  auto& rules = deployment.auto_rollback.emplace();
  rules.enabled = true;
  rules.events = {AutoRollbackEvent::deployment_failure};
  deployment.fault = Fault{ErrorCode::ecs_update_error, "no"};
  EXPECT_EQ(step_of(view(deployment)), "Failed ECS_UPDATE_ERROR, roll back");
  rules.enabled = false;
  EXPECT_EQ(step_of(view(deployment)), "Failed ECS_UPDATE_ERROR");
  deployment.fault.reset();
  rules = {.enabled = true, .events = {{AutoRollbackEvent::deployment_stop_on_alarm}}};
  DeploymentView alarmed = view(deployment);
  alarmed.in_alarm = {"errors"};
  EXPECT_EQ(step_of(alarmed), "Stopped ALARM_ACTIVE, roll back");
}

TEST(AdvanceDeployment, OfARollbackMovesTrafficBackAndWaitsForNothing) {
  Deployment deployment = in(LifecycleEvent::allow_traffic);
  deployment.rollback.of = "d-0";
  DeploymentView alarmed = view(deployment);
  alarmed.in_alarm = {"errors"};
  EXPECT_EQ(step_of(alarmed), "shift 1000");
  deployment = shifted();
  deployment.rollback.of = "d-0";
  deployment.blue_green.terminate_blue_instances_on_deployment_success->action =
      InstanceAction::keep_alive;
  EXPECT_EQ(step_of(view(deployment)), "terminate") << "what it rolls back goes";
}

TEST(AdvanceDeployment, HasAWayBackWhileTheOriginalIsThere) {
  const Deployment deployment = shifted();
  DeploymentView seen = view(deployment);
  EXPECT_TRUE(has_way_back(seen));
  seen.replacement.reset();
  EXPECT_TRUE(has_way_back(seen));
  seen.original = draining;
  EXPECT_FALSE(has_way_back(seen));
  seen.original.reset();
  EXPECT_FALSE(has_way_back(seen));
  Deployment rollback = deployment;
  rollback.rollback.of = "d-0";
  EXPECT_FALSE(has_way_back(view(rollback)));
}

}  // namespace
}  // namespace drydock::codedeploy::advance_deployment_test
