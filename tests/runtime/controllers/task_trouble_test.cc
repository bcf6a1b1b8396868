// What becomes of tasks when something is refused, lost or broken on the way.

#include <gtest/gtest.h>

#include "emulator/ecs/container/container_spec.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "model/ecs/task.h"
#include "model/ecs/task_definition.h"
#include "tests/runtime/controllers/supervised_tasks.h"
#include "tests/support/volume_names.h"

namespace drydock::task_trouble_test {
namespace {

using ecs::Task;
using ecs::TaskStatus;
using model::ecs::NetworkMode;
using model::ecs::TaskStopCode;
using std::chrono::milliseconds;

class TaskTrouble : public testing::SupervisedTasks {};

TEST_F(TaskTrouble, EndsWithItsPauseContainer) {
  definition_.definition.network_mode = NetworkMode::awsvpc;
  run_task_until_running();
  engine_.crash(task().network_interface->pause_container_id);
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::essential_container_exited);
  EXPECT_EQ(task().stopped_reason,
            "Essential container in task exited: the one that holds the task's network");
  EXPECT_EQ(container().exit_code, 0) << "it was asked to stop";
  EXPECT_TRUE(engine_.containers().empty());
}

TEST_F(TaskTrouble, EndsWithThePauseContainerThatWasLostWithTheEngine) {
  definition_.definition.network_mode = NetworkMode::awsvpc;
  run_task_until_running();
  engine_.set_reachable(false);
  pass(seconds(1));
  engine_.crash(task().network_interface->pause_container_id);
  engine_.set_reachable(true);
  pass(seconds(2));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::essential_container_exited);
}

TEST_F(TaskTrouble, TakesAwayWhatTheEngineMakesForATaskThatHasGivenItUp) {
  run_task_until_running();
  stop_task();
  pass(seconds(1));
  ASSERT_EQ(task().last_status, TaskStatus::stopped);
  ContainerSpec late{.name = "late", .image = "shop:v1"};
  late.labels = {{"drydock.instance", "mine"}, {"drydock.task", task().id}};
  ContainerSpec foreign{.name = "foreign", .image = "shop:v1"};
  foreign.labels = {{"drydock.instance", "theirs"}, {"drydock.task", task().id}};
  testing::await(context_, engine_.create(std::move(late))).value();
  testing::await(context_, engine_.create(std::move(foreign))).value();
  pass(seconds(31));
  ASSERT_EQ(engine_.containers().size(), 1U);
  EXPECT_EQ(engine_.containers().begin()->second.state.name, "foreign");
}

TEST_F(TaskTrouble, MakesNoSecondPauseContainerWhileTheFirstStays) {
  definition_.definition.network_mode = NetworkMode::awsvpc;
  run_task_until_running();
  testing::await(context_, engine_.make_image("foreign:1", "program", {}));
  const NetworkAttachment next{.mode = NetworkAttachment::Mode::network,
                               .network = std::string(ecs::vpc_network_name),
                               .address = "172.31.16.5"};
  const auto foreign = testing::await(
      context_, engine_.create({.name = "foreign", .image = "foreign:1", .network = next}));
  testing::Started start(context_.get_executor(), engine_.start(*foreign));
  pass(seconds(1));
  engine_.refused_removals = 1;
  run_task();
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(task().stopped_reason,
            "ResourceInitializationError: failed to configure ENI: the engine will not");
  EXPECT_EQ(engine_.containers().size(), 3U) << "the first task's two, and the foreign one";
}

TEST_F(TaskTrouble, WaitsUntilAPauseContainerOfTheRunBeforeIsGone) {
  definition_.definition.network_mode = NetworkMode::awsvpc;
  stop_supervisors();
  put_task();
  testing::await(context_, engine_.make_image("pause:1", "program", {}));
  ContainerSpec left{.name = "left", .image = "pause:1"};
  left.labels = {{"drydock.instance", "mine"},
                 {"drydock.task", task().id},
                 {"drydock.container", std::string(ecs::pause_container_name)}};
  testing::await(context_, engine_.create(std::move(left))).value();
  engine_.refused_removals = 7;
  start_supervisors();
  pass(seconds(6));
  EXPECT_EQ(engine_.containers().size(), 1U);
  pass(seconds(20));
  EXPECT_EQ(task().last_status, TaskStatus::running);
  EXPECT_EQ(engine_.containers().size(), 2U);
}

