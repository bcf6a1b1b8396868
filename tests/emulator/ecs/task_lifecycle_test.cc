#include "emulator/ecs/task_lifecycle.h"

#include <gtest/gtest.h>

#include "model/ecs/task.h"
#include "tests/emulator/ecs/task_builder.h"

namespace drydock::ecs::task_lifecycle_test {
namespace {

using std::chrono::milliseconds;
using Actions = std::vector<TaskAction>;

constexpr TimePoint now{seconds(1'000)};

class TaskLifecycle : public ::testing::Test {
 protected:
  TaskPlan next() const {
    return plan({.task = task_,
                 .definition = definition_,
                 .pace = pace_,
                 .now = now_,
                 .waits_for_targets = waits_for_targets_,
                 .checks_under_way = checks_under_way_,
                 .removal = removal_});
  }
  Actions actions() const { return next().actions; }

  void define(std::vector<model::ecs::ContainerDefinition> containers) {
    definition_ = task_definition(std::move(containers));
    task_ = pending_task(definition_, now);
  }

  void give_interface(AttachmentStatus status) {
    task_.last_status = TaskStatus::provisioning;
    task_.network_interface.emplace().status = status;
  }

  void run_all() {
    task_.last_status = TaskStatus::running;
    for (const Container& container : task_.containers) set_running(task_, container.name, now);
  }

  void ask_to_stop() {
    request_stop(task_, model::ecs::TaskStopCode::user_initiated, "Task stopped by user", now);
  }

  model::ecs::TaskDefinition definition_ = task_definition({container_definition("app")});
  Task task_ = pending_task(definition_, now);
  Pace pace_ = Pace::aws();
  TimePoint now_ = now;
  bool waits_for_targets_ = false;
  std::vector<std::string> checks_under_way_;
  Removal removal_ = Removal::not_begun;
};

TEST_F(TaskLifecycle, BeginsWithThePullsOfAllItsImages) {
  define({container_definition("app"), container_definition("side")});
  EXPECT_EQ(actions(),
            (Actions{SetStatus{TaskStatus::activating}, PullImage{"app"}, PullImage{"side"}}));
}

TEST_F(TaskLifecycle, OfAnAwsvpcTaskBeginsWithItsNetworkInterface) {
  give_interface(AttachmentStatus::precreated);
  EXPECT_EQ(actions(), Actions{AttachNetworkInterface{}});
  give_interface(AttachmentStatus::attaching);
  EXPECT_EQ(actions(), Actions{});
  give_interface(AttachmentStatus::attached);
  EXPECT_EQ(actions(), Actions{});
  EXPECT_EQ(next().wake_at, now + pace_.network_interface_attachment);
  now_ = now + pace_.network_interface_attachment;
  EXPECT_EQ(actions(), Actions{SetStatus{TaskStatus::pending}});
}

struct PhaseRow {
  ContainerPhase phase;
  Actions when_it_is_to_run;
  Actions when_it_is_to_stop;
};

TEST_F(TaskLifecycle, TakesEachPhaseOneStepFurther) {
  const Actions give_up{GiveUpContainer{"app", ""}};
  const PhaseRow rows[] = {
      {ContainerPhase::waiting, {PullImage{"app"}}, give_up},
      {ContainerPhase::pulling, {}, give_up},
      {ContainerPhase::pulled, {CreateContainer{"app"}}, give_up},
      {ContainerPhase::creating, {}, {}},
      {ContainerPhase::created, {StartContainer{"app"}}, give_up},
      {ContainerPhase::starting, {}, {}},
      {ContainerPhase::running, {}, {StopContainer{"app", seconds(30)}}},
      {ContainerPhase::stopping, {}, {}},
  };
  for (const PhaseRow& row : rows) {
    define({container_definition("app")});
    task_.last_status = TaskStatus::activating;
    task_.containers[0].phase = row.phase;
    EXPECT_EQ(actions(), row.when_it_is_to_run) << static_cast<int>(row.phase);
    ask_to_stop();
    task_.last_status = TaskStatus::stopping;
    EXPECT_EQ(actions(), row.when_it_is_to_stop) << static_cast<int>(row.phase);
  }
}

TEST_F(TaskLifecycle, CreatesAContainerOnceItsDependenciesAreMet) {
  auto app = container_definition("app");
  app.depends_on.emplace().push_back(dependency("init", model::ecs::ContainerCondition::success));
  auto init = container_definition("init", false);
  init.start_timeout = 60;
  define({app, init});
  task_.last_status = TaskStatus::activating;
  task_.containers[0].phase = ContainerPhase::pulled;
  set_running(task_, "init", now);
  EXPECT_EQ(actions(), Actions{});
  EXPECT_EQ(next().wake_at, now + seconds(60));
  set_stopped(task_, "init", now, 0);
  EXPECT_EQ(actions(), Actions{CreateContainer{"app"}});
  set_stopped(task_, "init", now, 1);
  ASSERT_EQ(actions().size(), 1U);
  EXPECT_EQ(std::get<GiveUpContainer>(actions()[0]).container, "app");
  EXPECT_NE(std::get<GiveUpContainer>(actions()[0]).reason, "");
}

TEST_F(TaskLifecycle, ChecksTheHealthOfARunningContainerWhenItIsDue) {
  auto app = container_definition("app");
  app.health_check.emplace().command = {"CMD", "/shop", "--health"};
  define({app});
  run_all();
  EXPECT_EQ(actions(), Actions{});
  EXPECT_EQ(next().wake_at, now + seconds(30));
  now_ = now + seconds(30);
  EXPECT_EQ(actions(), (Actions{CheckHealth{"app", *container_check(app)}}));
  checks_under_way_ = {"app"};
  EXPECT_EQ(actions(), Actions{});
  EXPECT_EQ(next().wake_at, std::nullopt);
}

TEST_F(TaskLifecycle, LeavesARunningTaskAlone) {
  run_all();
  EXPECT_EQ(actions(), Actions{});
  EXPECT_EQ(next().wake_at, std::nullopt);
}

TEST_F(TaskLifecycle, DrainsItsTargetsBeforeItStopsItsContainers) {
  run_all();
  ask_to_stop();
  waits_for_targets_ = true;
  EXPECT_EQ(actions(), Actions{SetStatus{TaskStatus::deactivating}});
  task_.last_status = TaskStatus::deactivating;
  EXPECT_EQ(actions(), Actions{});
  waits_for_targets_ = false;
  EXPECT_EQ(actions(),
            (Actions{SetStatus{TaskStatus::stopping}, StopContainer{"app", seconds(30)}}));
}

TEST_F(TaskLifecycle, DoesNotDrainWhatHasDied) {
  define({container_definition("app"), container_definition("side")});
  run_all();
  ask_to_stop();
  waits_for_targets_ = true;
  task_.last_status = TaskStatus::deactivating;
  set_stopped(task_, "app", now, 1);
  EXPECT_EQ(actions(),
            (Actions{SetStatus{TaskStatus::stopping}, StopContainer{"side", seconds(30)}}));
}

TEST_F(TaskLifecycle, WithoutTargetsSkipsDeactivating) {
  run_all();
  ask_to_stop();
  EXPECT_EQ(actions(),
            (Actions{SetStatus{TaskStatus::stopping}, StopContainer{"app", seconds(30)}}));
}

TEST_F(TaskLifecycle, StopsContainersInTheReverseOrderWithTheirOwnTimeouts) {
  auto app = container_definition("app");
  app.depends_on.emplace().push_back(dependency("db", model::ecs::ContainerCondition::start));
  app.stop_timeout = 7;
  auto db = container_definition("db");
  db.stop_timeout = 2;
  define({app, db});
  run_all();
  ask_to_stop();
  task_.last_status = TaskStatus::stopping;
  EXPECT_EQ(actions(), (Actions{StopContainer{"app", seconds(7)}}));
  set_stopped(task_, "app", now, 143);
  EXPECT_EQ(actions(), (Actions{StopContainer{"db", seconds(2)}}));
}

TEST_F(TaskLifecycle, RemovesItsContainersBeforeItIsStopped) {
  set_stopped(task_, "app", now, 0);
  task_.last_status = TaskStatus::stopping;
  ask_to_stop();
  EXPECT_EQ(actions(), Actions{RemoveContainers{}});
  removal_ = Removal::under_way;
  EXPECT_EQ(actions(), Actions{});
  removal_ = Removal::done;
  EXPECT_EQ(actions(), Actions{SetStatus{TaskStatus::stopped}});
  task_.last_status = TaskStatus::stopped;
  EXPECT_EQ(actions(), Actions{});
}

TEST_F(TaskLifecycle, OfAnAwsvpcTaskGoesThroughDeprovisioning) {
  set_stopped(task_, "app", now, 0);
  give_interface(AttachmentStatus::attached);
  task_.last_status = TaskStatus::stopping;
  ask_to_stop();
  EXPECT_EQ(actions(), (Actions{SetStatus{TaskStatus::deprovisioning}, RemoveContainers{}}));
  task_.last_status = TaskStatus::deprovisioning;
  removal_ = Removal::done;
  EXPECT_EQ(actions(), Actions{});
  EXPECT_EQ(next().wake_at, now + pace_.network_interface_attachment);
  now_ = now + pace_.network_interface_attachment;
  EXPECT_EQ(actions(), Actions{SetStatus{TaskStatus::stopped}});
}

TEST_F(TaskLifecycle, AskedToStopWhileAttachingWaitsForTheInterfaceAndRemovesIt) {
  give_interface(AttachmentStatus::attaching);
  ask_to_stop();
  EXPECT_EQ(actions(), (Actions{SetStatus{TaskStatus::stopping}, GiveUpContainer{"app", ""}}));
  task_.containers[0].phase = ContainerPhase::stopped;
  task_.last_status = TaskStatus::stopping;
  EXPECT_EQ(actions(), Actions{});
  task_.network_interface->status = AttachmentStatus::attached;
  EXPECT_EQ(actions(), (Actions{SetStatus{TaskStatus::deprovisioning}, RemoveContainers{}}));
}

TEST_F(TaskLifecycle, IsForgottenAnHourAfterItStopped) {
  task_.stopped_at = now + seconds(5);
  EXPECT_EQ(forgotten_at(task_), now + seconds(3'605));
}

}  // namespace
}  // namespace drydock::ecs::task_lifecycle_test
