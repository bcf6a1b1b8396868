#include "runtime/controllers/daemon_controller.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/daemon/daemon_deployment.h"
#include "emulator/ecs/daemon/daemon_rollout.h"
#include "emulator/ecs/daemon/daemon_task_definition.h"
#include "emulator/ecs/daemon/daemon_view.h"
#include "emulator/ecs/new_task.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "emulator/ecs/task.h"
#include "tests/runtime/controllers/service_controller_fixture.h"

namespace drydock::daemon_controller_test {
namespace {

using namespace std::chrono_literals;
using ecs::Task;
using ecs::TaskStatus;
using model::ecs::DaemonDeploymentStatus;

/// A daemon "agent" of the definition `agent` on the instances of the capacity provider `mi`,
/// beside the services of the fixture.
class Daemons : public ServiceController {
 protected:
  Daemons() {
    for (const int revision : {1, 2}) {
      ecs::DaemonTaskDefinition definition;
      definition.definition.family = "agent";
      definition.definition.revision = revision;
      auto& task = definition.task.definition;
      task.family = "agent";
      task.task_definition_arn = agent_arn(revision);
      task.container_definitions.emplace().push_back({.name = "agent", .image = "agent"});
      store_.put(world_, definition);
    }
    daemons_.start();
  }
  ~Daemons() override {
    TaskGroup ending(context_.get_executor());
    ending.spawn("end", daemons_.stop());
    clock_.settle();
  }

  [[nodiscard]] std::string agent_arn(int revision) const {
    return ecs::daemon_task_definition_arn(world_, "agent", revision);
  }

  void add_instance(const std::string& id) {
    ecs::ContainerInstance made = instance(id);
    made.attributes[std::string(ecs::capacity_provider_attribute)] = "mi";
    store_.put(world_, std::move(made));
  }

  void deploy(int revision, bool critical = true) {
    const auto* had = store_.find<ecs::Daemon>(world_, "shop/agent");
    ecs::Daemon daemon = had == nullptr ? ecs::Daemon{.name = "agent", .cluster = "shop"} : *had;
    ecs::start_deployment(store_, world_, std::move(daemon),
                          {.task_definition = agent_arn(revision),
                           .capacity_providers = {"mi"},
                           .critical = critical},
                          {}, ids_, clock_.now());
  }

  void run_service(int desired) {
    change_definition([](model::ecs::ContainerDefinition&) {});
    controllers_.start();
    create(new_service(desired));
  }

  [[nodiscard]] const ecs::Daemon& daemon() const {
    return *store_.find<ecs::Daemon>(world_, "shop/agent");
  }
  [[nodiscard]] const ecs::DaemonDeployment& last_deployment() const {
    return ecs::deployment_of(store_, world_, daemon());
  }
  /// The tasks that are not STOPPED, of daemons or of others.
  [[nodiscard]] std::vector<const Task*> living(bool of_daemons) const {
    std::vector<const Task*> found = tasks();
    std::erase_if(found, [of_daemons](const Task* task) {
      return ecs::is_of_daemon(*task) != of_daemons || task->last_status == TaskStatus::stopped;
    });
    return found;
  }
  [[nodiscard]] std::vector<const ecs::ContainerInstance*> active_instances() const {
    auto found = ecs::instances_of(store_, world_, "shop");
    std::erase_if(found, [](const ecs::ContainerInstance* one) {
      return one->status != ecs::ContainerInstanceStatus::active;
    });
    return found;
  }

