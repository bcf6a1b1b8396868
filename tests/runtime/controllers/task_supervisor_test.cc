#include "runtime/controllers/task_supervisor.h"

#include <gtest/gtest.h>

#include "emulator/ecr/image.h"
#include "emulator/ecr/repository.h"
#include "emulator/elb/target.h"
#include "model/ecs/task.h"
#include "model/ecs/task_definition.h"
#include "tests/runtime/controllers/supervised_tasks.h"

namespace drydock::task_supervisor_test {
namespace {

using ecs::DesiredStatus;
using ecs::HealthStatus;
using ecs::Task;
using ecs::TaskStatus;
using model::ecs::NetworkMode;
using model::ecs::TaskStopCode;
using std::chrono::milliseconds;

class TaskSupervisor : public testing::SupervisedTasks {};

TEST_F(TaskSupervisor, CarriesATaskFromPendingToRunningToStopped) {
  run_task();
  EXPECT_EQ(task().last_status, TaskStatus::activating);
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::running);
  EXPECT_EQ(engine_.containers().size(), 1U);
  EXPECT_EQ(container().engine_id, engine_.containers().begin()->first);
  EXPECT_TRUE(task().pull_started_at && task().pull_stopped_at && task().started_at);
  stop_task();
  EXPECT_EQ(task().last_status, TaskStatus::stopping);
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(container().exit_code, 0);
  EXPECT_EQ(task().stopped_reason, "Task stopped by user");
  EXPECT_TRUE(task().stopping_at && task().stopped_at && task().execution_stopped_at);
  EXPECT_TRUE(engine_.containers().empty());
}

TEST_F(TaskSupervisor, LabelsAndNamesContainersAsEcsDoes) {
  run_task_until_running();
  const ContainerState& state = engine_.containers().begin()->second.state;
  EXPECT_EQ(state.labels.at("drydock.world"), "000000000000/us-east-1");
  EXPECT_EQ(state.labels.at("drydock.task"), task().id);
  EXPECT_EQ(state.labels.at("drydock.container"), "app");
  EXPECT_EQ(state.labels.at("drydock.instance"), "mine");
  EXPECT_EQ(state.name.substr(0, 14), "ecs-web-1-app-");
  EXPECT_EQ(state.name.size(), 14U + 20U);
}

TEST_F(TaskSupervisor, PublishesDynamicHostPortsWithBridge) {
  auto& mapping = app().port_mappings.emplace().emplace_back();
  mapping.container_port = 8080;
  run_task_until_running();
  ASSERT_EQ(container().ports.size(), 1U);
  EXPECT_EQ(container().ports[0].container_port, 8080);
  EXPECT_GE(container().ports[0].host_port, 32768);
  EXPECT_EQ(container().ports[0].reach_host, "sim:" + container().engine_id);
  EXPECT_EQ(container().ports[0].reach_port, 8080);
}

TEST_F(TaskSupervisor, GivesAnAwsvpcTaskAnAddressOfItsSubnet) {
  definition_.definition.network_mode = NetworkMode::awsvpc;
  app().port_mappings.emplace().emplace_back().container_port = 80;
  run_task_until_running();
  const auto& interface = *task().network_interface;
  EXPECT_EQ(interface.private_ipv4_address, "172.31.16.4");
  EXPECT_EQ(interface.status, ecs::AttachmentStatus::attached);
  EXPECT_EQ(interface.mac_address, "02:42:ac:1f:10:04");
  EXPECT_EQ(container().ports[0].host_port, 80);
  const auto& joined = engine_.containers().at(container().engine_id).spec.network;
  EXPECT_EQ(joined.container, interface.pause_container_id);
  stop_task();
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(task().network_interface->status, ecs::AttachmentStatus::deleted);
  EXPECT_TRUE(engine_.containers().empty());
}

TEST_F(TaskSupervisor, PassesOverAnAddressThatSomebodyElseHas) {
  definition_.definition.network_mode = NetworkMode::awsvpc;
  run_task_until_running();
  // The next task's first choice is taken by a container that is not drydock's.
  testing::await(context_, engine_.make_image("foreign:1", "program", {}));
  const auto foreign = testing::await(
      context_, engine_.create({.name = "foreign",
                                .image = "foreign:1",
                                .network = {.mode = NetworkAttachment::Mode::network,
                                            .network = std::string(ecs::vpc_network_name),
                                            .address = "172.31.16.5"}}));
  testing::Started start(context_.get_executor(), engine_.start(*foreign));
  pass(seconds(1));
  run_task_until_running();
  EXPECT_EQ(task().network_interface->private_ipv4_address, "172.31.16.6");
}

TEST_F(TaskSupervisor, MakesANetworkAgainThatSomebodyHasTakenAway) {
  definition_.definition.network_mode = NetworkMode::awsvpc;
  run_task_until_running();
  stop_task();
  pass(seconds(1));
  const std::string network(ecs::vpc_network_name);
  ASSERT_TRUE(testing::await(context_, engine_.remove_network(network)));
  run_task_until_running();
  EXPECT_EQ(task().network_interface->status, ecs::AttachmentStatus::attached);
}

TEST_F(TaskSupervisor, GivesTasksOfAllWorldsDifferentAddresses) {
  definition_.definition.network_mode = NetworkMode::awsvpc;
  run_task_until_running();
  world_ = {"111111111111", "us-east-1"};
  run_task_until_running();
  EXPECT_EQ(task().network_interface->private_ipv4_address, "172.31.16.5");
}

TEST_F(TaskSupervisor, TellsTheExitCodeOfWhatCrashes) {
  run_task_until_running();
  engine_.crash(container().engine_id, 42);
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::essential_container_exited);
  EXPECT_EQ(task().stopped_reason, "Essential container in task exited");
  EXPECT_EQ(container().exit_code, 42);
  EXPECT_TRUE(engine_.containers().empty());
}

