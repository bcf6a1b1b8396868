#include "emulator/at_rest.h"

#include <gtest/gtest.h>

#include <functional>

#include "emulator/codedeploy/deployment.h"
#include "emulator/ecs/daemon/daemon_deployment.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/service.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "emulator/records.h"
#include "tests/emulator/ecs/task_builder.h"

namespace drydock::at_rest_test {
namespace {

using ecs::TaskStatus;
using Status = model::ecs::ServiceDeploymentStatus;

const World world{"000000000000", "us-east-1"};
const TimePoint now{std::chrono::hours(1000)};

/// A service with one task behind a target group, all of it well.
class AtRest : public ::testing::Test {
 protected:
  AtRest() {
    auto container = ecs::container_definition("web");
    ecs::TaskDefinition revision;
    revision.definition = ecs::task_definition({container});
    revision.definition.task_definition_arn =
        "arn:aws:ecs:us-east-1:000000000000:task-definition/web:1";
    store_.put(world, revision);

    ecs::Service service;
    service.cluster = "shop";
    service.name = "web";
    service.desired_count = 1;
    service.task_set = "ecs-svc/1";
    service.deployment = "d";
    service.scheduler.steady_told_at = now;
    store_.put(world, service);
    ecs::ServiceDeployment deployment;
    deployment.id = "d";
    deployment.service = service.key();
    deployment.status = Status::successful;
    store_.put(world, deployment);
    put_task_set("ecs-svc/1");

    ecs::Task task = ecs::pending_task(revision.definition, now);
    ecs::set_running(task, "web", now);
    task.service = "web";
    task.task_definition_arn = *revision.definition.task_definition_arn;
    task.last_status = TaskStatus::running;
    task.targets = {{"group", "10.0.0.1", 80}};
    task_key_ = task.key();
    store_.put(world, task);

    elb::TargetGroup group;
    group.arn = "group";
    store_.put(world, group);
    elb::Listener listener;
    listener.arn = "listener";
    auto& action = listener.default_actions.emplace_back();
    action.type = model::elbv2::ActionTypeEnum::forward;
    action.target_group_arn = "group";
    store_.put(world, listener);
    elb::Target target;
    target.target_group_arn = "group";
    target.id = "10.0.0.1";
    target.port = 80;
    target.owner = task_key_;
    target.health.state = elb::TargetState::healthy;
    target_key_ = target.key();
    store_.put(world, target);
  }

  void put_task_set(const std::string& id) {
    ecs::TaskSet set;
    set.id = id;
    set.service = "shop/web";
    set.deployment = "d";
    store_.put(world, set);
  }
  void deployment(const std::function<void(ecs::ServiceDeployment&)>& change) {
    store_.change<ecs::ServiceDeployment>(world, "shop/web/d", change);
  }
  void service(const std::function<void(ecs::Service&)>& change) {
    store_.change<ecs::Service>(world, "shop/web", change);
  }
  void task(const std::function<void(ecs::Task&)>& change) {
    store_.change<ecs::Task>(world, task_key_, change);
  }
  void target(const std::function<void(elb::Target&)>& change) {
    store_.change<elb::Target>(world, target_key_, change);
  }
  /// A task that nobody's service started.
  void put_lone_task(const std::function<void(ecs::Task&)>& change) {
    ecs::Task lone = *store_.find<ecs::Task>(world, task_key_);
    lone.id = "fedcba9876543210fedcba9876543210";
    lone.service.clear();
    lone.targets.clear();
    change(lone);
    store_.put(world, lone);
  }

