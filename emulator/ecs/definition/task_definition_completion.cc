#include "emulator/ecs/definition/task_definition_completion.h"

#include <utility>

#include "emulator/ecs/definition/task_definition_capabilities.h"
#include "emulator/ecs/definition/task_size.h"
#include "model/ecs/common.h"

namespace drydock::ecs {
namespace {

using model::ecs::ContainerDefinition;
using model::ecs::NetworkMode;

/// Gives a member that AWS always tells a value.
template <class T>
void fill(std::optional<T>& member, T value = {}) {
  if (!member) member = std::move(value);
}

/// A port that a caller leaves out is the container's in awsvpc and host mode; in bridge mode 0
/// asks for any free one.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
void complete(model::ecs::PortMapping& mapping, NetworkMode mode) {
  fill(mapping.protocol, model::ecs::TransportProtocol::tcp);
  if (!mapping.container_port) return;
  const bool same = mode == NetworkMode::awsvpc || mode == NetworkMode::host;
  if (same) mapping.host_port = mapping.container_port;
  fill(mapping.host_port, 0);
}

void complete(ContainerDefinition& container, NetworkMode mode) {
  fill(container.cpu, 0);
  fill(container.essential, true);
  fill(container.port_mappings);
  fill(container.environment);
  fill(container.mount_points);
  fill(container.volumes_from);
  fill(container.system_controls);
  for (auto& mapping : *container.port_mappings) complete(mapping, mode);
  for (auto& variable : *container.environment) fill(variable.value);
  if (container.health_check) {
    fill(container.health_check->interval, 30);
    fill(container.health_check->timeout, 5);
    fill(container.health_check->retries, 3);
  }
}

}  // namespace

model::ecs::TaskDefinition complete(const model::ecs::RegisterTaskDefinitionRequest& request) {
  model::ecs::TaskDefinition made;
  made.family = request.family;
  made.container_definitions = request.container_definitions;
  made.task_role_arn = request.task_role_arn;
  made.execution_role_arn = request.execution_role_arn;
  made.network_mode = request.network_mode;
  made.volumes = request.volumes;
  made.placement_constraints = request.placement_constraints;
  made.runtime_platform = request.runtime_platform;
  made.requires_compatibilities = request.requires_compatibilities;
  made.pid_mode = request.pid_mode;
  made.ipc_mode = request.ipc_mode;
  made.proxy_configuration = request.proxy_configuration;
  made.inference_accelerators = request.inference_accelerators;
  made.ephemeral_storage = request.ephemeral_storage;
  made.enable_fault_injection = request.enable_fault_injection;
  if (request.cpu) made.cpu = std::to_string(cpu_units(*request.cpu).value());
  if (request.memory) made.memory = std::to_string(memory_mib(*request.memory).value());
  fill(made.volumes);
  fill(made.placement_constraints);
  const NetworkMode mode = request.network_mode.value_or(NetworkMode::bridge);
  for (auto& container : *made.container_definitions) complete(container, mode);
  made.compatibilities = compatibilities(made);
  made.requires_attributes = required_attributes(made);
  return made;
}

}  // namespace drydock::ecs
