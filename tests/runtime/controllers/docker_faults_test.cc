// What becomes of tasks and services when a Docker engine refuses, falls silent, runs out of disk
// or dies in the middle of a call. The engine is a fake behind a real socket; the clock is virtual.

#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/io_context.hpp>

#include "emulator/ecs/cluster.h"
#include "emulator/ecs/deployment/rollout.h"
#include "emulator/ecs/new_task.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/records.h"
#include "model/ecs/task.h"
#include "model/ecs/task_definition.h"
#include "runtime/clock/random_ids.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/controllers/service_controller.h"
#include "runtime/controllers/task_supervisor.h"
#include "runtime/engine/docker/docker_engine.h"
#include "tests/support/await.h"
#include "tests/support/fake_dockerd.h"

namespace drydock::docker_faults_test {
namespace {

using namespace std::chrono_literals;
using ecs::Task;
using ecs::TaskStatus;
using model::ecs::TaskStopCode;
using testing::FakeDockerd;

/// A call to the engine is given up after this time of the real clock.
constexpr Duration patience = 150ms;

const std::string create_call = "POST /v1.41/containers/create";
const std::string pull_call = "POST /v1.41/images/create";
const std::string start_call = "POST /v1.41/containers/c1/start";
const std::string inspect_call = "GET /v1.41/containers/c1/json";
const std::string stop_call = "POST /v1.41/containers/c1/stop";
const std::string remove_call = "DELETE /v1.41/containers/c1";
const std::string list_call = "GET /v1.41/containers/json";
const std::string volumes_call = "GET /v1.41/volumes";
const std::string image_call = "GET /v1.41/images/";
const std::string no_content = "HTTP/1.1 204 No Content\r\n\r\n";
const std::string disk_full = "write /var/lib/docker/tmp: no space left on device";

class DockerFaults : public ::testing::Test {
 protected:
  DockerFaults() {
    store_.put(world_, cluster_);
    auto& definition = definition_.definition;
    definition.family = "web";
    definition.revision = 1;
    definition.task_definition_arn = ecs::task_definition_arn(world_, "web", 1);
    definition.network_mode = model::ecs::NetworkMode::none;
    auto& app = definition.container_definitions.emplace().emplace_back();
    app.name = "app";
    app.image = "shop:v1";
    app.stop_timeout = 0;  // It would be of the real clock.
    store_.put(world_, definition_);
    dockerd_.reply(image_call, FakeDockerd::json(200, R"({"Id":"sha256:1"})"));
    dockerd_.reply(create_call, FakeDockerd::json(201, R"({"Id":"c1"})"));
    dockerd_.reply(start_call, no_content);
    dockerd_.reply(stop_call, no_content);
    dockerd_.reply(remove_call, no_content);
    dockerd_.reply(list_call, FakeDockerd::json(200, "[]"));
    dockerd_.reply(volumes_call, FakeDockerd::json(200, R"({"Volumes":null})"));
    container_is(R"({"Status":"running"})");
    supervisors_.start();
    controllers_.start();
    eventually("an event stream", [&] { return dockerd_.has_stream(); });
  }
  ~DockerFaults() override {
    call(controllers_.stop());
    call(supervisors_.stop());
    call(engine_.shut_down());
    call(dockerd_.shut_down());
  }

  void call(boost::asio::awaitable<void> coroutine) {
    testing::await(context_, testing::done(std::move(coroutine)));
  }
  /// Lets bytes flow and, where none do, time pass, until the condition holds.
  template <class Condition>
  void eventually(const char* what, Condition condition) {
    for (int turns = 0; !condition(); ++turns) {
      ASSERT_LT(turns, 5000) << what;
      context_.restart();
      if (context_.run_one_for(5ms) == 0) clock_.step();
    }
  }
  void let_pass(Duration span) {
    const TimePoint end = clock_.now() + span;
    eventually("time", [&] {
      if (clock_.now() < end) return false;
      return context_.poll() == 0;
    });
  }

