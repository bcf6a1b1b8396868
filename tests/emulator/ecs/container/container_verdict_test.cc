#include <gtest/gtest.h>

#include "emulator/ecs/scheduler/service_view.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/target_state.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs::container_verdict_test {
namespace {

/// A task of an app and a sidecar, each with or without a check.
struct Pair {
  TaskDefinition definition;
  Task task;

  Pair(bool app_checked, bool sidecar_checked, bool sidecar_essential = true) {
    auto& containers = definition.definition.container_definitions.emplace();
    containers.push_back({.name = "app"});
    containers.push_back({.name = "sidecar", .essential = sidecar_essential});
    const model::ecs::HealthCheck check{.command = {"CMD-SHELL", "true"}};
    if (app_checked) containers[0].health_check = check;
    if (sidecar_checked) containers[1].health_check = check;
    task.containers = {{.name = "app"}, {.name = "sidecar"}};
  }

  CheckVerdict verdict(HealthStatus app, HealthStatus sidecar) {
    task.containers[0].health.status = app;
    task.containers[1].health.status = sidecar;
    return container_verdict(task, definition);
  }
};

constexpr HealthStatus unknown = HealthStatus::unknown;
constexpr HealthStatus healthy = HealthStatus::healthy;
constexpr HealthStatus unhealthy = HealthStatus::unhealthy;

TEST(ContainerVerdict, IsUncheckedWithoutAnEssentialContainerThatHasACheck) {
  EXPECT_EQ(Pair(false, false).verdict(unknown, unknown), CheckVerdict::unchecked);
  EXPECT_EQ(Pair(false, true, false).verdict(unknown, unhealthy), CheckVerdict::unchecked);
}

TEST(ContainerVerdict, DoesNotWaitForASidecarWithoutACheck) {
  Pair pair(true, false);
  EXPECT_EQ(pair.verdict(unknown, unknown), CheckVerdict::undecided);
  EXPECT_EQ(pair.verdict(healthy, unknown), CheckVerdict::passing);
  EXPECT_EQ(pair.verdict(unhealthy, unknown), CheckVerdict::failing);
}

TEST(ContainerVerdict, PassesOnlyWhenEveryCheckDoes) {
  Pair pair(true, true);
  EXPECT_EQ(pair.verdict(healthy, unknown), CheckVerdict::undecided);
  EXPECT_EQ(pair.verdict(unknown, healthy), CheckVerdict::undecided);
  EXPECT_EQ(pair.verdict(healthy, unhealthy), CheckVerdict::failing);
  EXPECT_EQ(pair.verdict(healthy, healthy), CheckVerdict::passing);
}

}  // namespace
}  // namespace drydock::ecs::container_verdict_test
