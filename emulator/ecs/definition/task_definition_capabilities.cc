#include "emulator/ecs/definition/task_definition_capabilities.h"

#include <algorithm>
#include <set>
#include <string>

#include "emulator/ecs/definition/task_size.h"

namespace drydock::ecs {
namespace {

using model::ecs::Compatibility;
using model::ecs::ContainerDefinition;
using model::ecs::NetworkMode;
using Definition = model::ecs::TaskDefinition;

using Names = std::set<std::string>;

bool fits_fargate(const Definition& definition) {
  if (definition.network_mode != NetworkMode::awsvpc) return false;
  if (!definition.cpu || !definition.memory) return false;
  if (definition.pid_mode == model::ecs::PidMode::host) return false;
  const auto& containers = *definition.container_definitions;
  if (std::ranges::any_of(containers, [](const ContainerDefinition& container) {
        return container.privileged.value_or(false);
      })) {
    return false;
  }
  const auto cpu = cpu_units(*definition.cpu);
  const auto memory = memory_mib(*definition.memory);
  return cpu && memory && is_fargate_size(*cpu, *memory);
}

void add_logging(const ContainerDefinition& container, bool has_execution_role, Names& names) {
  if (!container.log_configuration) return;
  const auto driver = container.log_configuration->log_driver;
  names.insert("com.amazonaws.ecs.capability.logging-driver." +
               std::string(model::to_text(driver)));
  names.insert("com.amazonaws.ecs.capability.docker-remote-api.1.19");
  if (driver == model::ecs::LogDriver::awslogs && has_execution_role) {
    names.insert("ecs.capability.execution-role-awslogs");
  }
}

void add_image(const ContainerDefinition& container, bool has_execution_role, Names& names) {
  if (container.image->find(".dkr.ecr.") == std::string::npos) return;
  names.insert("com.amazonaws.ecs.capability.ecr-auth");
  if (has_execution_role) names.insert("ecs.capability.execution-role-ecr-pull");
}

void add_container(const ContainerDefinition& container, bool has_execution_role, Names& names) {
  add_image(container, has_execution_role, names);
  add_logging(container, has_execution_role, names);
  if (container.memory_reservation) {
    names.insert("com.amazonaws.ecs.capability.docker-remote-api.1.21");
  }
  if (container.privileged.value_or(false)) {
    names.insert("com.amazonaws.ecs.capability.privileged-container");
  }
  if (container.health_check) names.insert("ecs.capability.container-health-check");
  if (container.depends_on && !container.depends_on->empty()) {
    names.insert("ecs.capability.container-ordering");
  }
  if (container.restart_policy) names.insert("ecs.capability.container-restart-policy");
}

}  // namespace

std::vector<Compatibility> compatibilities(const Definition& definition) {
  std::vector<Compatibility> found = {Compatibility::ec2};
  if (fits_fargate(definition)) found.push_back(Compatibility::fargate);
  if (definition.network_mode != NetworkMode::awsvpc) {
    found.insert(found.begin(), Compatibility::external);
  }
  return found;
}

std::vector<model::ecs::Attribute> required_attributes(const Definition& definition) {
  Names names = {"com.amazonaws.ecs.capability.docker-remote-api.1.18"};
  if (definition.network_mode == NetworkMode::awsvpc) names.insert("ecs.capability.task-eni");
  if (definition.cpu || definition.memory) names.insert("ecs.capability.task-cpu-mem-limit");
  if (definition.task_role_arn) {
    names.insert(definition.network_mode == NetworkMode::host
                     ? "com.amazonaws.ecs.capability.task-iam-role-network-host"
                     : "com.amazonaws.ecs.capability.task-iam-role");
  }
  if (definition.pid_mode || definition.ipc_mode) {
    names.insert("ecs.capability.pid-ipc-namespace-sharing");
  }
  for (const auto& container : *definition.container_definitions) {
    add_container(container, definition.execution_role_arn.has_value(), names);
  }
  std::vector<model::ecs::Attribute> attributes;
  for (const auto& name : names) attributes.push_back({.name = name});
  return attributes;
}

}  // namespace drydock::ecs