  void refuse(const std::string& what, const std::string& message) {
    dockerd_.reply(what, FakeDockerd::json(500, R"({"message":")" + message + "\"}"));
  }
  /// What inspect tells of the container, by the engine's own words.
  void container_is(const std::string& state) {
    dockerd_.reply(inspect_call, FakeDockerd::json(200, R"({"Id":"c1","State":)" + state + "}"));
  }
  /// The engine has made the container, and lists it; a summary tells no more of it than a state.
  void list(const std::string& state) {
    dockerd_.reply(list_call, FakeDockerd::json(200, R"([{"Id":"c1","State":")" + state +
                                                         R"(","Labels":)" + labels() + "}]"));
    dockerd_.reply(
        inspect_call,
        FakeDockerd::json(200, R"({"Id":"c1","State":{"Status":")" + state + R"(","ExitCode":9},)" +
                                   R"("Config":{"Labels":)" + labels() + "}}"));
  }
  void tell_of_end(const std::string& time_nano) {
    dockerd_.send_event(R"({"Type":"container","Action":"die","Actor":{"ID":"c1","Attributes":)" +
                        labels() + R"(},"time":1,"timeNano":)" + time_nano + "}");
  }
  [[nodiscard]] std::string labels() const {
    return R"({"drydock.world":"w","drydock.container":"app","drydock.task":")" + task().id + "\"}";
  }
  [[nodiscard]] std::ptrdiff_t count(const std::string& start) const {
    return std::ranges::count_if(dockerd_.requests(), [&](const std::string& request) {
      return request.starts_with(start);
    });
  }
  /// Until the engine has been asked so for the first time.
  void asked(const std::string& start) {
    eventually(start.c_str(), [&] { return count(start) > 0; });
  }
  void die() {
    dockerd_.go_away();
    eventually("the loss", [&] { return !watch_.reachable(); });
  }
  void come_back() {
    dockerd_.listen();
    eventually("the return", [&] { return watch_.reachable(); });
  }

  void put_task() {
    ecs::NewTask wanted{.world = world_, .cluster = cluster_, .definition = definition_};
    Task task = ecs::make_task(wanted, ids_, clock_.now());
    key_ = task.key();
    store_.put(world_, std::move(task));
  }
  void becomes(TaskStatus status) {
    eventually(to_text(status).data(), [&] { return task().last_status == status; });
  }
  void run_task() {
    put_task();
    becomes(TaskStatus::running);
  }
  void request_stop() {
    store_.change<Task>(world_, key_, [&](Task& task) {
      ecs::request_stop(task, TaskStopCode::user_initiated, "Task stopped by user", clock_.now());
    });
  }
  void put_service() {
    ecs::Service service;
    service.name = "web";
    service.cluster = "shop";
    service.desired_count = 1;
    service.task_definition = ecs::task_definition_arn(world_, "web", 1);
    ecs::start_deployment(store_, world_, std::move(service), ids_, clock_.now());
  }
  /// Whether the service has a task that runs, which is then this test's.
  bool has_running_task() {
    for (const Task* each : store_.table<Task>(world_).indexed("shop/web")) {
      if (each->last_status != TaskStatus::running) continue;
      key_ = each->key();
      return true;
    }
    return false;
  }
  /// Whether the service's events have this.
  [[nodiscard]] bool tells(const std::string& words) const {
    return std::ranges::any_of(
        store_.find<ecs::Service>(world_, "shop/web")->events,
        [&](const auto& event) { return event.message.find(words) != std::string::npos; });
  }
  [[nodiscard]] const Task& task() const { return *store_.find<Task>(world_, key_); }
  [[nodiscard]] const ecs::Container& container() const { return task().containers.front(); }

  World world_{"000000000000", "us-east-1"};
  boost::asio::io_context context_;
  VirtualClock clock_{context_};
  RandomIds ids_{7};
  Pace pace_ = Pace::fast();
  Store store_{all_record_kinds()};
  FakeDockerd dockerd_{context_};
  DockerEngine engine_{docker::DockerHost{dockerd_.path()}, clock_, context_.get_executor(),
                       DockerEngineSettings{.pulse = {.patience = 1s},
                                            .patience = {.answer = patience,
                                                         .create = patience,
                                                         .start = patience,
                                                         .stop = patience,
                                                         .remove = patience,
                                                         .pull = patience,
                                                         .pull_idle = patience}}};
  EngineWatch watch_{engine_};
  TaskSupervisors supervisors_{
      store_,
      clock_,
      ids_,
      pace_,
      engine_,
      watch_,
      context_.get_executor(),
      TaskSupervisorSettings{.registry_password = [](const World&) { return "secret"; },
                             .instance = "mine",
                             .pause_program = "pause"}};
  ServiceControllers controllers_{store_, clock_, ids_, pace_, watch_, context_.get_executor()};
  ecs::Cluster cluster_{.name = "shop", .arn = ecs::cluster_arn(world_, "shop")};
  ecs::TaskDefinition definition_;
  std::string key_;
};

