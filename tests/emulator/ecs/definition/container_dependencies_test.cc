#include "emulator/ecs/definition/container_dependencies.h"

#include <gtest/gtest.h>

#include "tests/emulator/ecs/task_builder.h"

namespace drydock::ecs::container_dependencies_test {
namespace {

using Kind = DependencyVerdict::Kind;
using model::ecs::ContainerCondition;

constexpr TimePoint start{seconds(1'000)};

model::ecs::TaskDefinition app_needs_init(ContainerCondition condition,
                                          std::optional<int> start_timeout = {}) {
  auto app = container_definition("app");
  app.depends_on.emplace().push_back(dependency("init", condition));
  auto init = container_definition("init", false);
  init.start_timeout = start_timeout;
  return task_definition({app, init});
}

/// What a dependency has come to.
enum class Init { waiting, running, healthy, unhealthy, ended_well, ended_badly, never_ran };

Task task_with(const model::ecs::TaskDefinition& definition, Init init) {
  Task task = pending_task(definition, start);
  Container& container = *find_container(task, "init");
  switch (init) {
    case Init::waiting:
      break;
    case Init::running:
      set_running(task, "init", start);
      break;
    case Init::healthy:
      set_running(task, "init", start);
      container.health.status = HealthStatus::healthy;
      break;
    case Init::unhealthy:
      set_running(task, "init", start);
      container.health.status = HealthStatus::unhealthy;
      break;
    case Init::ended_well:
      set_stopped(task, "init", start, 0);
      break;
    case Init::ended_badly:
      set_stopped(task, "init", start, 3);
      break;
    case Init::never_ran:
      container.phase = ContainerPhase::stopped;
      break;
  }
  return task;
}

struct Row {
  ContainerCondition condition;
  Init init;
  Kind then;
};

TEST(ContainerDependencies, FollowTheConditionRowByRow) {
  const Row rows[] = {
      {ContainerCondition::start, Init::waiting, Kind::waiting},
      {ContainerCondition::start, Init::running, Kind::met},
      {ContainerCondition::start, Init::ended_badly, Kind::met},
      {ContainerCondition::start, Init::never_ran, Kind::never},
      {ContainerCondition::complete, Init::running, Kind::waiting},
      {ContainerCondition::complete, Init::ended_well, Kind::met},
      {ContainerCondition::complete, Init::ended_badly, Kind::met},
      {ContainerCondition::complete, Init::never_ran, Kind::never},
      {ContainerCondition::success, Init::running, Kind::waiting},
      {ContainerCondition::success, Init::ended_well, Kind::met},
      {ContainerCondition::success, Init::ended_badly, Kind::never},
      {ContainerCondition::success, Init::never_ran, Kind::never},
      {ContainerCondition::healthy, Init::waiting, Kind::waiting},
      {ContainerCondition::healthy, Init::running, Kind::waiting},
      {ContainerCondition::healthy, Init::healthy, Kind::met},
      {ContainerCondition::healthy, Init::unhealthy, Kind::waiting},
      {ContainerCondition::healthy, Init::ended_well, Kind::never},
  };
  for (const Row& row : rows) {
    const auto definition = app_needs_init(row.condition);
    const Task task = task_with(definition, row.init);
    const auto& app = definition.container_definitions->front();
    EXPECT_EQ(check_dependencies(task, definition, app, start).kind, row.then)
        << to_text(row.condition) << " with init " << static_cast<int>(row.init);
  }
}

TEST(ContainerDependencies, AreNoMattersForAContainerWithoutAny) {
  const auto definition = task_definition({container_definition("app")});
  const Task task = pending_task(definition, start);
  const auto& app = definition.container_definitions->front();
  EXPECT_EQ(check_dependencies(task, definition, app, start).kind, Kind::met);
}

TEST(ContainerDependencies, TimeOutFromTheDependencysOwnStart) {
  const auto definition = app_needs_init(ContainerCondition::healthy, 20);
  const auto& app = definition.container_definitions->front();
  const Task task = task_with(definition, Init::running);
  const auto before = check_dependencies(task, definition, app, start + seconds(19));
  EXPECT_EQ(before.kind, Kind::waiting);
  EXPECT_EQ(before.until, start + seconds(20));
  const auto after = check_dependencies(task, definition, app, start + seconds(20));
  EXPECT_EQ(after.kind, Kind::never);
  EXPECT_EQ(after.reason,
            "TaskDependencyError: dependency graph: container ordering dependency [init] for "
            "target [app] has timed out.");
}

TEST(ContainerDependencies, DoNotTimeOutBeforeTheDependencyStarts) {
  const auto definition = app_needs_init(ContainerCondition::complete, 2);
  const auto& app = definition.container_definitions->front();
  const Task task = task_with(definition, Init::waiting);
  const auto verdict = check_dependencies(task, definition, app, start + seconds(500));
  EXPECT_EQ(verdict.kind, Kind::waiting);
  EXPECT_EQ(verdict.until, std::nullopt);
}

TEST(ContainerDependencies, NameTheDependencyThatFailed) {
  const auto definition = app_needs_init(ContainerCondition::success);
  const auto& app = definition.container_definitions->front();
  const Task task = task_with(definition, Init::ended_badly);
  EXPECT_EQ(check_dependencies(task, definition, app, start).reason,
            "TaskDependencyError: dependency graph: failed to resolve the container ordering "
            "dependency [init] for target [app] as dependency did not exit successfully.");
}

TEST(ContainerDependencies, StopInTheReverseOrder) {
  const auto definition = app_needs_init(ContainerCondition::start);
  Task task = task_with(definition, Init::running);
  set_running(task, "app", start);
  EXPECT_TRUE(dependants_have_stopped(task, definition, "app"));
  EXPECT_FALSE(dependants_have_stopped(task, definition, "init"));
  set_stopped(task, "app", start, 143);
  EXPECT_TRUE(dependants_have_stopped(task, definition, "init"));
}

}  // namespace
}  // namespace drydock::ecs::container_dependencies_test
