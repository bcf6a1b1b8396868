#pragma once

#include <optional>
#include <string>

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "emulator/ecs/definition/host_access.h"
#include "emulator/ecs/express/express_front.h"
#include "emulator/ecs/express/express_scaling.h"
#include "emulator/ecs/service.h"
#include "model/ecs/express_gateway_service.h"
#include "model/ecs/task_definition.h"

/// What the calls of ECS Express Mode make of a request: what is to be, checked, and nothing
/// stored.
namespace drydock::ecs::api {

/// What tasks are to be made of: a definition of the customer's, or one to be registered.
struct ExpressDefinition {
  model::ecs::TaskDefinition definition;
  bool is_customers = false;
};

/// A service to be made, with all that goes around it.
struct NewExpressService {
  Service service;  ///< But for its task definition and its load balancer.
  ExpressDefinition definition;
  ExpressFront front;
  ExpressScaling scaling;
};

/// `access`: what its containers may have of this machine.
Result<NewExpressService> new_express_service(
    aws::Context& context, const model::ecs::CreateExpressGatewayServiceRequest& request,
    const HostAccess& access);

/// What an update changes; what it leaves as it is, is absent.
struct ExpressChanges {
  std::optional<ExpressDefinition> definition;
  std::optional<model::ecs::NetworkConfiguration> network;
  std::optional<std::string> health_check_path;
  std::optional<ExpressScaling> scaling;
};

/// The changes of a service and its gateway.
Result<ExpressChanges> express_changes(
    aws::Context& context, const Service& service, const ExpressGateway& gateway,
    const model::ecs::UpdateExpressGatewayServiceRequest& request, const HostAccess& access);

/// The path by which the tasks are checked that the service is to run.
std::string health_check_path_of(const aws::Context& context, const Service& service);

}  // namespace drydock::ecs::api
