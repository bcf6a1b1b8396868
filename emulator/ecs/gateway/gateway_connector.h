#pragma once

#include <optional>
#include <string>

#include "emulator/base/result.h"
#include "emulator/elb/health_check.h"
#include "model/ecs/common.h"
#include "model/ecs/task_definition.h"

/// What a service says of the gateways before it.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_GatewayConnector.html
namespace drydock::ecs {

/// Where a connector's requests go in each task.
struct ConnectedPort {
  std::string container;  ///< Its name.
  int port = 0;

  friend bool operator==(const ConnectedPort&, const ConnectedPort&) = default;
};

/// The port that the definition gives this name, or nothing.
std::optional<ConnectedPort> named_port(const model::ecs::TaskDefinition& definition,
                                        const std::string& name);

/// How the connector's targets are checked: Elastic Load Balancing's defaults where it says
/// nothing.
elb::HealthCheck health_check_of(const model::ecs::GatewayConnector& connector);
/// How long they drain, in seconds.
int deregistration_delay_of(const model::ecs::GatewayConnector& connector);

/// Whether tasks of the definition can have the connector: they are awsvpc's, have a port of that
/// name, and can be checked so. Health checks by HTTPS and gRPC are refused.
Result<Done> check(const model::ecs::GatewayConnector& connector,
                   const model::ecs::TaskDefinition& definition);

}  // namespace drydock::ecs
