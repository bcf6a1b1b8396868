#include "emulator/ecs/daemon/daemon_task_definition_rules.h"

#include <gtest/gtest.h>

namespace drydock::ecs::daemon_task_definition_rules_test {
namespace {

using model::ecs::RegisterDaemonTaskDefinitionRequest;

RegisterDaemonTaskDefinitionRequest request() {
  RegisterDaemonTaskDefinitionRequest made;
  made.family = "agent";
  model::ecs::DaemonContainerDefinition container;
  container.name = "agent";
  container.image = "agent:v1";
  container.memory = 64;
  made.container_definitions.push_back(container);
  return made;
}

TEST(DaemonTaskDefinitionRules, MakeTheDefinitionThatTasksRun) {
  auto wanted = request();
  wanted.cpu = "256";
  wanted.pid_mode = model::ecs::DaemonPidMode::shared;
  wanted.ipc_mode = model::ecs::DaemonIpcMode::none;
  wanted.container_definitions[0].command = {{"watch"}};
  auto& linux_parameters = wanted.container_definitions[0].linux_parameters.emplace();
  linux_parameters.init_process_enabled = true;
  auto& point = wanted.container_definitions[0].mount_points.emplace().emplace_back();
  point.source_volume = "logs";
  wanted.volumes.emplace().emplace_back().name = "logs";
  const auto made = new_daemon_task_definition(wanted);
  ASSERT_TRUE(made) << made.error().message();
  const auto& task = made->task.definition;
  EXPECT_EQ(task.network_mode, model::ecs::NetworkMode::bridge);
  EXPECT_EQ(task.cpu, "256");
  EXPECT_EQ(task.pid_mode, model::ecs::PidMode::host);
  EXPECT_EQ(task.ipc_mode, std::nullopt);
  EXPECT_EQ(task.volumes->front().name, "logs");
  const auto& container = task.container_definitions->front();
  EXPECT_EQ(container.command->front(), "watch");
  EXPECT_EQ(container.linux_parameters->init_process_enabled, true);
  EXPECT_EQ(container.mount_points->front().source_volume, "logs");
}

TEST(DaemonTaskDefinitionRules, KeepWhatWasRegisteredAndTellDefaults) {
  const auto made = new_daemon_task_definition(request());
  ASSERT_TRUE(made);
  const auto& container = made->definition.container_definitions->front();
  EXPECT_EQ(container.image, "agent:v1");
  EXPECT_EQ(container.cpu, 0);
  EXPECT_EQ(container.essential, true);
  EXPECT_EQ(container.environment, std::nullopt);
}

TEST(DaemonTaskDefinitionRules, AreThoseOfOtherTaskDefinitions) {
  auto nameless = request();
  nameless.container_definitions[0].name.reset();
  EXPECT_EQ(new_daemon_task_definition(nameless).error().message(),
            "Container.name should not be null or empty.");
  auto unknown = request();
  unknown.container_definitions[0].mount_points.emplace().emplace_back().source_volume = "logs";
  EXPECT_EQ(new_daemon_task_definition(unknown).error().message(), "Unknown volume 'logs'.");
  auto logs = request();
  logs.volumes.emplace().emplace_back().log_driver_volume_configuration.emplace();
  EXPECT_EQ(new_daemon_task_definition(logs).error().message(),
            "drydock does not emulate the volumes of log drivers.");
}

}  // namespace
}  // namespace drydock::ecs::daemon_task_definition_rules_test
