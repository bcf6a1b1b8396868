#include "emulator/ecs/daemon/daemon_task_definition_rules.h"

#include <optional>
#include <string>
#include <utility>

#include "emulator/ecs/definition/task_definition_completion.h"
#include "emulator/ecs/definition/task_definition_rules.h"
#include "emulator/ecs/errors.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs {
namespace {

using model::ecs::ContainerDefinition;
using model::ecs::DaemonContainerDefinition;
using model::ecs::RegisterDaemonTaskDefinitionRequest;
using model::ecs::RegisterTaskDefinitionRequest;

std::optional<model::ecs::LinuxParameters> linux_parameters(
    const std::optional<model::ecs::DaemonLinuxParameters>& given) {
  if (!given) return std::nullopt;
  model::ecs::LinuxParameters made;
  made.capabilities = given->capabilities;
  made.devices = given->devices;
  made.init_process_enabled = given->init_process_enabled;
  made.tmpfs = given->tmpfs;
  return made;
}

void take_settings(ContainerDefinition& made, const DaemonContainerDefinition& given) {
  made.repository_credentials = given.repository_credentials;
  made.entry_point = given.entry_point;
  made.command = given.command;
  made.working_directory = given.working_directory;
  made.environment_files = given.environment_files;
  made.environment = given.environment;
  made.secrets = given.secrets;
  made.mount_points = given.mount_points;
  made.log_configuration = given.log_configuration;
  made.firelens_configuration = given.firelens_configuration;
  made.user = given.user;
  made.interactive = given.interactive;
  made.pseudo_terminal = given.pseudo_terminal;
}

ContainerDefinition container_of(const DaemonContainerDefinition& given) {
  ContainerDefinition made;
  made.name = given.name;
  made.image = given.image;
  made.cpu = given.cpu;
  made.memory = given.memory;
  made.memory_reservation = given.memory_reservation;
  made.essential = given.essential;
  take_settings(made, given);
  made.health_check = given.health_check;
  made.depends_on = given.depends_on;
  made.start_timeout = given.start_timeout;
  made.stop_timeout = given.stop_timeout;
  made.restart_policy = given.restart_policy;
  made.readonly_root_filesystem = given.readonly_root_filesystem;
  made.privileged = given.privileged;
  made.ulimits = given.ulimits;
  made.system_controls = given.system_controls;
  made.linux_parameters = linux_parameters(given.linux_parameters);
  return made;
}

Result<model::ecs::Volume> volume_of(const model::ecs::DaemonVolume& given) {
  if (given.log_driver_volume_configuration) {
    return client_error("drydock does not emulate the volumes of log drivers.");
  }
  model::ecs::Volume made;
  made.name = given.name;
  made.host = given.host;
  return made;
}

/// What the tasks run, as a service's definition would say it.
Result<RegisterTaskDefinitionRequest> task_request(
    const RegisterDaemonTaskDefinitionRequest& given) {
  RegisterTaskDefinitionRequest made;
  made.family = given.family;
  made.task_role_arn = given.task_role_arn;
  made.execution_role_arn = given.execution_role_arn;
  made.cpu = given.cpu;
  made.memory = given.memory;
  made.network_mode = model::ecs::NetworkMode::bridge;
  if (given.pid_mode == model::ecs::DaemonPidMode::shared) {
    made.pid_mode = model::ecs::PidMode::host;
  }
  if (given.ipc_mode == model::ecs::DaemonIpcMode::shared) {
    made.ipc_mode = model::ecs::IpcMode::host;
  }
  for (const auto& container : given.container_definitions) {
    made.container_definitions.push_back(container_of(container));
  }
  if (!given.volumes) return made;
  made.volumes.emplace();
  for (const auto& volume : *given.volumes) {
    auto bound = volume_of(volume);
    if (!bound) return bound.error();
    made.volumes->push_back(*std::move(bound));
  }
  return made;
}

/// Members that have a default are told with it.
model::ecs::DaemonTaskDefinition described(const RegisterDaemonTaskDefinitionRequest& request,
                                           const model::ecs::TaskDefinition& task) {
  model::ecs::DaemonTaskDefinition made;
  made.family = request.family;
  made.task_role_arn = request.task_role_arn;
  made.execution_role_arn = request.execution_role_arn;
  made.container_definitions = request.container_definitions;
  for (auto& container : *made.container_definitions) {
    if (!container.cpu) container.cpu = 0;
    if (!container.essential) container.essential = true;
  }
  made.volumes = request.volumes;
  made.cpu = task.cpu;
  made.memory = task.memory;
  made.pid_mode = request.pid_mode;
  made.ipc_mode = request.ipc_mode;
  return made;
}

}  // namespace

Result<DaemonTaskDefinition> new_daemon_task_definition(
    const RegisterDaemonTaskDefinitionRequest& request) {
  const auto task = task_request(request);
  if (!task) return task.error();
  if (const auto checked = check(*task); !checked) return checked.error();
  DaemonTaskDefinition made;
  made.task.definition = complete(*task);
  made.definition = described(request, made.task.definition);
  made.tags = request.tags.value_or(std::vector<model::ecs::Tag>{});
  return made;
}

}  // namespace drydock::ecs