  DaemonController daemons_{store_, clock_, ids_, pace_, watch_, context_.get_executor()};
};

TEST_F(Daemons, RunOneTaskOnEachInstanceOfTheirProvider) {
  add_instance("a");
  store_.put(world_, instance("b"));
  deploy(1);
  play(5s);
  ASSERT_EQ(living(true).size(), 1U);
  const Task& task = *living(true).front();
  EXPECT_EQ(task.container_instance, "a");
  EXPECT_EQ(task.group, "daemon:agent");
  EXPECT_EQ(task.started_by, "ecs-daemon/" + daemon().revision);
  EXPECT_EQ(task.capacity_provider_name, "mi");
  EXPECT_EQ(task.launch_type, model::ecs::LaunchType::managed_instances);
  EXPECT_EQ(last_deployment().status, DaemonDeploymentStatus::in_progress);
  play(60s);
  EXPECT_EQ(last_deployment().status, DaemonDeploymentStatus::successful);
  add_instance("c");
  play(5s);
  EXPECT_EQ(living(true).size(), 2U);
}

TEST_F(Daemons, StartBeforeOtherTasks) {
  add_instance("a");
  deploy(1);
  EXPECT_TRUE(ecs::awaits_daemon(store_, world_, *active_instances().front()));
  run_service(2);
  clock_.settle();
  EXPECT_TRUE(living(false).empty());
  ASSERT_FALSE(events().empty());
  EXPECT_NE(events().front().find("is waiting for the task of a managed daemon."),
            std::string::npos);
  play(10s);
  EXPECT_EQ(living(false).size(), 2U);
  const Task& agent = *living(true).front();
  for (const Task* task : living(false)) EXPECT_GE(task->created_at, *agent.started_at);
}

TEST_F(Daemons, ReplaceInstancesAndStopLastOnThem) {
  add_instance("a");
  deploy(1);
  run_service(1);
  play(60s);
  ASSERT_EQ(living(false).size(), 1U);
  deploy(2);
  const std::string first_agent = living(true).front()->id;
  const std::string first_web = living(false).front()->id;
  play(200s);
  const auto* agent = store_.find<Task>(world_, "shop/" + first_agent);
  const auto* web = store_.find<Task>(world_, "shop/" + first_web);
  ASSERT_EQ(agent->last_status, TaskStatus::stopped);
  ASSERT_EQ(web->last_status, TaskStatus::stopped);
  EXPECT_GE(*agent->stopping_at, *web->stopped_at);
  EXPECT_EQ(last_deployment().status, DaemonDeploymentStatus::successful);
  ASSERT_EQ(active_instances().size(), 1U);
  const auto* gone = store_.find<ecs::ContainerInstance>(world_, "shop/a");
  EXPECT_EQ(gone->status, ecs::ContainerInstanceStatus::inactive);
  EXPECT_EQ(gone->successor, active_instances().front()->id);
  ASSERT_EQ(living(true).size(), 1U);
  EXPECT_EQ(living(true).front()->task_definition_arn, agent_arn(2));
  ASSERT_EQ(living(false).size(), 1U);
  EXPECT_EQ(living(false).front()->container_instance, active_instances().front()->id);
}

TEST_F(Daemons, HaveTheInstanceOfACriticalTaskThatEndsReplaced) {
  add_instance("a");
  deploy(1);
  play(60s);
  puppets_.crash(living(true).front()->id);
  play(60s);
  ASSERT_EQ(active_instances().size(), 1U);
  EXPECT_NE(active_instances().front()->id, "a");
  ASSERT_EQ(living(true).size(), 1U);
  EXPECT_EQ(living(true).front()->container_instance, active_instances().front()->id);
}

TEST_F(Daemons, LetTheInstanceGoOnWithoutATaskThatIsNotCritical) {
  add_instance("a");
  puppets_.break_definition(agent_arn(1));
  deploy(1, false);
  run_service(1);
  play(30s);
  EXPECT_EQ(last_deployment().status, DaemonDeploymentStatus::successful);
  EXPECT_TRUE(living(true).empty());
  ASSERT_EQ(living(false).size(), 1U);
  EXPECT_EQ(living(false).front()->container_instance, "a");
  EXPECT_EQ(last_deployment().final_counts.at(daemon().revision).at("mi").without, 1);
}

TEST_F(Daemons, GoBackToWhatRanWhereTheNewDoesNot) {
  add_instance("a");
  deploy(1);
  play(60s);
  const std::string good = daemon().revision;
  puppets_.break_definition(agent_arn(2));
  deploy(2);
  play(300s);
  EXPECT_EQ(last_deployment().status, DaemonDeploymentStatus::rollback_successful);
  EXPECT_EQ(last_deployment().failures, 3);
  EXPECT_EQ(daemon().revision, good);
  ASSERT_EQ(living(true).size(), 1U);
  EXPECT_EQ(living(true).front()->task_definition_arn, agent_arn(1));
}

TEST_F(Daemons, GiveAFirstDeploymentUpForGood) {
  add_instance("a");
  puppets_.break_definition(agent_arn(1));
  deploy(1);
  play(120s);
  EXPECT_EQ(last_deployment().status, DaemonDeploymentStatus::stopped);
  EXPECT_EQ(last_deployment().status_reason,
            "Deployment failed because the circuit breaker threshold was exceeded.");
  EXPECT_TRUE(living(true).empty());
  EXPECT_FALSE(ecs::awaits_daemon(store_, world_, *active_instances().front()));
}

TEST_F(Daemons, LeaveWithTheirInstancesWhenTheyAreDeleted) {
  add_instance("a");
  deploy(1);
  play(60s);
  ecs::start_deletion(store_, world_, "shop/agent", ids_, clock_.now());
  const std::string deletion = "shop/agent/" + daemon().deployment;
  play(60s);
  EXPECT_EQ(store_.find<ecs::Daemon>(world_, "shop/agent"), nullptr);
  EXPECT_TRUE(living(true).empty());
  EXPECT_EQ(store_.find<ecs::DaemonDeployment>(world_, deletion)->status,
            DaemonDeploymentStatus::successful);
  ASSERT_EQ(active_instances().size(), 1U);
  EXPECT_NE(active_instances().front()->id, "a");
}

}  // namespace
}  // namespace drydock::daemon_controller_test
