// What somebody does to drydock's containers and networks by hand, or to the engine itself, while
// tasks run in it: on a real engine, with the loops that carry tasks.

#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <iterator>
#include <list>
#include <utility>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/container/container_spec.h"
#include "emulator/ecs/new_task.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/records.h"
#include "model/ecs/task.h"
#include "model/ecs/task_definition.h"
#include "runtime/controllers/task_supervisor.h"
#include "runtime/engine/docker/docker_engine.h"
#include "runtime/engine/docker/pause_program.h"
#include "tests/conformance/engine_under_test.h"
#include "tests/support/eventually.h"
#include "tests/support/private_dockerd.h"

namespace drydock::testing::meddling_test {
namespace {

using ecs::HealthStatus;
using ecs::Task;
using ecs::TaskStatus;
using model::ecs::TaskStopCode;

class Meddling : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!PrivateDockerd::is_possible()) {
      if (engine_is_required()) FAIL() << "dockerd cannot be started";
      GTEST_SKIP() << "dockerd cannot be started here";
    }
    dockerd_.start();
    eventually("an answer of the engine", [&] { return call(engine_.info()).has_value(); });
    make_shop_image();
    watch_.emplace(engine_);
    start_supervisors();
    auto& definition = definition_.definition;
    definition.family = "shop";
    definition.revision = 1;
    definition.task_definition_arn = "arn:aws:ecs:us-east-1:000000000000:task-definition/shop:1";
    definition.network_mode = model::ecs::NetworkMode::awsvpc;
    app().name = "app";
    app().image = shop_image;
    app().stop_timeout = 10;
  }
  void TearDown() override {
    if (!watch_) return;
    call(done(supervisors_.back().stop()));
    watch_.reset();
    call(done(engine_.shut_down()));
    if (HasFailure()) std::puts(dockerd_.log().c_str());
  }

  void start_supervisors() {
    supervisors_.emplace_back(
        store_, clock_, ids_, pace_, engine_, *watch_, context_.get_executor(),
        TaskSupervisorSettings{.registry_password = [](const World&) { return "secret"; },
                               .instance = "mine",
                               .pause_program = docker::pause_program()});
    supervisors_.back().start();
  }
  void make_shop_image() {
    std::ifstream file(DRYDOCK_SHOP, std::ios::binary);
    std::string program{std::istreambuf_iterator<char>(file), {}};
    call(engine_.make_image(shop_image, std::move(program), {})).value();
  }

  template <class T>
  T call(boost::asio::awaitable<T> coroutine) {
    return await(context_, std::move(coroutine));
  }
  template <class Condition>
  void eventually(const char* what, Condition condition) {
    testing::eventually(context_, what, std::move(condition));
  }

  /// What a person types: docker pause, rename, network rm.
  void by_hand(std::string method, std::string path, std::string body = {}) {
    docker::Request request;
    request.method = std::move(method);
    request.path = std::move(path);
    request.body = std::move(body);
    docker::DockerClient client(docker::DockerHost{dockerd_.socket()}, context_.get_executor());
    const auto reply = call(client.ask(std::move(request)));
    ASSERT_TRUE(reply.has_value()) << reply.error().message;
  }

  model::ecs::ContainerDefinition& app() {
    auto& containers = definition_.definition.container_definitions;
    if (!containers) containers.emplace().emplace_back();
    return containers->front();
  }
  /// Every second; one failure is enough.
  void check_health(std::vector<std::string> command) {
    auto& check = app().health_check.emplace();
    check.command = std::move(command);
    check.command.insert(check.command.begin(), "CMD");
    check.interval = 1;
    check.timeout = 1;
    check.retries = 1;
  }

  void put_task() {
    store_.put(world_, definition_);
    ecs::NewTask wanted{.world = world_, .cluster = cluster_, .definition = definition_};
    wanted.awsvpc.emplace().subnets = {ec2::default_network(world_).subnets[0].id};
    Task task = ecs::make_task(wanted, ids_, clock_.now());
    key_ = task.key();
    store_.put(world_, std::move(task));
  }
  void becomes(TaskStatus status) {
    eventually(std::string(to_text(status)).c_str(), [&] { return task().last_status == status; });
  }
  void is(HealthStatus health) {
    eventually(std::string(to_text(health)).c_str(),
               [&] { return task().health_status == health; });
  }
  void run_task() {
    put_task();
    becomes(TaskStatus::running);
  }
  void stop_task() {
    store_.change<Task>(world_, key_, [&](Task& task) {
      ecs::request_stop(task, TaskStopCode::user_initiated, "Task stopped by user", clock_.now());
    });
    becomes(TaskStatus::stopped);
  }
  [[nodiscard]] const Task& task() const { return *store_.find<Task>(world_, key_); }
  [[nodiscard]] const ecs::Container& container() const { return task().containers.front(); }
  std::size_t containers() {
    return call(engine_.list(std::string(ecs::instance_label), "mine")).value().size();
  }

  static constexpr auto shop_image = "drydock-meddling/shop:v1";

  boost::asio::io_context context_;
  RealClock clock_{context_.get_executor()};
  RandomIds ids_;
  Pace pace_ = Pace::fast();
  Store store_{all_record_kinds()};
  PrivateDockerd dockerd_;
  DockerEngine engine_{docker::DockerHost{dockerd_.socket()}, clock_, context_.get_executor()};
  std::optional<EngineWatch> watch_;
  std::list<TaskSupervisors> supervisors_;  ///< One after another; all hear of the store's changes.
  World world_{"000000000000", "us-east-1"};
  ecs::Cluster cluster_{.name = "shop"};
  ecs::TaskDefinition definition_;
  std::string key_;
};