  Store store_{all_record_kinds()};
  std::string task_key_;
  std::string target_key_;
};

TEST_F(AtRest, IsASteadyService) { EXPECT_TRUE(is_at_rest(store_)); }

TEST_F(AtRest, IsNoServiceOnItsWay) {
  const ecs::Service steady = *store_.find<ecs::Service>(world, "shop/web");
  const std::vector<std::function<void(ecs::Service&)>> changes{
      [](auto& changed) { changed.desired_count = 2; },
      [](auto& changed) { changed.scheduler.steady_told_at.reset(); },
      [](auto& changed) { changed.status = ecs::ServiceStatus::draining; }};
  for (std::size_t i = 0; i < changes.size(); ++i) {
    service(changes[i]);
    EXPECT_FALSE(is_at_rest(store_)) << i;
    store_.put(world, steady);
    EXPECT_TRUE(is_at_rest(store_)) << i;
  }
  put_task_set("ecs-svc/2");
  EXPECT_FALSE(is_at_rest(store_)) << "what it ran before has not left";
}

TEST_F(AtRest, IsNoDeploymentThatIsUnderWay) {
  for (const Status status : {Status::in_progress, Status::rollback_in_progress}) {
    deployment([status](auto& changed) { changed.status = status; });
    EXPECT_FALSE(is_at_rest(store_));
  }
}

TEST_F(AtRest, IsAServiceThatHasFailedForGoodOrIsGone) {
  deployment([](auto& changed) {
    changed.status = Status::stopped;
    changed.breaker.triggered = true;
  });
  service([](auto& changed) { changed.scheduler.steady_told_at.reset(); });
  EXPECT_TRUE(is_at_rest(store_));
  service([](auto& changed) {
    changed.status = ecs::ServiceStatus::inactive;
    changed.task_set.clear();
  });
  EXPECT_TRUE(is_at_rest(store_));
}

TEST_F(AtRest, IsNoTaskOnItsWay) {
  for (const TaskStatus status :
       {TaskStatus::provisioning, TaskStatus::pending, TaskStatus::activating,
        TaskStatus::deactivating, TaskStatus::stopping, TaskStatus::deprovisioning}) {
    task([status](auto& changed) { changed.last_status = status; });
    EXPECT_FALSE(is_at_rest(store_));
  }
}

TEST_F(AtRest, IsNoTaskThatIsAboutToBeStopped) {
  const ecs::Task well = *store_.find<ecs::Task>(world, task_key_);
  task([](auto& changed) { changed.desired_status = ecs::DesiredStatus::stopped; });
  EXPECT_FALSE(is_at_rest(store_));
  store_.put(world, well);
  task([](auto& changed) { changed.health_status = ecs::HealthStatus::unhealthy; });
  EXPECT_FALSE(is_at_rest(store_));
  store_.put(world, well);
  target([](auto& changed) { changed.health.state = elb::TargetState::unhealthy; });
  EXPECT_FALSE(is_at_rest(store_));
}

TEST_F(AtRest, IsATaskAloneThatRunsOrHasStopped) {
  put_lone_task([](auto&) {});
  EXPECT_TRUE(is_at_rest(store_));
  put_lone_task([](auto& lone) { lone.health_status = ecs::HealthStatus::unhealthy; });
  EXPECT_TRUE(is_at_rest(store_));
  put_lone_task([](auto& lone) { lone.last_status = TaskStatus::stopped; });
  EXPECT_TRUE(is_at_rest(store_));
}

TEST_F(AtRest, IsNoContainerWhoseHealthIsNotKnownYet) {
  auto container = ecs::container_definition("web");
  container.health_check.emplace();
  ecs::TaskDefinition revision =
      *store_.find<ecs::TaskDefinition>(world, ecs::task_definition_key("web", 1));
  revision.definition.container_definitions = {container};
  store_.put(world, revision);
  EXPECT_FALSE(is_at_rest(store_));
  task(
      [](auto& changed) { changed.containers.front().health.status = ecs::HealthStatus::healthy; });
  EXPECT_TRUE(is_at_rest(store_));
}

TEST_F(AtRest, IsNoTargetThatIsNewOrDrains) {
  target([](auto& changed) { changed.health.state = elb::TargetState::initial; });
  EXPECT_FALSE(is_at_rest(store_));
  store_.erase<elb::Listener>(world, "listener");
  EXPECT_TRUE(is_at_rest(store_)) << "nobody probes it";
  target([](auto& changed) { changed.deregistered_at = now; });
  EXPECT_FALSE(is_at_rest(store_));
}

TEST_F(AtRest, IsNoDeploymentOfCodeDeploysThatIsUnderWay) {
  using model::codedeploy::DeploymentStatus;
  codedeploy::Deployment deployment;
  deployment.id = "d-1";
  for (const auto& [status, rests] :
       {std::pair(DeploymentStatus::created, false), std::pair(DeploymentStatus::ready, false),
        std::pair(DeploymentStatus::stopped, true)}) {
    deployment.status = status;
    store_.put(world, deployment);
    EXPECT_EQ(is_at_rest(store_), rests) << to_text(status);
  }
}

TEST_F(AtRest, IsNoDeploymentOfADaemonThatIsUnderWay) {
  using DaemonStatus = model::ecs::DaemonDeploymentStatus;
  ecs::DaemonDeployment deployment{.id = "d", .daemon = "shop/agent"};
  for (const auto& [status, rests] :
       {std::pair(DaemonStatus::pending, false), std::pair(DaemonStatus::successful, true),
        std::pair(DaemonStatus::rollback_in_progress, false),
        std::pair(DaemonStatus::stopped, true)}) {
    deployment.status = status;
    store_.put(world, deployment);
    EXPECT_EQ(is_at_rest(store_), rests) << to_text(status);
  }
}

}  // namespace
}  // namespace drydock::at_rest_test