TEST_F(TaskTrouble, TakesOverNoPauseContainerWhoseAddressIsAnothers) {
  definition_.definition.network_mode = NetworkMode::awsvpc;
  behaviour("shop:v1").pull_after = seconds(10);
  put_task();
  const Task kept = task();
  const std::string key = key_;
  pass(seconds(1));
  const ecs::NetworkInterface had = *task().network_interface;
  stop_supervisors();
  put_task();
  store_.change<Task>(world_, key_, [&](Task& other) {
    other.network_interface->status = ecs::AttachmentStatus::attached;
    other.network_interface->private_ipv4_address = had.private_ipv4_address;
  });
  store_.put(world_, kept);
  start_supervisors();
  pass(seconds(1));
  key_ = key;
  EXPECT_EQ(task().network_interface->status, ecs::AttachmentStatus::attached);
  EXPECT_NE(task().network_interface->pause_container_id, had.pause_container_id);
  EXPECT_FALSE(engine_.containers().contains(had.pause_container_id));
}

TEST_F(TaskTrouble, RemovesTheVolumesOfATaskWithIt) {
  auto& volumes = definition_.definition.volumes.emplace(2);
  volumes[0].name = "scratch";
  volumes[1].name = "shared";
  volumes[1].docker_volume_configuration.emplace().scope = model::ecs::Scope::shared;
  app().mount_points = {{{.source_volume = "scratch", .container_path = "/a", .read_only = {}},
                         {.source_volume = "shared", .container_path = "/b", .read_only = {}}}};
  run_task_until_running();
  const auto volumes_of = [&](std::string label, std::string value) {
    const auto found =
        testing::await(context_, engine_.list_volumes(std::move(label), std::move(value))).value();
    return testing::names_of(found);
  };
  EXPECT_EQ(volumes_of("drydock.task", task().id), std::vector{"ecs-" + task().id + "-scratch"});
  EXPECT_EQ(volumes_of("drydock.instance", "mine").size(), 2U);
  stop_task();
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(volumes_of("drydock.instance", "mine"), std::vector<std::string>{"shared"});
}

TEST_F(TaskTrouble, SaysWhatTheMachineDoesNotGive) {
  app().privileged = true;
  run_task();
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::task_failed_to_start);
  EXPECT_TRUE(task().stopped_reason.starts_with(
      "CannotCreateContainerError: The container 'app' asks for 'privileged'"))
      << task().stopped_reason;
  EXPECT_EQ(engine_.pulls, 0);
  EXPECT_TRUE(engine_.containers().empty());
}

TEST_F(TaskTrouble, TakesNoAnswerForNoLackOfAnImage) {
  run_task_until_running();
  engine_.pulls = 0;
  engine_.lost_looks = 1;
  run_task();
  pass(seconds(3));
  EXPECT_EQ(task().last_status, TaskStatus::running);
  EXPECT_EQ(engine_.pulls, 0) << "the engine holds it";
}

TEST_F(TaskTrouble, GoesOnAfterABugInWhatItDoes) {
  engine_.bugs_in_create = 1;
  run_task();
  pass(milliseconds(900));
  EXPECT_EQ(task().last_status, TaskStatus::activating);
  pass(seconds(2));
  EXPECT_EQ(task().last_status, TaskStatus::running);
}

TEST_F(TaskTrouble, GoesOnAfterABugInItsLoop) {
  run_task_until_running();
  engine_.bugs_in_list = 2;
  engine_.set_reachable(false);
  pass(seconds(1));
  engine_.set_reachable(true);
  pass(milliseconds(100));
  stop_task();
  pass(milliseconds(100));
  EXPECT_EQ(task().last_status, TaskStatus::running) << "it pauses";
  pass(seconds(10));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(engine_.bugs_in_list, 0);
}

TEST_F(TaskTrouble, TellsTheServiceOfABug) {
  ecs::Service service;
  service.name = "web";
  service.cluster = "shop";
  store_.put(world_, service);
  engine_.bugs_in_create = 3;
  store_.put(world_, definition_);
  ecs::NewTask wanted{.world = world_, .cluster = cluster_, .definition = definition_};
  wanted.service = "web";
  Task made = ecs::make_task(wanted, ids_, clock_.now());
  key_ = made.key();
  store_.put(world_, std::move(made));
  pass(seconds(60));
  EXPECT_EQ(task().last_status, TaskStatus::running);
  const auto& events = store_.find<ecs::Service>(world_, "shop/web")->events;
  ASSERT_EQ(events.size(), 1U) << "the first of a row";
  EXPECT_NE(events.front().message.find("a bug in create"), std::string::npos);
}

}  // namespace
}  // namespace drydock::task_trouble_test
