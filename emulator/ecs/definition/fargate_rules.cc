#include "emulator/ecs/definition/fargate_rules.h"

#include <algorithm>
#include <string>

#include "emulator/ecs/definition/task_size.h"
#include "emulator/ecs/errors.h"
#include "model/ecs/common.h"

namespace drydock::ecs {
namespace {

using model::ecs::ContainerDefinition;
using model::ecs::RegisterTaskDefinitionRequest;

bool wants_fargate(const RegisterTaskDefinitionRequest& request) {
  return request.requires_compatibilities &&
         std::ranges::find(*request.requires_compatibilities, model::ecs::Compatibility::fargate) !=
             request.requires_compatibilities->end();
}

Result<Done> check_size(const RegisterTaskDefinitionRequest& request) {
  if (!request.cpu) {
    return client_error("Fargate requires that 'cpu' be defined at the task level.");
  }
  if (!request.memory) {
    return client_error("Fargate requires that 'memory' be defined at the task level.");
  }
  const auto cpu = cpu_units(*request.cpu);
  const auto memory = memory_mib(*request.memory);
  if (!cpu || !memory || !is_fargate_size(*cpu, *memory)) {
    return client_error("No Fargate configuration exists for given values.");
  }
  return Done{};
}

/// Fargate pulls from ECR and writes to CloudWatch Logs as the execution role.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
Result<Done> check_execution_role(const ContainerDefinition& container) {
  if (container.image && container.image->find(".dkr.ecr.") != std::string::npos) {
    return client_error(
        "Fargate requires task definition to have execution role ARN to support ECR images.");
  }
  if (container.log_configuration &&
      container.log_configuration->log_driver == model::ecs::LogDriver::awslogs) {
    return client_error(
        "Fargate requires task definition to have execution role ARN to support log driver "
        "awslogs.");
  }
  return Done{};
}

Result<Done> check_container(const ContainerDefinition& container) {
  const std::string name = container.name.value_or("");
  if (container.privileged.value_or(false)) {
    return client_error("Invalid setting for container '" + name +
                        "'. 'privileged' is not supported with Fargate.");
  }
  if (container.stop_timeout.value_or(0) > 120) {
    return client_error("Invalid setting for container '" + name +
                        "'. The maximum 'stopTimeout' with Fargate is 120 seconds.");
  }
  if (container.start_timeout.value_or(0) > 120) {
    return client_error("Invalid setting for container '" + name +
                        "'. The maximum 'startTimeout' with Fargate is 120 seconds.");
  }
  return Done{};
}

}  // namespace

Result<Done> check_for_fargate(const RegisterTaskDefinitionRequest& request) {
  if (!wants_fargate(request)) return Done{};
  if (request.network_mode != model::ecs::NetworkMode::awsvpc) {
    return client_error("Fargate only supports network mode ‘awsvpc’.");
  }
  if (const auto checked = check_size(request); !checked) return checked;
  if (request.pid_mode == model::ecs::PidMode::host) {
    return client_error(
        "Tasks using the Fargate launch type do not support pidMode 'host'. The supported value "
        "for pidMode is 'task'.");
  }
  for (const auto& container : request.container_definitions) {
    if (const auto checked = check_container(container); !checked) return checked;
    if (request.execution_role_arn) continue;
    if (const auto checked = check_execution_role(container); !checked) return checked;
  }
  return Done{};
}

}  // namespace drydock::ecs