TEST_F(TaskSupervisor, HasBeenRunningThoughItExitsAtOnce) {
  behaviour("shop:v1").exit_after = Duration(0);
  run_task();
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_TRUE(task().started_at);
  EXPECT_EQ(container().exit_code, 1);
}

TEST_F(TaskSupervisor, TellsThatMemoryRanOut) {
  run_task_until_running();
  engine_.run_out_of_memory(container().engine_id);
  pass(seconds(1));
  EXPECT_EQ(container().exit_code, 137);
  EXPECT_EQ(container().reason, "OutOfMemoryError: Container killed due to memory usage");
}

TEST_F(TaskSupervisor, KillsWhatIgnoresSigtermAfterItsStopTimeout) {
  behaviour("shop:v1").stop_after.reset();
  app().stop_timeout = 4;
  run_task_until_running();
  stop_task();
  pass(milliseconds(3'900));
  EXPECT_EQ(task().last_status, TaskStatus::stopping);
  pass(milliseconds(200));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(container().exit_code, 137);
}

TEST_F(TaskSupervisor, FailsToStartWithoutTheImage) {
  app().image = "localhost:4566/shop:v9";
  ecr::Repository repository;
  repository.name = "shop";
  store_.put(world_, repository);
  run_task();
  pass(seconds(1));
  const std::string reason =
      "CannotPullContainerError: Error response from daemon: manifest for localhost:4566/shop:v9 "
      "not found: manifest unknown: Requested image not found";
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::task_failed_to_start);
  EXPECT_EQ(task().stopped_reason, reason);
  EXPECT_EQ(container().reason, reason);
  EXPECT_EQ(container().exit_code, std::nullopt);
  EXPECT_EQ(task().started_at, std::nullopt);
}

TEST_F(TaskSupervisor, PullsNothingWhereItIsToldTo) {
  refuses_pulls_ = true;
  engine_.hold_image("shop:v1");
  run_task();
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(task().stopped_reason,
            "CannotPullContainerError: Error response from daemon: no shop:v1 today");
}

TEST_F(TaskSupervisor, TakesTheDigestFromItsOwnRegistry) {
  app().image = "000000000000.dkr.ecr.us-east-1.amazonaws.com/shop:v1";
  ecr::Repository repository;
  repository.name = "shop";
  store_.put(world_, repository);
  ecr::Image image;
  image.repository = "shop";
  image.digest = "sha256:" + std::string(64, 'a');
  image.tags = {"v1"};
  store_.put(world_, image);
  run_task_until_running();
  EXPECT_EQ(container().image_digest, image.digest);
  EXPECT_EQ(engine_.containers().begin()->second.spec.image, "localhost:4566/shop:v1");
}

TEST_F(TaskSupervisor, TriesFiveTimesMoreWhereARegistryDoesNotAnswerWell) {
  behaviour("shop:v1").pull = simulated::PullFails{"toomanyrequests: slow down"};
  run_task();
  pass(seconds(17));
  EXPECT_EQ(task().last_status, TaskStatus::activating);
  pass(seconds(2));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(task().stopped_reason,
            "CannotPullContainerError: Error response from daemon: toomanyrequests: slow down");
}

TEST_F(TaskSupervisor, StartsContainersInTheOrderOfTheirDependencies) {
  define_container("init", "init:v1").essential = false;
  app().depends_on.emplace().push_back({"init", model::ecs::ContainerCondition::success});
  auto& init = behaviour("init:v1");
  init.exit_after = seconds(5);
  init.exit_code = 0;
  run_task();
  pass(seconds(4));
  EXPECT_EQ(engine_.containers().size(), 1U);
  EXPECT_EQ(task().last_status, TaskStatus::activating);
  pass(seconds(3));
  EXPECT_EQ(task().last_status, TaskStatus::running);
  EXPECT_EQ(container("init").exit_code, 0);
}

TEST_F(TaskSupervisor, ChecksHealthAndTellsIt) {
  auto& check = app().health_check.emplace();
  check.command = {"CMD", "/shop", "--health"};
  check.interval = 10;
  check.retries = 2;
  run_task_until_running();
  EXPECT_EQ(task().health_status, HealthStatus::unknown);
  pass(seconds(2));
  EXPECT_EQ(task().health_status, HealthStatus::healthy);
  engine_.break_health(container().engine_id);
  pass(seconds(11));
  EXPECT_EQ(task().health_status, HealthStatus::healthy);
  pass(seconds(11));
  EXPECT_EQ(task().health_status, HealthStatus::unhealthy);
  EXPECT_EQ(task().last_status, TaskStatus::running);
}

TEST_F(TaskSupervisor, RestartsAContainerInPlace) {
  auto& policy = app().restart_policy.emplace();
  policy.enabled = true;
  policy.restart_attempt_period = 60;
  run_task_until_running();
  const std::string engine_id = container().engine_id;
  pass(seconds(90));
  engine_.crash(engine_id, 1);
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::running);
  EXPECT_EQ(container().engine_id, engine_id);
  EXPECT_EQ(container().restarts, 1);
  EXPECT_EQ(to_text(container().phase), "RUNNING");
  engine_.crash(engine_id, 5);
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(container().exit_code, 5);
}