TEST_F(Meddling, WithAPauseMakesATaskUnhealthyAndNothingElse) {
  check_health({"/program", "--health"});
  run_task();
  is(HealthStatus::healthy);
  by_hand("POST", "/containers/" + container().engine_id + "/pause");
  is(HealthStatus::unhealthy);
  EXPECT_EQ(task().last_status, TaskStatus::running);
  by_hand("POST", "/containers/" + container().engine_id + "/unpause");
  is(HealthStatus::healthy);
}

TEST_F(Meddling, WithAPauseDoesNotKeepATaskFromStopping) {
  run_task();
  by_hand("POST", "/containers/" + container().engine_id + "/pause");
  by_hand("POST", "/containers/" + task().network_interface->pause_container_id + "/pause");
  stop_task();
  EXPECT_EQ(container().exit_code, 0) << "it was asked to";
  EXPECT_EQ(containers(), 0U);
}

TEST_F(Meddling, WithAPauseOverAHealthCheckDoesNotKeepATaskFromStopping) {
  check_health({"/program", "ask", "127.0.0.1", "9", "--pause", "1000"});
  run_task();
  eventually("a check", [&] { return container().health.last_checked_at.has_value(); });
  by_hand("POST", "/containers/" + container().engine_id + "/pause");
  stop_task();
  EXPECT_EQ(task().stop_code, TaskStopCode::user_initiated);
  EXPECT_EQ(containers(), 0U);
}

TEST_F(Meddling, WithNamesIsNotNoticed) {
  run_task();
  const std::string id = container().engine_id;
  by_hand("POST", "/containers/" + id + "/rename?name=mine");
  by_hand("POST",
          "/containers/" + task().network_interface->pause_container_id + "/rename?name=net");
  // Whoever comes next looks for what is there.
  call(done(supervisors_.back().stop()));
  start_supervisors();
  const std::string first = key_;
  run_task();
  key_ = first;
  EXPECT_EQ(task().last_status, TaskStatus::running);
  EXPECT_EQ(container().engine_id, id);
  stop_task();
  EXPECT_EQ(container().exit_code, 0);
  EXPECT_EQ(containers(), 2U) << "those of the other task";
}

TEST_F(Meddling, WithTheNetworkIsMadeGoodByTheNextTask) {
  run_task();
  stop_task();
  by_hand("DELETE", "/networks/" + std::string(ecs::vpc_network_name));
  run_task();
  EXPECT_EQ(task().network_interface->status, ecs::AttachmentStatus::attached);
}

TEST_F(Meddling, WithTheNetworkOfARunningTaskIsMadeGoodByTheNext) {
  run_task();
  const std::string first = key_;
  const std::string network = "/networks/" + std::string(ecs::vpc_network_name);
  by_hand("POST", network + "/disconnect",
          R"({"Container":")" + task().network_interface->pause_container_id + R"("})");
  by_hand("DELETE", network);
  run_task();
  stop_task();
  key_ = first;
  EXPECT_EQ(task().last_status, TaskStatus::running) << "as on AWS, where no check fails";
  stop_task();
  EXPECT_EQ(container().exit_code, 0);
  EXPECT_EQ(containers(), 0U);
}

TEST_F(Meddling, WithARemovalEndsATask) {
  run_task();
  by_hand("DELETE", "/containers/" + container().engine_id + "?force=true");
  becomes(TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::essential_container_exited);
  EXPECT_EQ(containers(), 0U);
}

TEST_F(Meddling, WithTheDiskIsTheReasonOfATaskThatDoesNotStart) {
  definition_.definition.network_mode = model::ecs::NetworkMode::none;
  dockerd_.fill_disk();
  put_task();
  becomes(TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::task_failed_to_start);
  const std::string reason = container().reason.value_or("");
  EXPECT_TRUE(reason.starts_with("CannotCreateContainerError: Error response from daemon: "))
      << reason;
  EXPECT_TRUE(reason.ends_with("no space left on device")) << reason;
  EXPECT_EQ(containers(), 0U);
  dockerd_.free_disk();
  run_task();
}

TEST_F(Meddling, WithTheDiskOfAnAwsvpcTaskIsItsReason) {
  run_task();
  stop_task();
  dockerd_.fill_disk();
  put_task();
  becomes(TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::task_failed_to_start);
  EXPECT_TRUE(task().stopped_reason.starts_with("ResourceInitializationError: "));
  EXPECT_TRUE(task().stopped_reason.ends_with("no space left on device")) << task().stopped_reason;
  dockerd_.free_disk();
  run_task();
}

TEST_F(Meddling, WithTheEngineWhileATaskStopsLeavesItStopped) {
  app().command = {"ask", "127.0.0.1", "9", "--pause", "1000"};  // It is deaf to SIGTERM.
  app().stop_timeout = 120;
  run_task();
  store_.change<Task>(world_, key_, [&](Task& task) {
    ecs::request_stop(task, TaskStopCode::user_initiated, "Task stopped by user", clock_.now());
  });
  becomes(TaskStatus::stopping);
  dockerd_.kill();
  eventually("the loss", [&] { return !watch_->reachable(); });
  EXPECT_EQ(task().last_status, TaskStatus::stopping);
  dockerd_.start();
  becomes(TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::user_initiated);
  EXPECT_EQ(containers(), 0U);
}

}  // namespace
}  // namespace drydock::testing::meddling_test
