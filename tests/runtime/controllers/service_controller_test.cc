#include "runtime/controllers/service_controller.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>
#include <vector>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/deployment/rollout.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/express/express_gateway.h"
#include "emulator/ecs/gateway/gateway.h"
#include "emulator/ecs/gateway/gateway_route.h"
#include "emulator/ecs/gateway/gateway_rules.h"
#include "emulator/ecs/instance/local_instance.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/registration.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "emulator/records.h"
#include "model/ecs/service.h"
#include "model/ecs/task_definition.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/engine/simulated/simulated_engine.h"
#include "tests/runtime/controllers/service_controller_fixture.h"

namespace drydock::service_controller_test {
namespace {

using namespace std::chrono_literals;
using ecs::ServiceStatus;
using ecs::Task;
using ecs::TaskStatus;
using DeploymentStatus = model::ecs::ServiceDeploymentStatus;

TEST_F(ServiceController, StartsTheTasksOfANewServiceAtOnce) {
  controllers_.start();
  create(new_service(2));
  clock_.settle();
  ASSERT_EQ(tasks().size(), 2U);
  EXPECT_EQ(events(), std::vector<std::string>{"(service web) has started 2 tasks: (task " +
                                               events().front().substr(41, 32) + ") (task " +
                                               events().front().substr(81, 32) + ")."});
  const Task& task = *tasks().front();
  EXPECT_EQ(task.group, "service:web");
  EXPECT_EQ(task.started_by, service().task_set);
}

// So that nobody waits long for a service that wants very many.
TEST_F(ServiceController, StartsVeryManyTasksInParts) {
  controllers_.start();
  create(new_service(250));
  clock_.settle();
  EXPECT_EQ(tasks().size(), 100U);
  ASSERT_EQ(events().size(), 4U);
  EXPECT_TRUE(events().at(0).starts_with("(service web) has started 25 tasks: "));
  clock_.advance(pace_.scheduler_tick);
  EXPECT_EQ(tasks().size(), 200U);
  clock_.advance(pace_.scheduler_tick);
  EXPECT_EQ(tasks().size(), 250U);
  ASSERT_EQ(events().size(), 10U);
  EXPECT_TRUE(events().at(9).starts_with("(service web) has started 25 tasks: "));
  play(1s);
  EXPECT_EQ(tasks().size(), 250U);
}

TEST_F(ServiceController, SpreadsTasksOverTheZones) {
  controllers_.start();
  ecs::Service wanted = new_service(3);
  wanted.launch_type = model::ecs::LaunchType::fargate;
  create(std::move(wanted));
  clock_.settle();
  std::vector<std::string> zones;
  for (const Task* task : tasks()) zones.push_back(task->availability_zone);
  std::ranges::sort(zones);
  EXPECT_EQ(zones, (std::vector<std::string>{"us-east-1a", "us-east-1b", "us-east-1c"}));
}

TEST_F(ServiceController, SpreadsADeploymentsOwnTasksOverTheZones) {
  controllers_.start();
  ecs::Service wanted = new_service(1);
  wanted.launch_type = model::ecs::LaunchType::fargate;
  create(std::move(wanted));
  play(5s);
  update_to_second_revision();
  play(1s);
  for (const Task* task : tasks()) EXPECT_EQ(task->availability_zone, "us-east-1a");
  EXPECT_EQ(tasks().size(), 2U);
}

TEST_F(ServiceController, TakesUpWhatIsInTheStoreWhenItStarts) {
  create(new_service(1));
  clock_.settle();
  EXPECT_TRUE(tasks().empty());
  controllers_.start();
  clock_.settle();
  EXPECT_EQ(tasks().size(), 1U);
}

TEST_F(ServiceController, TellsOfABugAndGoesOn) {
  controllers_.start();
  ecs::Service service = new_service(2);
  service.task_definition = revision_arn(9);  // No API call makes such a service.
  create(std::move(service));
  clock_.advance(20s);
  EXPECT_TRUE(tasks().empty());
  ASSERT_EQ(events().size(), 1U) << "the first of a row";
  EXPECT_NE(events().front().find("drydock's own in service shop/web: no definition"),
            std::string::npos)
      << events().front();
  ecs::TaskDefinition definition =
      *store_.find<ecs::TaskDefinition>(world_, ecs::task_definition_key("web", 1));
  definition.definition.revision = 9;
  store_.put(world_, definition);
  clock_.advance(20s);
  EXPECT_EQ(tasks().size(), 2U);
}

TEST_F(ServiceController, LetsChangesThatComeTogetherShareAPlan) {
  controllers_.start();
  create(new_service(1));
  clock_.settle();
  store_.change<ecs::Service>(world_, "shop/web", [](auto& service) { service.desired_count = 3; });
  clock_.settle();
  EXPECT_EQ(tasks().size(), 1U);
  EXPECT_TRUE(controllers_.have_news());
  clock_.advance(pace_.scheduler_tick);
  EXPECT_EQ(tasks().size(), 3U);
  clock_.advance(pace_.scheduler_tick);
  EXPECT_FALSE(controllers_.have_news());
}

TEST_F(ServiceController, ActsAtOnceAfterAnIdleTime) {
  controllers_.start();
  create(new_service(1));
  play(10s);
  clock_.advance(10s);
  store_.change<ecs::Service>(world_, "shop/web", [](auto& service) { service.desired_count = 3; });
  clock_.settle();
  EXPECT_EQ(tasks().size(), 3U);
}

TEST_F(ServiceController, RollsToANewRevisionWithoutEverHavingFewerTasks) {
  controllers_.start();
  create(new_service(2));
  play(1min);
  EXPECT_EQ(deployment().status, DeploymentStatus::successful);
  update_to_second_revision();
  for (int i = 0; i < 600; ++i) {
    play(100ms);
    EXPECT_GE(running(1) + running(2), 2);
    EXPECT_LE(running(1) + running(2), 4);
  }
  EXPECT_EQ(running(1), 0);
  EXPECT_EQ(running(2), 2);
  EXPECT_EQ(task_sets().size(), 1U);
  EXPECT_EQ(deployment().status, DeploymentStatus::successful);
  EXPECT_EQ(service().last_completed_revision, deployment().target_revision);
  EXPECT_EQ(events().back(), "(service web) has reached a steady state.");
}

TEST_F(ServiceController, CompletesARolloutEarlyAndGoesOnWithItsTasks) {
  controllers_.start();
  ecs::Service wanted = new_service(4);
  wanted.deployment_configuration.minimum_healthy_percent = 50;
  wanted.deployment_configuration.maximum_percent = 100;
  wanted.deployment_configuration.early_success_criteria = {
      .enable = true,
      .healthy_percent = 50,
      .source_service_revision_cleanup = model::ecs::ServiceRevisionCleanup::deferred};
  create(std::move(wanted));
  play(60s);
  ASSERT_EQ(running(1), 4);
  update_to_second_revision();
  for (int i = 0; i < 1000 && !deployment().finished_at; ++i) play(100ms);
  EXPECT_EQ(deployment().status, model::ecs::ServiceDeploymentStatus::successful);
  EXPECT_EQ(running(2), 2) << "half of the tasks are enough";
  EXPECT_EQ(service().last_completed_revision, deployment().target_revision);
  play(60s);
  EXPECT_EQ(running(1), 0);
  EXPECT_EQ(running(2), 4);
  EXPECT_EQ(task_sets().size(), 1U);
  EXPECT_EQ(events().back(), "(service web) has reached a steady state.");
}

TEST_F(ServiceController, TakesAShiftOfTrafficFromStageToStage) {
  using model::ecs::DeploymentStrategy;
  ecs::Service wanted = new_service(2);
  wanted.deployment_configuration.strategy = DeploymentStrategy::linear;
  wanted.deployment_configuration.linear_configuration = {.step_percent = 50.0,
                                                          .step_bake_time_in_minutes = 2};
  wanted.deployment_configuration.bake_time_in_minutes = 5;
  controllers_.start();
  create(std::move(wanted));
  play(9min);
  EXPECT_EQ(deployment().status, DeploymentStatus::successful);
  update_to_second_revision();
  play(1min);
  EXPECT_EQ(deployment().traffic->stage, ecs::LifecycleStage::production_traffic_shift);
  EXPECT_EQ(deployment().traffic->production, 500);
  EXPECT_EQ(running(1), 2);
  EXPECT_EQ(running(2), 2);
  play(3min);
  EXPECT_EQ(deployment().traffic->stage, ecs::LifecycleStage::bake_time);
  EXPECT_EQ(running(1), 2);
  play(5min);
  EXPECT_EQ(deployment().status, DeploymentStatus::successful);
  EXPECT_EQ(running(1), 0);
  EXPECT_EQ(task_sets().size(), 1U);
}

TEST_F(ServiceController, DrainsTargetsBeforeTasksStop) {
  controllers_.start();
  create_behind_load_balancer(1);
  play(5s);
  ASSERT_EQ(targets().size(), 1U);
  const std::string old_target = targets().front()->id;
  update_to_second_revision();
  bool drained_first = false;
  for (int i = 0; i < 50; ++i) {
    clock_.advance(100ms);
    const auto* target = elb::find_target(store_, world_, "web-tg", old_target, 8080);
    const auto present = tasks();
    const auto old_task = std::ranges::find(present, revision_arn(1), &Task::task_definition_arn);
    ASSERT_NE(old_task, present.end());
    const bool stops = (*old_task)->last_status > TaskStatus::deactivating;
    EXPECT_FALSE(target != nullptr && stops);
    drained_first |= target != nullptr && target->health.state == elb::TargetState::draining;
    puppets_.step();
  }
  EXPECT_TRUE(drained_first);
  ASSERT_EQ(targets().size(), 1U);
  EXPECT_NE(targets().front()->id, old_target);
}

TEST_F(ServiceController, LetsAReusedAddressBeTheNextTasks) {
  controllers_.start();
  create_behind_load_balancer(1);
  play(5s);
  ASSERT_EQ(targets().size(), 1U);
  ASSERT_EQ(targets().front()->health.state, elb::TargetState::healthy);
  const std::string address = targets().front()->id;
  const std::string old = tasks().front()->key();
  stop(controllers_);  // Before it sees the old task end, and the next one with its address.
  Task next = *tasks().front();
  next.id = "next";
  next.targets.clear();
  next.notes = {};
  store_.put(world_, next);
  store_.change<Task>(world_, old, [&](Task& task) {
    ecs::request_stop(task, model::ecs::TaskStopCode::essential_container_exited, "", clock_.now());
    task.last_status = TaskStatus::stopped;
  });

  ServiceControllers again(store_, clock_, ids_, pace_, watch_, context_.get_executor());
  again.start();
  clock_.settle();
  ASSERT_EQ(targets().size(), 1U);
  EXPECT_EQ(targets().front()->id, address);
  EXPECT_EQ(targets().front()->owner, next.key());
  EXPECT_EQ(targets().front()->health.state, elb::TargetState::initial);
  play(5s);
  EXPECT_EQ(targets().front()->health.state, elb::TargetState::healthy);
  EXPECT_EQ(running(1), 1);
  stop(again);
}

TEST_F(ServiceController, LeavesATargetAloneThatHasBecomeAnotherTasks) {
  controllers_.start();
  create_behind_load_balancer(1);
  play(5s);
  const std::string address = targets().front()->id;
  elb::register_for_task(store_, world_, "web-tg", address, 8080, "shop/another", clock_.now());
  play(10s);
  const auto* target = elb::find_target(store_, world_, "web-tg", address, 8080);
  ASSERT_NE(target, nullptr);
  EXPECT_EQ(target->owner, "shop/another");
  EXPECT_EQ(target->deregistered_at, std::nullopt);
  ASSERT_EQ(tasks().size(), 2U);  // What has lost its place is ill: another one is there for it.
  EXPECT_EQ(running(1), 1);
  EXPECT_EQ(targets().size(), 2U);
}

TEST_F(ServiceController, IsNotHeldUpByADrainingTargetThatAClientRegistersAgain) {
  controllers_.start();
  create_behind_load_balancer(1);
  play(5s);
  const std::string address = targets().front()->id;
  update_to_second_revision();
  const auto* target = elb::find_target(store_, world_, "web-tg", address, 8080);
  for (int i = 0; i < 50 && !target->deregistered_at; ++i) {
    puppets_.step();
    clock_.advance(100ms);
    target = elb::find_target(store_, world_, "web-tg", address, 8080);
  }
  ASSERT_TRUE(elb::register_target(store_, world_, "web-tg", address, 8080, clock_.now()));
  play(5s);
  EXPECT_EQ(running(1), 0);
  EXPECT_EQ(deployment().status, DeploymentStatus::successful);
  EXPECT_EQ(tasks().size(), 2U);
  EXPECT_NE(elb::find_target(store_, world_, "web-tg", address, 8080), nullptr);
}

TEST_F(ServiceController, TellsTheStoryOfARolloutInAwsWords) {
  controllers_.start();
  create_behind_load_balancer(1);
  play(5s);
  store_.change<ecs::Service>(world_, "shop/web", [](auto& service) { service.events.clear(); });
  const std::string first = service().task_set;
  update_to_second_revision();
  play(5s);
  const std::string second = service().task_set;
  const auto story = events();
  ASSERT_EQ(story.size(), 7U);
  EXPECT_TRUE(story[0].starts_with("(service web) has started 1 tasks: (task "));
  EXPECT_EQ(story[1], "(service web) registered 1 targets in (target-group web-tg)");
  EXPECT_TRUE(story[2].starts_with("(service web) has stopped 1 running tasks: (task "));
  EXPECT_EQ(story[3], "(service web) deregistered 1 targets in (target-group web-tg)");
  EXPECT_EQ(story[4],
            "(service web, taskSet " + first + ") has begun draining connections on 1 tasks.");
  EXPECT_EQ(story[5], "(service web) (deployment " + second + ") deployment completed.");
  EXPECT_EQ(story[6], "(service web) has reached a steady state.");
}

TEST_F(ServiceController, ReplacesATaskThatDied) {
  controllers_.start();
  create(new_service(1));
  play(5s);
  puppets_.crash(tasks().front()->id);
  play(5s);
  EXPECT_EQ(running(1), 1);
  EXPECT_EQ(tasks().size(), 2U);
}

TEST_F(ServiceController, RollsBackWhenTheCircuitBreakerTrips) {
  controllers_.start();
  ecs::Service service_wanted = new_service(2);
  service_wanted.deployment_configuration.deployment_circuit_breaker = {.enable = true,
                                                                        .rollback = true};
  create(std::move(service_wanted));
  play(1min);
  const std::string first = service().task_set;
  puppets_.break_definition(revision_arn(2));
  update_to_second_revision();
  play(1min);
  EXPECT_EQ(task_sets().size(), 1U);
  EXPECT_EQ(service().task_set, first);
  EXPECT_EQ(deployment().status, DeploymentStatus::rollback_successful);
  EXPECT_GE(deployment().breaker.failures, 3);
  EXPECT_EQ(service().task_definition, revision_arn(1));
  EXPECT_EQ(running(1), 2);
  const auto story = events();
  EXPECT_EQ(std::ranges::count(story, "(service web) rolling back to deployment " + first + "."),
            1);
}

TEST_F(ServiceController, StartsNothingWhileTheEngineIsLostAndCarriesOnWhenItIsBack) {
  controllers_.start();
  engine_.set_reachable(false);
  clock_.settle();
  create(new_service(2));
  play(5s);
  EXPECT_TRUE(tasks().empty());
  EXPECT_EQ(events(),
            std::vector<std::string>{"(service web) was unable to place a task. Reason: the "
                                     "container engine does not answer."});
  engine_.set_reachable(true);
  play(5s);
  EXPECT_EQ(running(1), 2);
  EXPECT_EQ(task_sets().front()->failures.tasks, 0);
}

TEST_F(ServiceController, DoesNotHoldAgainstARolloutWhatEndedWhileDrydockWasDown) {
  controllers_.start();
  ecs::Service wanted = new_service(4);
  wanted.deployment_configuration.deployment_circuit_breaker = {.enable = true, .rollback = false};
  create(std::move(wanted));
  play(1s);
  ASSERT_EQ(running(1), 4);
  stop(controllers_);
  for (const Task* task : tasks()) puppets_.crash(task->id);
  play(5s);
  ASSERT_EQ(running(1), 0);

  ServiceControllers next(store_, clock_, ids_, pace_, watch_, context_.get_executor());
  next.start();
  play(5s);
  EXPECT_EQ(task_sets().front()->failures.tasks, 0);
  EXPECT_NE(deployment().status, DeploymentStatus::stopped);
  EXPECT_EQ(running(1), 4);
  stop(next);
}

TEST_F(ServiceController, GivesAServiceOfAnEarlierDrydockADeployment) {
  store_.put(world_, new_service(1));
  controllers_.start();
  play(1min);
  EXPECT_EQ(running(1), 1);
  EXPECT_EQ(deployment().status, DeploymentStatus::successful);
}

TEST_F(ServiceController, TakesAwayWhatExpressModeMadeOnceTheLastTaskHasStopped) {
  controllers_.start();
  ecs::ExpressGateway gateway{.service = "shop/web", .load_balancer = "lb", .rule = "rule"};
  gateway.target_groups = {"blue", "green"};
  store_.put(world_, gateway);
  store_.put(world_, elb::LoadBalancer{.arn = "lb"});
  store_.put(world_, elb::Rule{.arn = "rule"});
  for (const char* group : {"blue", "green"}) store_.put(world_, elb::TargetGroup{.arn = group});
  create(new_service(1));
  play(5s);
  ecs::drain_service(store_, world_, "shop/web");
  clock_.advance(1s);
  EXPECT_NE(store_.find<elb::Rule>(world_, "rule"), nullptr) << "a task still runs";
  play(5s);
  EXPECT_EQ(service().status, ServiceStatus::inactive);
  EXPECT_EQ(store_.find<elb::Rule>(world_, "rule"), nullptr);
  EXPECT_EQ(store_.find<elb::LoadBalancer>(world_, "lb"), nullptr);
  EXPECT_EQ(store_.table<elb::TargetGroup>(world_).size(), 0U);
}

TEST_F(ServiceController, TakesAwayAGatewaysRouteOnceTheLastTaskBehindItHasStopped) {
  controllers_.start();
  const auto network = ec2::default_network(world_);
  ecs::Gateway gateway{.name = "edge", .configuration = ecs::complete({}, network)};
  store_.put(world_, gateway);
  store_.put(world_, ecs::GatewayAssociation{.gateway = "edge", .cluster = "shop"});
  store_.change<ecs::TaskDefinition>(
      world_, ecs::task_definition_key("web", 1), [](ecs::TaskDefinition& record) {
        record.definition.container_definitions->front().port_mappings.emplace().push_back(
            {.container_port = 8080, .name = "http"});
      });
  ecs::Service wanted = new_service(1);
  wanted.gateway_connectors = {{.port_name = "http"}};
  create(std::move(wanted));
  const auto routes = [this] {
    return store_.table<ecs::GatewayRoute>(world_).indexed("shop/web");
  };
  ASSERT_EQ(routes().size(), 1U);
  const std::string group = routes()[0]->target_groups[0];
  play(5s);
  ASSERT_EQ(store_.table<elb::Target>(world_).indexed(group).size(), 1U);
  elb::Target healthy = *store_.table<elb::Target>(world_).indexed(group)[0];
  healthy.health.state = elb::TargetState::healthy;
  store_.put(world_, healthy);
  play(1min);
  EXPECT_EQ(deployment().status, DeploymentStatus::successful);
  store_.change<ecs::GatewayAssociation>(
      world_, "edge/shop", [](ecs::GatewayAssociation& association) {
        association.status = model::ecs::GatewayClusterAssociationStatus::disassociating;
      });
  ecs::drain_service(store_, world_, "shop/web");
  clock_.advance(1s);
  ASSERT_EQ(routes().size(), 1U) << "a task still runs";
  EXPECT_EQ(routes()[0]->status, model::ecs::GatewayRouteStatus::delete_in_progress);
  play(10min);
  EXPECT_EQ(service().status, ServiceStatus::inactive);
  EXPECT_TRUE(routes().empty());
  EXPECT_EQ(store_.table<ecs::GatewayAssociation>(world_).size(), 0U);
  EXPECT_EQ(store_.table<elb::LoadBalancer>(world_).size(), 0U);
  EXPECT_EQ(store_.table<elb::TargetGroup>(world_).size(), 0U);
}

TEST_F(ServiceController, EmptiesADeletedServiceAndTakesUpANewOneOfItsName) {
  controllers_.start();
  create(new_service(2));
  play(5s);
  store_.change<ecs::Service>(world_, "shop/web", [](ecs::Service& service) {
    service.status = ServiceStatus::draining;
    service.desired_count = 0;
  });
  play(5s);
  EXPECT_EQ(service().status, ServiceStatus::inactive);
  EXPECT_TRUE(task_sets().empty());
  EXPECT_EQ(running(1), 0);
  create(new_service(1));
  play(5s);
  EXPECT_EQ(running(1), 1);
}

}  // namespace
}  // namespace drydock::service_controller_test