TEST_F(TaskSupervisor, KeepsContainersRunningWhileTheirTargetDrains) {
  run_task_until_running();
  const elb::Target target{
      .target_group_arn = "arn:group", .id = "i-1", .port = 32768, .owner = key_};
  store_.put(world_, target);
  store_.change<Task>(world_, key_, [](Task& task) {
    task.targets.push_back({.target_group_arn = "arn:group", .id = "i-1", .port = 32768});
  });
  stop_task();
  pass(seconds(100));
  EXPECT_EQ(task().last_status, TaskStatus::deactivating);
  EXPECT_EQ(engine_.containers().size(), 1U);
  store_.erase<elb::Target>(world_, target.key());
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
}

TEST_F(TaskSupervisor, DoesNotWaitForATargetThatHasBecomeAnothers) {
  run_task_until_running();
  elb::Target target{.target_group_arn = "arn:group", .id = "i-1", .port = 32768, .owner = key_};
  store_.put(world_, target);
  store_.change<Task>(world_, key_, [](Task& task) {
    task.targets.push_back({.target_group_arn = "arn:group", .id = "i-1", .port = 32768});
  });
  stop_task();
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::deactivating);
  target.owner = "shop/another";
  store_.put(world_, target);
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
}

TEST_F(TaskSupervisor, ForgetsAStoppedTaskAfterAnHour) {
  run_task_until_running();
  stop_task();
  pass(seconds(1));
  pass(std::chrono::minutes(59));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  pass(std::chrono::minutes(1));
  EXPECT_EQ(store_.find<Task>(world_, key_), nullptr);
}

TEST_F(TaskSupervisor, RemovesTheContainersOfATaskThatIsErased) {
  run_task_until_running();
  store_.clear();
  pass(seconds(1));
  EXPECT_TRUE(engine_.containers().empty());
}

/// Stops a task so long after it was put. Together these reach every phase of its start.
class StopInEveryPhase : public TaskSupervisor, public ::testing::WithParamInterface<int> {};

TEST_P(StopInEveryPhase, EndsStoppedAndLeavesNothing) {
  definition_.definition.network_mode = NetworkMode::awsvpc;
  pace_.network_interface_attachment = milliseconds(40);
  behaviour("shop:v1").pull_after = milliseconds(100);
  behaviour("shop:v1").start_after = milliseconds(100);
  run_task();
  pass(milliseconds(GetParam()));
  stop_task();
  pass(seconds(2));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::user_initiated);
  EXPECT_TRUE(engine_.containers().empty());
  EXPECT_EQ(task().network_interface->status, ecs::AttachmentStatus::deleted);
}

INSTANTIATE_TEST_SUITE_P(Milliseconds, StopInEveryPhase, ::testing::Range(0, 320, 20));

