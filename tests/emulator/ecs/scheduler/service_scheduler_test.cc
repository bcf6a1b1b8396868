#include "emulator/ecs/scheduler/service_scheduler.h"

#include <gtest/gtest.h>

#include "model/ecs/service.h"
#include "tests/emulator/ecs/service_fixture.h"

namespace drydock::ecs::service_scheduler_test {
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

/// Instances, each with room for so many tasks.
std::function<ServicePlacement(const TaskSet&)> room(
    std::vector<std::pair<std::string, int>> instances) {
  return [instances](const TaskSet&) {
    ServicePlacement placement;
    placement.request.needs.memory_mib = 1;
    for (const auto& [id, tasks] : instances) {
      PlacementInstance& instance = placement.instances.emplace_back();
      instance.id = id;
      instance.remaining.memory_mib = tasks;
    }
    return placement;
  };
}

TEST(ServiceScheduler, PlacesWhatItStarts) {
  ServiceFixture web(3, 100, 200);
  web.deploy("A").placement = room({{"i", 2}, {"j", 2}});
  EXPECT_EQ(web.decisions(), Words{"start 3 of A on i,i,j"});
  EXPECT_FALSE(web.plan().wants_room);
}

TEST(ServiceScheduler, StartsWhatHasAPlaceAndTellsOfTheRestOnce) {
  ServiceFixture web(3, 100, 200);
  web.deploy("A").placement = room({{"i", 1}, {"j", 0}});
  EXPECT_EQ(web.decisions(), Words{"start 1 of A on i"});
  EXPECT_TRUE(web.plan().wants_room);
  EXPECT_EQ(web.plan().wake_at, web.now + 10s);
  web.tasks("A1:healthy").placement = room({{"i", 0}, {"j", 0}});
  const Words told = {
      "(service web) was unable to place a task because no container instance met all of its "
      "requirements. The closest matching (container-instance i) has insufficient memory "
      "available. For more information, see the Troubleshooting section of the Amazon ECS "
      "Developer Guide."};
  EXPECT_EQ(web.events(), told);
  EXPECT_EQ(web.decisions(), Words{});
  web.keep_notes();
  web.now += 1h;
  EXPECT_EQ(web.events(), Words{});
  web.now += 5h;
  EXPECT_EQ(web.events(), told);
}

TEST(ServiceScheduler, HoldsNothingAgainstADeploymentThatHasNoPlace) {
  ServiceFixture web(2, 100, 200);
  web.service().deployment_configuration.deployment_circuit_breaker = {.enable = true,
                                                                       .rollback = true};
  web.deploy("A").placement = room({});
  for (int plan = 0; plan < 50; ++plan) {
    EXPECT_EQ(web.decisions(), Words{});
    EXPECT_EQ(web.planned_failures(), StartFailures{});
    web.keep_notes();
    web.now += 10s;
  }
  web.placement = room({{"i", 2}});
  EXPECT_EQ(web.decisions(), Words{"start 2 of A on i,i"});
}

TEST(ServiceScheduler, TellsAgainOfALackThatHadBeenResolved) {
  ServiceFixture web(2, 100, 200);
  web.deploy("A").tasks("A1:healthy").placement = room({});
  EXPECT_EQ(web.events().size(), 1U);
  web.keep_notes();
  web.placement = room({{"i", 1}});
  web.keep_notes();
  web.placement = room({});
  EXPECT_EQ(web.events().size(), 1U);
}

TEST(ServiceScheduler, ReplacesTheTasksOfAnInstanceThatDrains) {
  ServiceFixture web = steady(2, "A1:healthy A2:healthy");
  web.view_of("A1").leaves_instance = true;
  EXPECT_EQ(web.decisions(), Words{"start 1 of A"});
  web.tasks("A3:healthy");
  EXPECT_EQ(web.decisions(), Words{"stop A1"});
}

TEST(ServiceScheduler, LeavesATaskOnADrainingInstanceWhereNothingTakesItsPlace) {
  ServiceFixture web = steady(2, "A1:healthy A2:healthy");
  web.view_of("A1").leaves_instance = true;
  web.placement = room({});
  EXPECT_EQ(web.decisions(), Words{});
  EXPECT_TRUE(web.plan().wants_room);
}

TEST(ServiceScheduler, DrawsTheSameForTheSameChance) {
  ServiceFixture web(4, 100, 200);
  const auto with = [](std::uint64_t chance) {
    return [chance](const TaskSet& set) {
      ServicePlacement placement = room({{"i", 9}, {"j", 9}, {"k", 9}})(set);
      model::ecs::PlacementStrategy random;
      random.type = model::ecs::PlacementStrategyType::random;
      placement.request.strategies = {random};
      placement.chance = chance;
      return placement;
    };
  };
  web.deploy("A").placement = with(1);
  const Words first = web.decisions();
  EXPECT_EQ(web.decisions(), first);
  web.placement = with(2);
  EXPECT_NE(web.decisions(), first);
}

TEST(ServiceScheduler, StartsTheFirstTasks) {
  ServiceFixture web(2, 100, 200);
  web.deploy("A");
  EXPECT_EQ(web.decisions(), Words{"start 2 of A"});
}

TEST(ServiceScheduler, StartsNoMoreThanTheMaximumAllows) {
  ServiceFixture web(4, 100, 50);
  web.deploy("A");
  EXPECT_EQ(web.decisions(), Words{"start 2 of A"});
}

TEST(ServiceScheduler, WalksThroughTheClassicRollout) {
  struct Step {
    std::string_view tasks;
    Words decisions;
  };
  for (const auto& [tasks, decisions] :
       std::vector<Step>{{"A1:healthy A2:healthy", {"start 2 of B"}},
                         {"A1:healthy A2:healthy B1:pending B2:pending", {}},
                         {"A1:healthy A2:healthy B1:unproven B2:unproven", {}},
                         {"A1:healthy A2:healthy B1:healthy B2:unproven", {"stop A2"}},
                         {"A1:healthy A2:healthy B1:healthy B2:healthy", {"stop A2", "stop A1"}},
                         {"A1:leaving A2:leaving B1:healthy B2:healthy", {}},
                         {"A1:stopping A2:stopping B1:healthy B2:healthy", {}},
                         {"A1:gone A2:stopping B1:healthy B2:healthy", {}},
                         {"A1:gone A2:gone B1:healthy B2:healthy", {"remove A", "complete"}}}) {
    EXPECT_EQ(rollout(2, 100, 200, tasks).decisions(), decisions) << tasks;
  }
}

TEST(ServiceScheduler, StopsFirstWhereTheMaximumLeavesNoRoom) {
  EXPECT_EQ(rollout(1, 0, 100, "A1:healthy").decisions(), Words{"stop A1"});
  EXPECT_EQ(rollout(1, 0, 100, "A1:stopping").decisions(), Words{"start 1 of B"});
  EXPECT_EQ(rollout(4, 50, 100, "A1:healthy A2:healthy A3:healthy A4:healthy").decisions(),
            (Words{"stop A4", "stop A3"}));
  EXPECT_EQ(rollout(4, 50, 100, "A1:healthy A2:healthy A3:stopping A4:stopping").decisions(),
            Words{"start 2 of B"});
}

TEST(ServiceScheduler, ComplainsOfPercentsThatAllowNothing) {
  ServiceFixture web = rollout(1, 100, 150, "A1:healthy");
  EXPECT_EQ(web.decisions(), Words{});
  EXPECT_EQ(web.events(),
            Words{"(service web) was unable to stop or start tasks during a deployment because of "
                  "the service deployment configuration. Update the minimumHealthyPercent or "
                  "maximumPercent value and try again."});
  web.keep_notes();
  EXPECT_EQ(web.events(), Words{});
  web.now += 6h;
  EXPECT_EQ(web.events().size(), 1U);
  web.service().deployment_configuration.maximum_percent = 200;
  EXPECT_EQ(web.decisions(), Words{"start 1 of B"});
  EXPECT_EQ(web.memory().complaint, "");
}

TEST(ServiceScheduler, StopsPendingOldTasksAtOnceAndUnprovenOnesWhenTheyAreInTheWay) {
  ServiceFixture web = rollout(2, 100, 200, "A1:healthy A2:healthy B1:unproven B2:pending");
  web.deploy("C");
  EXPECT_EQ(web.decisions(), (Words{"stop B2", "stop B1"}));
  EXPECT_EQ(web.events(), (Words{"(service web) has stopped 1 running tasks: (task B1).",
                                 "(service web) stopped 1 pending tasks."}));
}

TEST(ServiceScheduler, ReplacesADeadTaskOfARolloutByOneOfItsOwnRevision) {
  EXPECT_EQ(rollout(2, 100, 200, "A1:healthy A2:stopped B1:pending B2:pending").decisions(),
            Words{"start 1 of A"});
  EXPECT_EQ(rollout(2, 100, 200, "A1:healthy A2:healthy B1:pending B2:stopped").decisions(),
            Words{"start 1 of B"});
  // Where the room is for one of them, it is for what ran well.
  EXPECT_EQ(
      rollout(4, 100, 150, "A1:healthy A2:healthy A3:healthy A4:stopped B1:pending B2:pending")
          .decisions(),
      Words{"start 1 of A"});
  ServiceFixture web = rollout(4, 50, 100, "A1:healthy A2:stopped B1:pending B2:pending");
  web.set("A").requested = 2;
  EXPECT_EQ(web.decisions(), Words{"start 1 of A"});
}

TEST(ServiceScheduler, ReplacesAnUnhealthyOldTaskFirst) {
  ServiceFixture web = rollout(2, 100, 200, "A1:healthy A2:unhealthy B1:pending");
  EXPECT_EQ(web.decisions(), Words{"start 1 of A replacing 1"});
  web.tasks("A3:healthy");
  EXPECT_EQ(web.decisions(), Words{"stop A2"});
}

TEST(ServiceScheduler, DoesNotLetARevisionThatCannotRunHoldUpItsSuccessor) {
  ServiceFixture web = rollout(1, 100, 100, "A1:failed");
  EXPECT_EQ(web.decisions(), Words{"start 1 of B"});
  web = rollout(1, 100, 200, "A1:unhealthy A2:failed");
  EXPECT_EQ(web.decisions(), Words{"start 1 of B"});
}

TEST(ServiceScheduler, ScalesBothRevisionsOut) {
  ServiceFixture web = rollout(4, 100, 200, "A1:healthy A2:healthy B1:healthy B2:healthy");
  web.set("A").requested = 2;
  web.service().desired_count = 8;
  EXPECT_EQ(web.decisions(), (Words{"start 4 of A", "start 6 of B"}));
  EXPECT_EQ(web.planned_slots("A"), 6);
  EXPECT_EQ(web.planned_slots("B"), 8);
}

TEST(ServiceScheduler, KeepsWhatAFailedRolloutWouldHaveReplaced) {
  ServiceFixture web = rollout(2, 0, 100, "A1:healthy A2:stopped B1:stopped");
  web.deployment().breaker.triggered = true;
  web.deployment().status = model::ecs::ServiceDeploymentStatus::stopped;
  EXPECT_EQ(web.decisions(), Words{"start 1 of A"});
  web.service().desired_count = 3;
  EXPECT_EQ(web.decisions(), Words{"start 2 of A"});
}

TEST(ServiceScheduler, RemovesASupersededDeploymentBeforeTheRolloutEnds) {
  ServiceFixture web = rollout(2, 100, 200, "A1:healthy A2:healthy B1:gone B2:gone");
  web.deploy("C").tasks("C1:pending C2:pending");
  EXPECT_EQ(web.decisions(), Words{"remove B"});
}

TEST(ServiceScheduler, KeepsTheLastOldDeploymentUntilTheNewOneIsHealthy) {
  // With 0/100 nothing of A is left while B starts; wait services-stable must not end yet.
  EXPECT_EQ(rollout(2, 0, 100, "A1:gone A2:gone B1:unproven B2:unproven").decisions(), Words{});
}

TEST(ServiceScheduler, TellsOfACompletedRolloutAndThenOfASteadyState) {
  ServiceFixture web = rollout(1, 100, 200, "A1:gone B1:healthy");
  EXPECT_EQ(web.events(), (Words{"(service web) (deployment ecs-svc/B) deployment completed.",
                                 "(service web) has reached a steady state."}));
}

TEST(ServiceScheduler, TellsOfASteadyStateOnceAndAgainAfterSixHours) {
  ServiceFixture web = steady(1, "A1:healthy");
  web.service().scheduler.steady_told_at.reset();
  EXPECT_EQ(web.events(), Words{"(service web) has reached a steady state."});
  web.keep_notes();
  EXPECT_EQ(web.events(), Words{});
  EXPECT_EQ(web.plan().wake_at, web.now + 6h);
  web.now += 6h;
  EXPECT_EQ(web.events(), Words{"(service web) has reached a steady state."});
}

TEST(ServiceScheduler, IsAtRestInASteadyState) {
  EXPECT_TRUE(steady(2, "A1:healthy A2:healthy").plan().actions.empty());
}

TEST(ServiceScheduler, ReplacesADeadTask) {
  EXPECT_EQ(steady(2, "A1:healthy A2:stopped").decisions(), Words{"start 1 of A"});
  EXPECT_EQ(steady(2, "A1:healthy A2:leaving").decisions(), Words{"start 1 of A"});
}

TEST(ServiceScheduler, ScalesOutAndIn) {
  ServiceFixture web = steady(2, "A1:healthy A2:healthy A3:healthy");
  EXPECT_EQ(web.decisions(), Words{"stop A3"});
  web.service().desired_count = 5;
  EXPECT_EQ(web.decisions(), Words{"start 2 of A"});
  web.service().desired_count = 0;
  EXPECT_EQ(web.decisions(), (Words{"stop A3", "stop A2", "stop A1"}));
}

TEST(ServiceScheduler, ScalesInWhatIsNotHealthyFirst) {
  ServiceFixture web = steady(2, "A1:healthy A2:unproven A3:pending A4:healthy");
  EXPECT_EQ(web.decisions(), (Words{"stop A3", "stop A2"}));
}

TEST(ServiceScheduler, CompletesAServiceOfNone) {
  ServiceFixture web(0, 100, 200);
  web.deploy("A");
  EXPECT_EQ(web.decisions(), Words{"complete"});
}

TEST(ServiceScheduler, KeepsAnAvailabilityZoneBalanceWhenItScalesIn) {
  ServiceFixture web = steady(2, "A1:healthy A2:healthy A3:healthy A4:healthy");
  web.task("A1").availability_zone = "us-east-1b";
  EXPECT_EQ(web.decisions(), (Words{"stop A4", "stop A3"}));
}

TEST(ServiceScheduler, StartsTheReplacementOfAnUnhealthyTaskFirst) {
  ServiceFixture web = steady(2, "A1:healthy A2:unhealthy");
  EXPECT_EQ(web.decisions(), Words{"start 1 of A replacing 1"});
  web.tasks("A3:unproven");
  EXPECT_EQ(web.decisions(), Words{});
  web.tasks("A3:healthy");
  EXPECT_EQ(web.decisions(), Words{"stop A2"});
}

TEST(ServiceScheduler, StopsUnhealthyTasksOneAtATimeWhereThereIsNoRoom) {
  ServiceFixture web(2, 50, 100);
  web.deploy("A").completed().tasks("A1:unhealthy A2:unhealthy");
  EXPECT_EQ(web.decisions(), Words{"stop A2"});
  web.tasks("A2:stopping");
  EXPECT_EQ(web.decisions(), Words{"start 1 of A"});
}

TEST(ServiceScheduler, SaysWhyATaskIsUnhealthyOnce) {
  ServiceFixture web = steady(1, "A1:unhealthy");
  web.task("A1").notes.unhealthy_told = false;
  EXPECT_EQ(web.events(), Words{"(service web) (task A1) failed container health checks."});
  web.keep_notes();
  EXPECT_EQ(web.events(), Words{});
}

TEST(ServiceScheduler, StopsAnUnhealthyTaskForItsAilment) {
  ServiceFixture web = steady(1, "A1:unhealthy A2:healthy");
  const ServicePlan plan = web.plan();
  const auto* stop = std::get_if<StopTask>(&plan.actions.front());
  ASSERT_NE(stop, nullptr);
  EXPECT_EQ(*stop, (StopTask{"A1", "Task failed container health checks"}));
}

TEST(ServiceScheduler, IgnoresFailedChecksInTheGracePeriod) {
  ServiceFixture web = steady(1, "A1:unhealthy");
  web.service().health_check_grace_period_seconds = 600;
  EXPECT_EQ(web.decisions(), Words{});
  EXPECT_EQ(web.plan().wake_at, *web.task("A1").started_at + 600s);
  web.now += 1min;
  EXPECT_EQ(web.decisions(), Words{"start 1 of A replacing 1"});
}

TEST(ServiceScheduler, CountsAnUncheckedTaskAsHealthyAfterAWhile) {
  ServiceFixture web = rollout(1, 100, 200, "A1:healthy B1:unproven");
  web.pace = Pace::aws();
  EXPECT_EQ(web.decisions(), Words{});
  EXPECT_EQ(web.plan().wake_at, web.now + 40s);
  web.now += 40s;
  EXPECT_EQ(web.decisions(), Words{"stop A1"});
}

TEST(ServiceScheduler, RegistersATaskOnceItRuns) {
  ServiceFixture web(2, 100, 200);
  web.deploy("A").tasks("A1:unproven A2:pending").behind_load_balancer();
  EXPECT_EQ(web.decisions(), Words{"register A1 as 10.0.1.1:8080"});
  EXPECT_EQ(web.events(), Words{"(service web) registered 1 targets in (target-group web-tg)"});
}

TEST(ServiceScheduler, RegistersTheInstanceAndThePublishedPortWithoutANetworkInterface) {
  ServiceFixture web(1, 100, 200);
  web.deploy("A").tasks("A1:unproven").behind_load_balancer();
  web.task("A1").network_interface.reset();
  EXPECT_EQ(web.decisions(), Words{});
  web.task("A1").containers.front().ports = {{.container_port = 8080, .host_port = 32768}};
  EXPECT_EQ(web.decisions(), Words{"register A1 as i-1:32768"});
}

TEST(ServiceScheduler, CountsATaskBehindALoadBalancerOnlyWithAHealthyTarget) {
  ServiceFixture web = rollout(1, 100, 200, "");
  web.behind_load_balancer().tasks("A1:healthy B1:unproven");
  web.task("B1").started_at = web.now - 5min;
  EXPECT_EQ(web.decisions(), Words{});
  web.view_of("B1").targets.front().health->state = elb::TargetState::healthy;
  EXPECT_EQ(web.decisions(), (Words{"stop A1", "drain 10.0.1.1:8080"}));
}

TEST(ServiceScheduler, DrainsTheTargetsOfWhatItStopsInAwsOrder) {
  ServiceFixture web = rollout(1, 100, 200, "");
  web.behind_load_balancer().tasks("A1:healthy B1:healthy");
  EXPECT_EQ(web.events(),
            (Words{"(service web) has stopped 1 running tasks: (task A1).",
                   "(service web) deregistered 1 targets in (target-group web-tg)",
                   "(service web, taskSet ecs-svc/A) has begun draining connections on 1 tasks."}));
}

TEST(ServiceScheduler, DrainsTheTargetOfATaskThatWasStoppedByOthersOnce) {
  ServiceFixture web(1, 100, 200);
  web.deploy("A").completed().behind_load_balancer().tasks("A1:leaving A2:healthy");
  EXPECT_EQ(web.decisions(), Words{"drain 10.0.1.1:8080"});
  web.keep_notes();
  EXPECT_EQ(web.decisions(), Words{});
}

TEST(ServiceScheduler, SaysWhyATargetIsUnhealthy) {
  ServiceFixture web(1, 100, 200);
  web.deploy("A").completed().behind_load_balancer().tasks("A1:healthy");
  web.view_of("A1").targets.front().health =
      elb::TargetHealth{.state = elb::TargetState::unhealthy,
                        .reason = elb::TargetReason::response_code_mismatch,
                        .code = 503};
  EXPECT_EQ(web.decisions(), Words{"start 1 of A replacing 1"});
  EXPECT_EQ(web.events(),
            Words{"(service web) (task A1) (port 8080) is unhealthy in (target-group web-tg) due "
                  "to (reason Health checks failed with these codes: [503])."});
}

TEST(ServiceScheduler, ReplacesATaskWhoseTargetSomebodyTookAway) {
  ServiceFixture web(1, 100, 200);
  web.deploy("A").completed().behind_load_balancer().tasks("A1:healthy");
  web.view_of("A1").targets.front().health.reset();
  EXPECT_EQ(web.decisions(), Words{"start 1 of A replacing 1"});
}

TEST(ServiceScheduler, ComplainsOfALostTargetGroupAndKeepsItsTasks) {
  ServiceFixture web(1, 100, 200);
  web.deploy("A").completed().behind_load_balancer().tasks("A1:healthy");
  web.view_of("A1").targets.front() = {.group_found = false, .health = {}};
  EXPECT_EQ(web.decisions(), Words{});
  EXPECT_EQ(web.events(), Words{"service web task set ecs-svc/A is not healthy in target-group "
                                "web-tg due to TARGET GROUP IS NOT FOUND."});
}

ServiceFixture breaking(std::string_view tasks) {
  ServiceFixture web = rollout(2, 100, 200, tasks);
  web.service().deployment_configuration.deployment_circuit_breaker = {.enable = true,
                                                                       .rollback = true};
  return web;
}

TEST(ServiceScheduler, RollsBackARolloutOfWhichTooManyTasksFail) {
  ServiceFixture web = breaking("A1:healthy A2:healthy B1:failed B2:crashed B3:failed");
  EXPECT_EQ(web.decisions(), (Words{"failures of B: 3", "roll back"}));
  const Words events = web.events();
  ASSERT_EQ(events.size(), 2U);
  EXPECT_EQ(events[0],
            "(service web) (deployment ecs-svc/B) deployment failed: tasks failed to start.");
  EXPECT_EQ(events[1], "(service web) rolling back to deployment ecs-svc/A.");
}

TEST(ServiceScheduler, CountsTasksThatItStopsAsUnhealthy) {
  ServiceFixture web = breaking("A1:healthy A2:healthy B1:unhealthy B2:unhealthy");
  web.failures().tasks = 2;
  EXPECT_EQ(web.decisions(), (Words{"stop B2", "failures of B: 3", "roll back"}));
}

TEST(ServiceScheduler, LeavesAFailedRolloutFrozenWhereItMayNotRollBack) {
  ServiceFixture web = breaking("A1:healthy A2:healthy B1:failed B2:failed B3:failed");
  web.service().deployment_configuration.deployment_circuit_breaker->rollback = false;
  EXPECT_EQ(web.decisions(), (Words{"failures of B: 3", "fail"}));
  web.keep_notes();
  web.deployment().status = model::ecs::ServiceDeploymentStatus::stopped;
  web.deployment().breaker.triggered = true;
  EXPECT_EQ(web.decisions(), Words{});
  web.service().desired_count = 0;
  EXPECT_EQ(web.decisions(), (Words{"stop A2", "stop A1"}));
}

TEST(ServiceScheduler, StartsAndStopsNothingWhileTheEngineIsLost) {
  ServiceFixture web = rollout(2, 100, 200, "A1:healthy A2:healthy B1:healthy");
  web.engine_reachable = false;
  EXPECT_EQ(web.decisions(), Words{});
  EXPECT_EQ(web.events(), Words{"(service web) was unable to place a task. Reason: the container "
                                "engine does not answer."});
  web.keep_notes();
  EXPECT_EQ(web.events(), Words{});
  web.engine_reachable = true;
  EXPECT_EQ(web.decisions(), (Words{"stop A2", "start 1 of B"}));
  EXPECT_EQ(web.memory().complaint, "");
}

TEST(ServiceScheduler, DoesNotHoldTheEndOfTheEngineAgainstADeployment) {
  ServiceFixture web = breaking("A1:healthy A2:healthy B1:crashed B2:crashed B3:failed");
  web.engine_watched_since = web.now - 1s;
  EXPECT_EQ(web.decisions(), Words{"start 2 of B"});
}

TEST(ServiceScheduler, HoldsTheEndOfWhatItStartsInAnEngineThatIsBackAgainstADeployment) {
  ServiceFixture web = breaking("A1:healthy A2:healthy B1:crashed B2:crashed B3:failed");
  web.engine_watched_since = web.task("B1").created_at;
  EXPECT_EQ(web.decisions(), (Words{"failures of B: 3", "roll back"}));
}

TEST(ServiceScheduler, EmptiesADeletedServiceAndThenCallsItInactive) {
  ServiceFixture web = steady(0, "A1:healthy A2:pending A3:gone");
  web.service().status = ServiceStatus::draining;
  EXPECT_EQ(web.decisions(), (Words{"stop A1", "stop A2"}));
  web.tasks("A1:stopping A2:gone");
  EXPECT_EQ(web.decisions(), Words{});
  web.tasks("A1:gone");
  EXPECT_EQ(web.decisions(), Words{"inactive"});
  web.service().status = ServiceStatus::inactive;
  EXPECT_TRUE(web.plan().actions.empty());
}

}  // namespace
}  // namespace drydock::ecs::service_scheduler_test