/// A call that goes wrong, and how the container says so.
struct Fault {
  std::string call;
  std::string reason;
};

class Refused : public DockerFaults, public ::testing::WithParamInterface<Fault> {};

TEST_P(Refused, IsTheReasonOfTheContainer) {
  refuse(GetParam().call, "the engine is ill");
  put_task();
  becomes(TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::task_failed_to_start);
  EXPECT_EQ(container().reason, GetParam().reason);
  EXPECT_EQ(container().exit_code, std::nullopt);
}

INSTANTIATE_TEST_SUITE_P(
    Calls, Refused,
    ::testing::Values(
        Fault{image_call,
              "CannotPullContainerError: Error response from daemon: the engine is ill"},
        Fault{create_call,
              "CannotCreateContainerError: Error response from daemon: the engine is ill"},
        Fault{start_call,
              "CannotStartContainerError: Error response from daemon: the engine is ill"},
        Fault{inspect_call,
              "CannotInspectContainerError: Error response from daemon: the engine is ill"}));

class NeverAnswered : public DockerFaults, public ::testing::WithParamInterface<Fault> {};

TEST_P(NeverAnswered, IsTheReasonOfTheContainer) {
  dockerd_.stay_silent(GetParam().call);
  put_task();
  becomes(TaskStatus::stopped);
  EXPECT_TRUE(watch_.reachable()) << "it answers others";
  EXPECT_EQ(task().stop_code, TaskStopCode::task_failed_to_start);
  EXPECT_EQ(container().reason, GetParam().reason);
}

INSTANTIATE_TEST_SUITE_P(
    Calls, NeverAnswered,
    ::testing::Values(Fault{create_call,
                            "DockerTimeoutError: Could not transition to created; timed out after "
                            "waiting 4m0s"},
                      Fault{start_call,
                            "DockerTimeoutError: Could not transition to started; timed out after "
                            "waiting 3m0s"},
                      Fault{inspect_call,
                            "DockerTimeoutError: Could not transition to inspected; timed out "
                            "after waiting 30s"}));

TEST_F(DockerFaults, AStopThatIsRefusedEndsInARemoval) {
  run_task();
  refuse(stop_call, "the engine is ill");
  request_stop();
  becomes(TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::user_initiated);
  EXPECT_EQ(container().exit_code, 137);
  EXPECT_EQ(container().reason,
            "CannotStopContainerError: Error response from daemon: the engine is ill");
  EXPECT_GE(count(remove_call), 1);
}

TEST_F(DockerFaults, AStopThatIsNeverAnsweredEndsInARemoval) {
  run_task();
  dockerd_.stay_silent(stop_call);
  request_stop();
  becomes(TaskStatus::stopped);
  EXPECT_TRUE(watch_.reachable()) << "it answers others";
  EXPECT_EQ(task().stop_code, TaskStopCode::user_initiated);
  EXPECT_EQ(container().exit_code, 137);
  EXPECT_TRUE(container().reason->starts_with("CannotStopContainerError: "));
  EXPECT_GE(count(remove_call), 1);
}

TEST_F(DockerFaults, ARemovalThatIsNeverAnsweredDoesNotKeepATask) {
  run_task();
  list("exited");
  dockerd_.stay_silent(remove_call);
  request_stop();
  becomes(TaskStatus::stopped);
  EXPECT_EQ(count(remove_call), 5) << "so often it is tried";
}

/// A call without which a task cannot end.
class NeededToEnd : public DockerFaults, public ::testing::WithParamInterface<std::string> {};

TEST_P(NeededToEnd, IsAskedAgainMoreAndMoreSeldomAndTold) {
  put_service();
  eventually("a task that runs", [&] { return has_running_task(); });
  refuse(GetParam(), "the engine is ill");
  container_is(R"({"Status":"exited","ExitCode":0})");
  store_.change<ecs::Service>(world_, "shop/web",
                              [](ecs::Service& service) { service.desired_count = 0; });
  const auto before = count(GetParam());
  let_pass(5min);
  EXPECT_NE(task().last_status, TaskStatus::stopped) << "what is left of it is not known";
  EXPECT_TRUE(tells("waits for the container engine in task " + task().id +
                    ", which answers: the engine is ill."));
  EXPECT_GT(count(GetParam()) - before, 5);
  EXPECT_LT(count(GetParam()) - before, 30);
  list("exited");
  dockerd_.reply(volumes_call, FakeDockerd::json(200, R"({"Volumes":null})"));
  becomes(TaskStatus::stopped);
}

