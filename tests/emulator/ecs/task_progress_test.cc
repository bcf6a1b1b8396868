#include "emulator/ecs/task_progress.h"

#include <gtest/gtest.h>

#include "model/ecs/task.h"
#include "tests/emulator/ecs/task_builder.h"

namespace drydock::ecs::task_progress_test {
namespace {

using model::ecs::TaskStopCode;

constexpr TimePoint start{seconds(1'000)};

class TaskProgress : public ::testing::Test {
 protected:
  void define(std::vector<model::ecs::ContainerDefinition> containers) {
    definition_ = task_definition(std::move(containers));
    task_ = pending_task(definition_, start);
    task_.last_status = TaskStatus::activating;
  }
  void see(const TaskEvent& event) { observe(task_, definition_, event, now_); }
  void start_on(const TaskAction& action) {
    TaskPlan plan;
    plan.actions.push_back(action);
    begin(task_, definition_, plan, now_);
  }
  void start_all() {
    for (const Container& container : task_.containers) see(ContainerStarted{container.name, {}});
  }
  Container& container(std::string_view name) { return *find_container(task_, name); }

  model::ecs::TaskDefinition definition_ = task_definition({container_definition("app")});
  Task task_ = pending_task(definition_, start);
  TimePoint now_ = start;
};

TEST_F(TaskProgress, TellsPullsFromTheFirstBeginToTheLastEnd) {
  define({container_definition("app"), container_definition("side")});
  start_on(PullImage{"app"});
  now_ += seconds(1);
  start_on(PullImage{"side"});
  EXPECT_EQ(task_.pull_started_at, start);
  now_ += seconds(1);
  see(ImagePulled{"app", "sha256:aa"});
  EXPECT_EQ(task_.pull_stopped_at, std::nullopt);
  EXPECT_EQ(container("app").image_digest, "sha256:aa");
  now_ += seconds(1);
  see(ImagePulled{"side", {}});
  EXPECT_EQ(task_.pull_stopped_at, start + seconds(3));
  EXPECT_EQ(container("side").phase, ContainerPhase::pulled);
}

TEST_F(TaskProgress, RunsOnceAllItsContainersHaveStarted) {
  define({container_definition("app"), container_definition("init", false)});
  see(ContainerStarted{"init", {}});
  see(ContainerExited{"init", 0});
  EXPECT_EQ(task_.last_status, TaskStatus::activating);
  now_ += seconds(9);
  see(ContainerStarted{"app", {{.container_port = 80, .host_port = 32768}}});
  EXPECT_EQ(task_.last_status, TaskStatus::running);
  EXPECT_EQ(task_.started_at, start + seconds(9));
  EXPECT_EQ(container("app").ports[0].host_port, 32768);
}

TEST_F(TaskProgress, RunsAtOnceWhereAnEarlierDrydockHasStartedAllItsContainers) {
  task_.last_status = TaskStatus::pending;
  see(ContainerCreated{"app", "c1"});
  see(ContainerStarted{"app", {}});
  EXPECT_EQ(task_.last_status, TaskStatus::pending);
  now_ += seconds(9);
  start_on(SetStatus{TaskStatus::activating});
  EXPECT_EQ(task_.last_status, TaskStatus::running);
  EXPECT_EQ(task_.started_at, start + seconds(9));
}

TEST_F(TaskProgress, DoesNotRunOnceAskedToStop) {
  define({container_definition("app")});
  request_stop(task_, TaskStopCode::user_initiated, "enough", start);
  see(ContainerStarted{"app", {}});
  EXPECT_EQ(container("app").phase, ContainerPhase::running);
  EXPECT_EQ(task_.last_status, TaskStatus::activating);
  EXPECT_EQ(task_.started_at, std::nullopt);
}

TEST_F(TaskProgress, StopsWithItsFirstEssentialContainer) {
  define({container_definition("app"), container_definition("side")});
  start_all();
  now_ += seconds(5);
  see(ContainerExited{"app", 3});
  EXPECT_EQ(task_.desired_status, DesiredStatus::stopped);
  EXPECT_EQ(task_.stop_code, TaskStopCode::essential_container_exited);
  EXPECT_EQ(task_.stopped_reason, "Essential container in task exited");
  EXPECT_EQ(task_.execution_stopped_at, start + seconds(5));
  EXPECT_EQ(task_.stopping_at, start + seconds(5));
  EXPECT_EQ(container("app").exit_code, 3);
  EXPECT_EQ(container("side").phase, ContainerPhase::running);
}

TEST_F(TaskProgress, DoesNotMindTheEndOfANonEssentialContainer) {
  define({container_definition("app"), container_definition("side", false)});
  start_all();
  see(ContainerExited{"side", 1});
  EXPECT_EQ(task_.desired_status, DesiredStatus::running);
  EXPECT_EQ(task_.last_status, TaskStatus::running);
  EXPECT_EQ(to_text(container("side").phase), "STOPPED");
}

TEST_F(TaskProgress, KeepsTheFirstReasonToStop) {
  define({container_definition("app")});
  start_all();
  request_stop(task_, TaskStopCode::user_initiated, "Task stopped by user", now_);
  see(ContainerExited{"app", 143});
  EXPECT_EQ(task_.stop_code, TaskStopCode::user_initiated);
  EXPECT_EQ(task_.stopped_reason, "Task stopped by user");
  EXPECT_EQ(container("app").exit_code, 143);
}

struct FailureRow {
  ContainerPhase phase;
  std::string reason;
  std::string stopped_reason;
};

TEST_F(TaskProgress, TellsWhyATaskFailedToStart) {
  const std::string missing =
      "CannotPullContainerError: Error response from daemon: manifest for shop:v9 not found: "
      "manifest unknown: Requested image not found";
  const FailureRow rows[] = {
      {ContainerPhase::pulling, missing, missing},
      {ContainerPhase::creating, "CannotCreateContainerError: no", "Task failed to start"},
      {ContainerPhase::starting, "CannotStartContainerError: no", "Task failed to start"},
  };
  for (const FailureRow& row : rows) {
    define({container_definition("app")});
    container("app").phase = row.phase;
    see(ContainerFailed{"app", row.reason});
    EXPECT_EQ(task_.stop_code, TaskStopCode::task_failed_to_start);
    EXPECT_EQ(task_.stopped_reason, row.stopped_reason);
    EXPECT_EQ(container("app").reason, row.reason);
    EXPECT_EQ(container("app").phase, ContainerPhase::stopped);
    EXPECT_EQ(container("app").exit_code, std::nullopt);
    EXPECT_EQ(task_.started_at, std::nullopt);
    EXPECT_EQ(task_.execution_stopped_at, start);
  }
}

TEST_F(TaskProgress, RunsThoughANonEssentialContainerFailedToStart) {
  define({container_definition("app"), container_definition("side", false)});
  see(ContainerStarted{"app", {}});
  see(ContainerFailed{"side", "CannotPullContainerError: no"});
  EXPECT_EQ(task_.last_status, TaskStatus::running);
  EXPECT_EQ(task_.desired_status, DesiredStatus::running);
}

TEST_F(TaskProgress, CutsAReasonOffAt1024Characters) {
  define({container_definition("app")});
  see(ContainerFailed{"app", std::string(3'000, 'x')});
  EXPECT_EQ(container("app").reason->size(), 1024U);
  EXPECT_EQ(task_.stopped_reason.size(), 1024U);
}

TEST_F(TaskProgress, GivesAContainerKeptFromStartingSigtermsCode) {
  define({container_definition("app")});
  start_on(GiveUpContainer{"app", "TaskDependencyError: too late"});
  EXPECT_EQ(container("app").exit_code, 143);
  EXPECT_EQ(container("app").reason, "TaskDependencyError: too late");
  EXPECT_EQ(task_.stopped_reason, "Task failed to start");
}

TEST_F(TaskProgress, GivesAContainerStoppedBeforeItsStartNoCodeAndNoReason) {
  define({container_definition("app")});
  request_stop(task_, TaskStopCode::user_initiated, "enough", start);
  start_on(GiveUpContainer{"app", ""});
  EXPECT_EQ(container("app").exit_code, std::nullopt);
  EXPECT_EQ(container("app").reason, std::nullopt);
  EXPECT_EQ(task_.stop_code, TaskStopCode::user_initiated);
}

TEST_F(TaskProgress, TellsThatMemoryRanOut) {
  define({container_definition("app")});
  start_all();
  see(ContainerExited{.container = "app", .exit_code = 137, .out_of_memory = true});
  EXPECT_EQ(container("app").reason, "OutOfMemoryError: Container killed due to memory usage");
  EXPECT_EQ(container("app").exit_code, 137);
}

TEST_F(TaskProgress, IgnoresNewsOfAContainerThatHasStopped) {
  define({container_definition("app")});
  start_all();
  see(ContainerExited{"app", 3});
  const Task before = task_;
  see(ContainerExited{"app", 0});
  see(ContainerStarted{"app", {}});
  see(ContainerFailed{"app", "late"});
  see(ImagePulled{"app", "sha256:late"});
  see(HealthChecked{"app", CheckResult::passed});
  EXPECT_EQ(task_, before);
}

struct RestartRow {
  bool enabled;
  int exit_code;
  int ran_seconds;
  bool asked_to_stop;
  bool restarts;
};

TEST_F(TaskProgress, RestartsAContainerInPlaceAsItsPolicySays) {
  const RestartRow rows[] = {
      {true, 1, 60, false, true},   {true, 0, 60, false, true},   {true, 1, 59, false, false},
      {true, 42, 60, false, false}, {false, 1, 60, false, false}, {true, 1, 60, true, false},
  };
  for (const RestartRow& row : rows) {
    auto app = container_definition("app");
    auto& policy = app.restart_policy.emplace();
    policy.enabled = row.enabled;
    policy.ignored_exit_codes = {42};
    policy.restart_attempt_period = 60;
    define({app});
    now_ = start;
    start_all();
    container("app").engine_id = "same";
    if (row.asked_to_stop) request_stop(task_, TaskStopCode::user_initiated, "enough", now_);
    now_ += seconds(row.ran_seconds);
    see(ContainerExited{"app", row.exit_code});
    EXPECT_EQ(container("app").phase,
              row.restarts ? ContainerPhase::created : ContainerPhase::stopped);
    EXPECT_EQ(container("app").restarts, row.restarts ? 1 : 0);
    EXPECT_EQ(container("app").engine_id, "same");
    EXPECT_EQ(task_.last_status, TaskStatus::running);
  }
}

TEST_F(TaskProgress, TellsTheHealthOfATask) {
  auto app = container_definition("app");
  app.health_check.emplace().command = {"CMD", "true"};
  app.health_check->retries = 1;
  app.health_check->interval = 5;
  define({app});
  start_all();
  see(HealthChecked{"app", CheckResult::passed});
  EXPECT_EQ(task_.health_status, HealthStatus::healthy);
  now_ += seconds(5);
  see(HealthChecked{"app", CheckResult::failed});
  EXPECT_EQ(container("app").health.status, HealthStatus::unhealthy);
  EXPECT_EQ(task_.health_status, HealthStatus::unhealthy);
  EXPECT_EQ(task_.desired_status, DesiredStatus::running);
}

TEST_F(TaskProgress, StampsEachStatus) {
  task_.network_interface.emplace().status = AttachmentStatus::attached;
  start_on(SetStatus{TaskStatus::activating});
  EXPECT_EQ(task_.connectivity_at, start);
  now_ += seconds(4);
  start_on(SetStatus{TaskStatus::stopped});
  EXPECT_EQ(task_.stopped_at, start + seconds(4));
  EXPECT_EQ(task_.execution_stopped_at, start + seconds(4));
  EXPECT_EQ(task_.network_interface->status, AttachmentStatus::deleted);
}

TEST_F(TaskProgress, FailsToStartWithoutItsNetworkInterface) {
  task_.last_status = TaskStatus::provisioning;
  task_.network_interface.emplace();
  see(NetworkInterfaceFailed{"ResourceInitializationError: failed to configure ENI: no"});
  EXPECT_EQ(task_.stop_code, TaskStopCode::task_failed_to_start);
  EXPECT_EQ(task_.stopped_reason, "ResourceInitializationError: failed to configure ENI: no");
}

TEST_F(TaskProgress, CountsAVersionForEachChangeThatIsTold) {
  define({container_definition("app")});
  const auto version = task_.version;
  start_on(PullImage{"app"});
  see(ImagePulled{"app", {}});
  EXPECT_EQ(task_.version, version);  // Still PENDING for whoever asks.
  see(ContainerStarted{"app", {}});
  EXPECT_EQ(task_.version, version + 1);  // The container and the task in one.
  see(ContainerExited{"app", 0});
  EXPECT_EQ(task_.version, version + 2);
}

struct LostRow {
  ContainerPhase before;
  ContainerPhase after;
};

TEST_F(TaskProgress, TakesBackWhatWasUnderWayWhenTheEngineIsLost) {
  using enum ContainerPhase;
  const LostRow rows[] = {
      {waiting, waiting},  {pulling, waiting},  {pulled, waiting},
      {creating, waiting}, {created, created},  {starting, created},
      {running, running},  {stopping, running}, {stopped, stopped},
  };
  for (const LostRow& row : rows) {
    define({container_definition("app")});
    container("app").phase = row.before;
    see(WorkLost{});
    EXPECT_EQ(container("app").phase, row.after) << static_cast<int>(row.before);
    EXPECT_EQ(task_.desired_status, DesiredStatus::running);
  }
}

}  // namespace
}  // namespace drydock::ecs::task_progress_test
