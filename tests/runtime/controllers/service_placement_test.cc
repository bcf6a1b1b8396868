#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/deployment/rollout.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "tests/runtime/controllers/service_controller_fixture.h"

namespace drydock::service_placement_test {
namespace {

using namespace std::chrono_literals;
using ecs::Task;
using ecs::TaskStatus;

TEST_F(ServiceController, PlacesTasksOnTheLocalInstanceWhereTheClusterHasNoOther) {
  controllers_.start();
  create(new_service(2));
  clock_.settle();
  const auto instances = ecs::instances_of(store_, world_, "shop");
  ASSERT_EQ(instances.size(), 1U);
  EXPECT_TRUE(instances.front()->local);
  for (const Task* task : tasks()) {
    EXPECT_EQ(task->container_instance, instances.front()->id);
    EXPECT_EQ(task->availability_zone, "us-east-1a");
  }
}

TEST_F(ServiceController, MakesNoInstanceForFargateOrForNone) {
  controllers_.start();
  ecs::Service wanted = new_service(1);
  wanted.launch_type = model::ecs::LaunchType::fargate;
  create(std::move(wanted));
  ecs::Service none = new_service(0);
  none.name = "none";
  create(std::move(none));
  clock_.settle();
  EXPECT_EQ(store_.table<ecs::ContainerInstance>(world_).size(), 0U);
}

TEST_F(ServiceController, StartsWhatHadNoPlaceOnceAnInstanceHasRoom) {
  ecs::ContainerInstance small = instance("a");
  small.registered.cpu_units = 0;
  store_.put(world_, small);
  change_definition([](model::ecs::ContainerDefinition& container) { container.cpu = 10; });
  controllers_.start();
  create(new_service(1));
  play(5s);
  EXPECT_TRUE(tasks().empty());
  ASSERT_EQ(events().size(), 1U);
  EXPECT_NE(
      events().front().find("The closest matching (container-instance a) has insufficient CPU"),
      std::string::npos);
  store_.put(world_, instance("b"));
  play(1s);
  ASSERT_EQ(tasks().size(), 1U);
  EXPECT_EQ(tasks().front()->container_instance, "b");
}

TEST_F(ServiceController, WaitsForAPortThatAnotherServiceHas) {
  change_definition([](model::ecs::ContainerDefinition& container) {
    container.port_mappings = {{.container_port = 80, .host_port = 8080}};
  });
  controllers_.start();
  create(new_service(1));
  play(5s);
  ASSERT_EQ(tasks().size(), 1U);
  ecs::Service other = new_service(1);
  other.name = "other";
  create(std::move(other));
  play(60s);
  ASSERT_EQ(tasks().size(), 1U);
  store_.change<ecs::Service>(world_, "shop/web",
                              [](ecs::Service& record) { record.desired_count = 0; });
  play(20s);
  ASSERT_EQ(tasks().size(), 2U);
  const auto all = tasks();
  EXPECT_TRUE(std::ranges::any_of(all, [](const Task* task) {
    return task->service == "other" && task->last_status == TaskStatus::running;
  }));
}

TEST_F(ServiceController, MovesTasksOffAnInstanceThatDrains) {
  store_.put(world_, instance("a"));
  controllers_.start();
  create(new_service(2));
  play(5s);
  store_.put(world_, instance("b"));
  store_.change<ecs::ContainerInstance>(world_, "shop/a", [](ecs::ContainerInstance& record) {
    record.status = ecs::ContainerInstanceStatus::draining;
  });
  play(60s);
  const auto on = [&](const std::string& id) {
    const auto all = tasks();
    return std::ranges::count_if(all, [&id](const Task* task) {
      return task->container_instance == id && task->last_status == TaskStatus::running;
    });
  };
  EXPECT_EQ(on("a"), 0);
  EXPECT_EQ(on("b"), 2);
}

/// A service that runs one task on each instance.
class DaemonService : public ServiceController {
 protected:
  DaemonService() {
    change_definition([](model::ecs::ContainerDefinition& container) { container.cpu = 10; });
    controllers_.start();
  }

  void create_daemon() {
    ecs::Service daemon = new_service(0);
    daemon.name = "agent";
    daemon.scheduling_strategy = model::ecs::SchedulingStrategy::daemon;
    daemon.deployment_configuration.minimum_healthy_percent = 0;
    daemon.deployment_configuration.maximum_percent = 100;
    create(std::move(daemon));
  }

  [[nodiscard]] const ecs::Service& daemon() const {
    return *store_.find<ecs::Service>(world_, "shop/agent");
  }

