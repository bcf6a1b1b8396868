// What becomes of tasks when the engine's events are lost, told late or told twice.

#include <gtest/gtest.h>

#include "emulator/ecs/task.h"
#include "model/ecs/task.h"
#include "model/ecs/task_definition.h"
#include "tests/runtime/controllers/supervised_tasks.h"

namespace drydock::engine_events_test {
namespace {

using ecs::TaskStatus;
using model::ecs::TaskStopCode;

class EngineEvents : public testing::SupervisedTasks {
 protected:
  void restart_on_exit() {
    auto& policy = app().restart_policy.emplace();
    policy.enabled = true;
    policy.restart_attempt_period = 60;
  }
};

TEST_F(EngineEvents, ThatAreLostAreMadeUpFor) {
  run_task_until_running();
  engine_.loses_events = true;
  engine_.crash(container().engine_id, 7);
  pass(seconds(20));
  EXPECT_EQ(task().last_status, TaskStatus::running) << "nobody has told of it";
  pass(seconds(11));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::essential_container_exited);
  EXPECT_EQ(container().exit_code, 7);
  EXPECT_TRUE(engine_.containers().empty());
}

TEST_F(EngineEvents, OfWhatSomebodyRemovesAreMadeUpFor) {
  run_task_until_running();
  engine_.loses_events = true;
  testing::await(context_, engine_.remove(container().engine_id));
  pass(seconds(31));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::essential_container_exited);
}

TEST_F(EngineEvents, OfAPauseContainerAreMadeUpFor) {
  definition_.definition.network_mode = model::ecs::NetworkMode::awsvpc;
  run_task_until_running();
  engine_.loses_events = true;
  engine_.crash(task().network_interface->pause_container_id);
  pass(seconds(31));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::essential_container_exited);
}

TEST_F(EngineEvents, ThatAreLostDoNotKeepAContainerFromItsRestart) {
  restart_on_exit();
  run_task_until_running();
  pass(seconds(70));
  engine_.loses_events = true;
  engine_.crash(container().engine_id, 1);
  pass(seconds(31));
  EXPECT_EQ(task().last_status, TaskStatus::running);
  EXPECT_EQ(container().restarts, 1);
}

TEST_F(EngineEvents, AreMadeUpForByOneQuestionForAllTasks) {
  for (int tasks = 0; tasks < 5; ++tasks) run_task_until_running();
  engine_.lists = 0;
  pass(seconds(60));
  EXPECT_EQ(engine_.lists, 2);
}

TEST_F(EngineEvents, AreNotAskedAfterWhereThereIsNoTask) {
  run_task_until_running();
  stop_task();
  pass(seconds(31));
  ASSERT_EQ(task().last_status, TaskStatus::stopped);
  engine_.lists = 0;
  pass(seconds(600));
  EXPECT_EQ(engine_.lists, 0);
}

TEST_F(EngineEvents, AreAskedAfterAgainAfterABug) {
  run_task_until_running();
  engine_.loses_events = true;
  engine_.bugs_in_list = 1;
  engine_.crash(container().engine_id, 7);
  pass(seconds(35));
  EXPECT_EQ(engine_.bugs_in_list, 0);
  EXPECT_EQ(task().last_status, TaskStatus::running);
  pass(seconds(30));
  EXPECT_EQ(container().exit_code, 7);
}

TEST_F(EngineEvents, ThatHaveNotHappenedYetAreNotTakenForLost) {
  definition_.definition.network_mode = model::ecs::NetworkMode::awsvpc;
  behaviour("shop:v1").pull_after = seconds(40);
  behaviour("shop:v1").start_after = seconds(40);
  run_task();
  pass(seconds(90));
  EXPECT_EQ(task().last_status, TaskStatus::running);
  EXPECT_EQ(engine_.containers().size(), 2U);
  EXPECT_EQ(container().exit_code, std::nullopt);
}

TEST_F(EngineEvents, ThatAreToldTwiceCountOnce) {
  restart_on_exit();
  run_task_until_running();
  pass(seconds(70));
  engine_.crash(container().engine_id, 1);
  engine_.tell_of_end(task(), container().engine_id);
  pass(seconds(1));
  engine_.tell_of_end(task(), container().engine_id);
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::running);
  EXPECT_EQ(container().restarts, 1);
}

TEST_F(EngineEvents, ThatComeLateChangeNothing) {
  define_container("sidecar", "sidecar:v1").essential = false;
  run_task_until_running();
  const std::string sidecar = container("sidecar").engine_id;
  engine_.crash(sidecar, 3);
  pass(seconds(1));
  ASSERT_EQ(container("sidecar").exit_code, 3);
  stop_task();
  engine_.tell_of_end(task(), sidecar);
  engine_.tell_of_end(task(), container().engine_id);
  pass(seconds(1));
  engine_.tell_of_end(task(), container().engine_id);
  pass(seconds(1));
  EXPECT_EQ(task().last_status, TaskStatus::stopped);
  EXPECT_EQ(task().stop_code, TaskStopCode::user_initiated);
  EXPECT_EQ(container("sidecar").exit_code, 3);
  EXPECT_EQ(container().exit_code, 0);
}

}  // namespace
}  // namespace drydock::engine_events_test
