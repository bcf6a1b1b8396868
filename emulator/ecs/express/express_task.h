#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/base/result.h"
#include "emulator/base/take.h"
#include "model/ecs/express_gateway_service.h"
#include "model/ecs/task_definition.h"

/// The task definition of an Express service: what a call says of one, what is registered, and what
/// is told of it.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-work.html
namespace drydock::ecs {

/// The container that gets the requests.
inline constexpr std::string_view express_container = "Main";

/// Tasks in the words of Express Mode, with the defaults that the API reference gives them (the
/// developer guide's table has 1024 and 2048).
struct ExpressTask {
  std::optional<std::string> execution_role_arn;
  std::optional<std::string> task_role_arn;
  std::optional<std::string> cpu = "256";
  std::optional<std::string> memory = "512";
  /// Absent only where a customer's definition says nothing of it.
  std::optional<model::ecs::ExpressCpuArchitecture> cpu_architecture =
      model::ecs::ExpressCpuArchitecture::x86_64;
  model::ecs::ExpressGatewayContainer container;

  friend bool operator==(const ExpressTask&, const ExpressTask&) = default;
};

/// Whether the call, to create or to update, says something of tasks that a definition would say.
template <class Request>
bool describes_task(const Request& request) {
  return request.primary_container || request.execution_role_arn || request.task_role_arn ||
         request.cpu || request.memory || request.cpu_architecture;
}

/// The container as it is, but for what is given: what a call leaves out stays.
void amend(const model::ecs::ExpressGatewayContainer& given,
           model::ecs::ExpressGatewayContainer& container);

/// The tasks as they are, but for what the call gives.
template <class Request>
void amend(const Request& request, ExpressTask& task) {
  take(request.execution_role_arn, task.execution_role_arn);
  take(request.task_role_arn, task.task_role_arn);
  take(request.cpu, task.cpu);
  take(request.memory, task.memory);
  take(request.cpu_architecture, task.cpu_architecture);
  if (request.primary_container) amend(*request.primary_container, task.container);
}

/// What is to be registered for these tasks: Fargate, awsvpc, one container "Main" with one port.
model::ecs::RegisterTaskDefinitionRequest registration_of(const ExpressTask& task,
                                                          const std::string& family,
                                                          const std::string& region);
/// The definition, of Express Mode's making or of the customer's, in its words.
ExpressTask task_of(const model::ecs::TaskDefinition& definition);
/// Whether both say the same of tasks, whatever their revisions are.
bool is_same(const model::ecs::TaskDefinition& one, const model::ecs::TaskDefinition& other);

/// The port that the load balancer sends requests to.
int port_of(const model::ecs::TaskDefinition& definition);

/// What AWS demands of a customer's definition: Fargate, and a container "Main" with a single TCP
/// port mapping that has a port and a name. The words are drydock's.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateExpressGatewayService.html
Result<Done> check_express(const model::ecs::TaskDefinition& definition);

}  // namespace drydock::ecs