  /// The instances on which its tasks run, one entry a task.
  [[nodiscard]] std::vector<std::string> places() const {
    std::vector<std::string> ids;
    for (const Task* task : tasks()) {
      if (task->service != "agent" || task->last_status != TaskStatus::running) continue;
      ids.push_back(task->container_instance);
    }
    std::ranges::sort(ids);
    return ids;
  }

  void drain(const std::string& id) {
    store_.change<ecs::ContainerInstance>(world_, "shop/" + id, [](ecs::ContainerInstance& record) {
      record.status = ecs::ContainerInstanceStatus::draining;
    });
  }
};

using Places = std::vector<std::string>;

TEST_F(DaemonService, RunsOneTaskOnEachInstance) {
  store_.put(world_, instance("a"));
  store_.put(world_, instance("b"));
  create_daemon();
  play(5s);
  EXPECT_EQ(places(), (Places{"a", "b"}));
  EXPECT_EQ(daemon().desired_count, 2);
  store_.put(world_, instance("c"));
  play(5s);
  EXPECT_EQ(places(), (Places{"a", "b", "c"}));
  EXPECT_EQ(daemon().desired_count, 3);
}

TEST_F(DaemonService, RunsOnTheLocalInstanceWhereTheClusterHasNoOther) {
  create_daemon();
  play(5s);
  const auto instances = ecs::instances_of(store_, world_, "shop");
  ASSERT_EQ(instances.size(), 1U);
  EXPECT_EQ(places(), Places{instances.front()->id});
}

TEST_F(DaemonService, GoesByItsConstraints) {
  ecs::ContainerInstance red = instance("a");
  red.attributes["color"] = "red";
  store_.put(world_, red);
  store_.put(world_, instance("b"));
  create_daemon();
  play(5s);
  store_.change<ecs::Service>(world_, "shop/agent", [](ecs::Service& record) {
    record.placement_constraints = {{.type = model::ecs::PlacementConstraintType::member_of,
                                     .expression = "attribute:color == red"}};
  });
  play(60s);
  EXPECT_EQ(places(), Places{"a"}) << "what no longer meets them stops";
  EXPECT_EQ(daemon().desired_count, 1);
  store_.change<ecs::ContainerInstance>(
      world_, "shop/b", [](ecs::ContainerInstance& record) { record.attributes["color"] = "red"; });
  play(5s);
  EXPECT_EQ(places(), (Places{"a", "b"}));
}

TEST_F(DaemonService, RollsInstanceByInstance) {
  store_.put(world_, instance("a"));
  store_.put(world_, instance("b"));
  create_daemon();
  play(60s);
  ecs::Service changed = daemon();
  changed.task_definition = revision_arn(2);
  ecs::start_deployment(store_, world_, std::move(changed), ids_, clock_.now());
  play(120s);
  EXPECT_EQ(places(), (Places{"a", "b"}));
  EXPECT_EQ(running(2), 2);
  EXPECT_EQ(running(1), 0);
}

TEST_F(DaemonService, TellsOfAnInstanceWithoutRoom) {
  ecs::ContainerInstance full = instance("a");
  full.registered.cpu_units = 0;
  store_.put(world_, full);
  store_.put(world_, instance("b"));
  create_daemon();
  play(5s);
  EXPECT_EQ(places(), Places{"b"});
  EXPECT_EQ(daemon().desired_count, 2);
  const bool told = std::ranges::any_of(daemon().events, [](const ecs::ServiceEvent& event) {
    return event.message.find("(container-instance a) has insufficient CPU") != std::string::npos;
  });
  EXPECT_TRUE(told);
}

TEST_F(DaemonService, IsTheLastToLeaveAnInstanceThatDrains) {
  store_.put(world_, instance("a"));
  create_daemon();
  create(new_service(1));
  play(60s);
  ASSERT_EQ(running(1), 2);
  drain("a");
  play(60s);
  EXPECT_EQ(places(), Places{"a"}) << "the other service's task has nowhere to go";
  EXPECT_EQ(running(1), 2);
}

TEST_F(DaemonService, LeavesAnInstanceThatDrainsOnceTheOthersHaveLeft) {
  store_.put(world_, instance("a"));
  create_daemon();
  create(new_service(1));
  play(60s);
  store_.put(world_, instance("b"));
  drain("a");
  play(120s);
  EXPECT_EQ(places(), Places{"b"});
  EXPECT_EQ(daemon().desired_count, 1);
  EXPECT_EQ(running(1), 2);
}

}  // namespace
}  // namespace drydock::service_placement_test
