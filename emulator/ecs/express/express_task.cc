#include "emulator/ecs/express/express_task.h"

#include <algorithm>
#include <map>
#include <utility>

#include "emulator/ecs/errors.h"
#include "emulator/ecs/task_definition.h"

namespace drydock::ecs {
namespace {

using model::ecs::ContainerDefinition;
using model::ecs::ExpressCpuArchitecture;
using model::ecs::ExpressGatewayContainer;
using Definition = model::ecs::TaskDefinition;

constexpr int usual_port = 80;
constexpr const char* log_group = "awslogs-group";
constexpr const char* log_region = "awslogs-region";
constexpr const char* log_prefix = "awslogs-stream-prefix";

model::ecs::LogConfiguration logs_of(
    const model::ecs::ExpressGatewayServiceAwsLogsConfiguration& logs, const std::string& region) {
  return {.log_driver = model::ecs::LogDriver::awslogs,
          .options = std::map<std::string, std::string>{{log_group, logs.log_group},
                                                        {log_region, region},
                                                        {log_prefix, logs.log_stream_prefix}},
          .secret_options = {}};
}

ContainerDefinition definition_of(const ExpressGatewayContainer& given, const std::string& region) {
  const int port = given.container_port.value_or(usual_port);
  ContainerDefinition container;
  container.name = express_container;
  container.image = given.image;
  container.essential = true;
  container.port_mappings.emplace().push_back({.container_port = port,
                                               .protocol = model::ecs::TransportProtocol::tcp,
                                               .name = "main-" + std::to_string(port) + "-tcp"});
  container.command = given.command;
  container.environment = given.environment;
  container.secrets = given.secrets;
  if (given.repository_credentials && given.repository_credentials->credentials_parameter) {
    container.repository_credentials.emplace().credentials_parameter =
        *given.repository_credentials->credentials_parameter;
  }
  if (given.aws_logs_configuration) {
    container.log_configuration = logs_of(*given.aws_logs_configuration, region);
  }
  return container;
}

std::optional<model::ecs::ExpressGatewayServiceAwsLogsConfiguration> logs_of(
    const std::optional<model::ecs::LogConfiguration>& logs) {
  if (!logs || logs->log_driver != model::ecs::LogDriver::awslogs || !logs->options) return {};
  const auto option = [&](const char* name) {
    const auto found = logs->options->find(name);
    return found == logs->options->end() ? std::string() : found->second;
  };
  return model::ecs::ExpressGatewayServiceAwsLogsConfiguration{
      .log_group = option(log_group), .log_stream_prefix = option(log_prefix)};
}

ExpressGatewayContainer container_of(const ContainerDefinition& container) {
  ExpressGatewayContainer shown;
  shown.image = container.image.value_or("");
  if (container.port_mappings && !container.port_mappings->empty()) {
    shown.container_port = container.port_mappings->front().container_port;
  }
  shown.command = container.command;
  shown.environment = container.environment;
  shown.secrets = container.secrets;
  if (container.repository_credentials) {
    shown.repository_credentials.emplace().credentials_parameter =
        container.repository_credentials->credentials_parameter;
  }
  shown.aws_logs_configuration = logs_of(container.log_configuration);
  return shown;
}

model::ecs::CPUArchitecture architecture_of(ExpressCpuArchitecture architecture) {
  return architecture == ExpressCpuArchitecture::arm64 ? model::ecs::CPUArchitecture::arm64
                                                       : model::ecs::CPUArchitecture::x86_64;
}

std::optional<ExpressCpuArchitecture> architecture_of(
    const std::optional<model::ecs::RuntimePlatform>& platform) {
  if (!platform || !platform->cpu_architecture) return std::nullopt;
  return *platform->cpu_architecture == model::ecs::CPUArchitecture::arm64
             ? ExpressCpuArchitecture::arm64
             : ExpressCpuArchitecture::x86_64;
}

/// The definition without what registering it adds.
Definition content_of(Definition definition) {
  definition.task_definition_arn.reset();
  definition.revision.reset();
  definition.status.reset();
  definition.registered_at.reset();
  definition.registered_by.reset();
  definition.deregistered_at.reset();
  return definition;
}

bool runs_on_fargate(const Definition& definition) {
  const auto& places = definition.compatibilities;
  return places && std::ranges::find(*places, model::ecs::Compatibility::fargate) != places->end();
}

}  // namespace

void amend(const ExpressGatewayContainer& given, ExpressGatewayContainer& container) {
  container.image = given.image;
  take(given.container_port, container.container_port);
  take(given.aws_logs_configuration, container.aws_logs_configuration);
  take(given.repository_credentials, container.repository_credentials);
  take(given.command, container.command);
  take(given.environment, container.environment);
  take(given.secrets, container.secrets);
}

model::ecs::RegisterTaskDefinitionRequest registration_of(const ExpressTask& task,
                                                          const std::string& family,
                                                          const std::string& region) {
  model::ecs::RegisterTaskDefinitionRequest request;
  request.family = family;
  request.task_role_arn = task.task_role_arn;
  request.execution_role_arn = task.execution_role_arn;
  request.network_mode = model::ecs::NetworkMode::awsvpc;
  request.requires_compatibilities.emplace().push_back(model::ecs::Compatibility::fargate);
  request.cpu = task.cpu;
  request.memory = task.memory;
  request.container_definitions.push_back(definition_of(task.container, region));
  auto& platform = request.runtime_platform.emplace();
  platform.operating_system_family = model::ecs::OSFamily::linux_;
  if (task.cpu_architecture) platform.cpu_architecture = architecture_of(*task.cpu_architecture);
  return request;
}

ExpressTask task_of(const Definition& definition) {
  ExpressTask task;
  task.execution_role_arn = definition.execution_role_arn;
  task.task_role_arn = definition.task_role_arn;
  task.cpu = definition.cpu;
  task.memory = definition.memory;
  task.cpu_architecture = architecture_of(definition.runtime_platform);
  const auto* container = find_container_definition(definition, express_container);
  if (container != nullptr) task.container = container_of(*container);
  return task;
}

bool is_same(const Definition& one, const Definition& other) {
  return content_of(one) == content_of(other);
}

int port_of(const Definition& definition) {
  const auto* container = find_container_definition(definition, express_container);
  return container == nullptr ? usual_port
                              : container_of(*container).container_port.value_or(usual_port);
}

Result<Done> check_express(const Definition& definition) {
  if (!runs_on_fargate(definition)) {
    return invalid_parameter("The task definition must have FARGATE compatibility.");
  }
  const auto* container = find_container_definition(definition, express_container);
  if (container == nullptr) {
    return invalid_parameter("The task definition must have a container named Main.");
  }
  const auto& mappings = container->port_mappings;
  const bool is_single = mappings && mappings->size() == 1;
  if (!is_single || !mappings->front().container_port || !mappings->front().name ||
      mappings->front().protocol == model::ecs::TransportProtocol::udp) {
    return invalid_parameter(
        "The container Main must have a single TCP port mapping that includes a container port and "
        "a port name.");
  }
  return Done{};
}

}  // namespace drydock::ecs