TEST_F(TaskSupervisor, IsStoppedAtOnceThoughAPullGoesOn) {
  behaviour("shop:v1").pull_after = std::chrono::minutes(10);
  run_task();
  pass(seconds(5));
  stop_task();
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
}

TEST_F(TaskSupervisor, WaitsForAnEngineThatIsAwayAndGoesOn) {
  run_task_until_running();
  engine_.set_reachable(false);
  pass(seconds(30));
  EXPECT_FALSE(watch_.reachable());
  EXPECT_EQ(task().last_status, TaskStatus::running);
  stop_task();
  pass(seconds(30));
  EXPECT_EQ(task().last_status, TaskStatus::running);
  engine_.set_reachable(true);
  pass(seconds(1));
  EXPECT_TRUE(watch_.reachable());
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(container().exit_code, 0);
}

TEST_F(TaskSupervisor, LearnsWhatDiedWhileTheEngineWasAway) {
  simulated::Behaviour& shop = behaviour("shop:v1");
  shop.exit_after = seconds(10);
  shop.exit_code = 9;
  run_task_until_running();
  engine_.set_reachable(false);
  pass(seconds(30));
  EXPECT_EQ(task().last_status, TaskStatus::running);
  engine_.set_reachable(true);
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(container().exit_code, 9);
  EXPECT_EQ(task().stop_code, TaskStopCode::essential_container_exited);
}

/// Loses the engine so long after a task was put, for five seconds.
class LoseTheEngineInEveryPhase : public TaskSupervisor,
                                  public ::testing::WithParamInterface<int> {};

TEST_P(LoseTheEngineInEveryPhase, DoesNotFailTheTask) {
  definition_.definition.network_mode = NetworkMode::awsvpc;
  behaviour("shop:v1").pull_after = milliseconds(100);
  behaviour("shop:v1").start_after = milliseconds(100);
  run_task();
  pass(milliseconds(GetParam()));
  engine_.set_reachable(false);
  pass(seconds(5));
  engine_.set_reachable(true);
  pass(seconds(5));
  EXPECT_EQ(task().last_status, TaskStatus::running);
  EXPECT_EQ(task().desired_status, DesiredStatus::running);
  EXPECT_EQ(engine_.containers().size(), 2U);
  EXPECT_EQ(task().network_interface->private_ipv4_address, "172.31.16.4");
}

INSTANTIATE_TEST_SUITE_P(Milliseconds, LoseTheEngineInEveryPhase, ::testing::Range(0, 320, 20));

TEST_F(TaskSupervisor, LosesTheEngineWhileStoppingAndStopsAllTheSame) {
  behaviour("shop:v1").stop_after = seconds(5);
  run_task_until_running();
  stop_task();
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::stopping);
  engine_.set_reachable(false);
  pass(seconds(20));
  EXPECT_EQ(task().last_status, TaskStatus::stopping);
  engine_.set_reachable(true);
  pass(seconds(10));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::user_initiated);
  EXPECT_TRUE(engine_.containers().empty());
}

TEST_F(TaskSupervisor, TellsOfAContainerThatSomebodyRemoved) {
  run_task_until_running();
  testing::await(context_, engine_.remove(container().engine_id));
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::essential_container_exited);
}

TEST_F(TaskSupervisor, TakesUpTheTasksThatAreThereAlready) {
  run_task_until_running();
  stop_supervisors();
  engine_.crash(container().engine_id, 3);
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::running);
  start_supervisors();
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(container().exit_code, 3);
}

/// Kills drydock so long after a task was put, when nothing has been kept of the task but that.
class ForgetWhatFollowed : public TaskSupervisor, public ::testing::WithParamInterface<int> {};

TEST_P(ForgetWhatFollowed, AndTakeOverWhatWasMadeAllTheSame) {
  definition_.definition.network_mode = NetworkMode::awsvpc;
  behaviour("shop:v1").pull_after = milliseconds(100);
  behaviour("shop:v1").start_after = milliseconds(100);
  put_task();
  const Task kept = task();
  pass(milliseconds(GetParam()));
  std::string made;
  for (const auto& [id, container] : engine_.containers()) {
    if (container.state.labels.at("drydock.container") == "app") made = id;
  }
  stop_supervisors();
  store_.put(world_, kept);
  start_supervisors();
  pass(seconds(5));
  EXPECT_EQ(task().last_status, TaskStatus::running);
  EXPECT_EQ(engine_.containers().size(), 2U);
  EXPECT_EQ(container().engine_id, made.empty() ? container().engine_id : made);
}

INSTANTIATE_TEST_SUITE_P(Milliseconds, ForgetWhatFollowed, ::testing::Range(0, 320, 20));

}  // namespace
}  // namespace drydock::task_supervisor_test