INSTANTIATE_TEST_SUITE_P(Calls, NeededToEnd, ::testing::Values(list_call, volumes_call));

TEST_F(DockerFaults, AFullDiskIsWhyAnImageCannotBePulled) {
  dockerd_.reply(image_call, FakeDockerd::json(404, R"({"message":"No such image: shop:v1"})"));
  dockerd_.reply(pull_call, "HTTP/1.1 200 OK\r\n\r\n{\"status\":\"Extracting\"}\r\n{\"error\":\"" +
                                disk_full + "\"}\r\n");
  put_task();
  becomes(TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::task_failed_to_start);
  EXPECT_EQ(task().stopped_reason,
            "CannotPullContainerError: Error response from daemon: " + disk_full);
  EXPECT_EQ(count(pull_call), 6) << "as the ECS agent tries";
}

TEST_F(DockerFaults, AFullDiskMakesAServiceWaitAndSaySo) {
  refuse(create_call, disk_full);
  put_service();
  let_pass(10min);
  EXPECT_TRUE(
      tells("unable to place a task. Reason: CannotCreateContainerError: Error response "
            "from daemon: " +
            disk_full));
  EXPECT_TRUE(tells("is unable to consistently start tasks successfully"));
  EXPECT_LT(count(create_call), 50) << "it waits longer and longer";
  dockerd_.reply(create_call, FakeDockerd::json(201, R"({"Id":"c1"})"));
  eventually("a task that runs", [&] { return has_running_task(); });
}

TEST_F(DockerFaults, APullThatTheEngineDiesInIsBegunAgain) {
  dockerd_.reply(image_call, FakeDockerd::json(404, R"({"message":"No such image: shop:v1"})"));
  dockerd_.stay_silent(pull_call);
  put_task();
  asked(pull_call);
  die();
  EXPECT_EQ(task().desired_status, ecs::DesiredStatus::running);
  dockerd_.reply(pull_call, "HTTP/1.1 200 OK\r\n\r\n{\"status\":\"done\"}\r\n");
  come_back();
  becomes(TaskStatus::running);
  EXPECT_EQ(count(pull_call), 2);
}

TEST_F(DockerFaults, AContainerThatWasMadeWhileTheEngineDiedIsTakenOver) {
  dockerd_.stay_silent(create_call);
  put_task();
  asked(create_call);
  die();
  list("created");
  come_back();
  asked(start_call);
  list("running");
  becomes(TaskStatus::running);
  EXPECT_EQ(container().engine_id, "c1");
  EXPECT_EQ(count(create_call), 1);
}

TEST_F(DockerFaults, AContainerThatWasNotMadeWhileTheEngineDiedIsMadeAgain) {
  dockerd_.stay_silent(create_call);
  put_task();
  asked(create_call);
  die();
  dockerd_.reply(create_call, FakeDockerd::json(201, R"({"Id":"c1"})"));
  come_back();
  becomes(TaskStatus::running);
  EXPECT_EQ(count(create_call), 2);
}

TEST_F(DockerFaults, AStopThatTheEngineDiesInIsOverWhereTheContainerIs) {
  run_task();
  dockerd_.stay_silent(stop_call);
  request_stop();
  asked(stop_call);
  die();
  EXPECT_EQ(task().last_status, TaskStatus::stopping);
  list("exited");
  come_back();
  becomes(TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::user_initiated);
  EXPECT_EQ(container().exit_code, 9);
  EXPECT_EQ(count(stop_call), 1);
}

TEST_F(DockerFaults, AnEventThatIsToldTwiceIsAskedAfterOnce) {
  run_task();
  list("exited");
  const auto before = count(inspect_call);
  tell_of_end("1795444790000000007");
  tell_of_end("1795444790000000007");
  becomes(TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::essential_container_exited);
  EXPECT_EQ(container().exit_code, 9);
  EXPECT_EQ(count(inspect_call), before + 2) << "for its end, and in the list before its removal";
}

TEST_F(DockerFaults, AnEventThatIsLostIsMadeUpFor) {
  run_task();
  list("exited");
  const TimePoint died_at = clock_.now();
  becomes(TaskStatus::stopped);
  EXPECT_EQ(container().exit_code, 9);
  EXPECT_LE(clock_.now() - died_at, 31s);
}

}  // namespace
}  // namespace drydock::docker_faults_test
