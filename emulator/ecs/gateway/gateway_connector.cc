#include "emulator/ecs/gateway/gateway_connector.h"

#include <array>
#include <string_view>

#include "emulator/ecs/errors.h"
#include "emulator/ecs/gateway/front_parts.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/health_check_rules.h"

namespace drydock::ecs {
namespace {

using model::ecs::GatewayConnector;

constexpr int usual_delay_seconds = 300;

/// A member of a health check, and the numbers that Elastic Load Balancing takes for it.
struct Bound {
  std::string_view member;
  int value;
  int least;
  int most;
};

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
Result<Done> check_bounds(const elb::HealthCheck& check) {
  const std::array<Bound, 4> bounds = {
      Bound{"healthCheckIntervalSeconds", check.interval_seconds, 5, 300},
      {"healthCheckTimeoutSeconds", check.timeout_seconds, 2, 120},
      {"healthyThresholdCount", check.healthy_threshold, 2, 10},
      {"unhealthyThresholdCount", check.unhealthy_threshold, 2, 10}};
  for (const Bound& bound : bounds) {
    if (bound.value >= bound.least && bound.value <= bound.most) continue;
    return invalid_parameter(std::string(bound.member) + " must be between " +
                             std::to_string(bound.least) + " and " + std::to_string(bound.most) +
                             ".");
  }
  return Done{};
}

}  // namespace

std::optional<ConnectedPort> named_port(const model::ecs::TaskDefinition& definition,
                                        const std::string& name) {
  if (!definition.container_definitions) return std::nullopt;
  for (const auto& container : *definition.container_definitions) {
    if (!container.port_mappings) continue;
    for (const auto& mapping : *container.port_mappings) {
      if (mapping.name != name) continue;
      return ConnectedPort{.container = container.name.value_or(""),
                           .port = mapping.container_port.value_or(0)};
    }
  }
  return std::nullopt;
}

elb::HealthCheck health_check_of(const GatewayConnector& connector) {
  elb::HealthCheck made;
  if (!connector.health_check) return made;
  const auto& given = *connector.health_check;
  if (given.health_check_protocol == model::ecs::GatewayConnectorHealthCheckProtocol::https) {
    made.protocol = model::elbv2::ProtocolEnum::https;
  }
  if (given.health_check_port) made.port = std::to_string(*given.health_check_port);
  made.path = given.health_check_path.value_or(made.path);
  made.timeout_seconds = given.health_check_timeout_seconds.value_or(made.timeout_seconds);
  made.interval_seconds = given.health_check_interval_seconds.value_or(made.interval_seconds);
  made.healthy_threshold = given.healthy_threshold_count.value_or(made.healthy_threshold);
  made.unhealthy_threshold = given.unhealthy_threshold_count.value_or(made.unhealthy_threshold);
  if (given.matcher) made.matcher = given.matcher->http_code.value_or(made.matcher);
  return made;
}

int deregistration_delay_of(const GatewayConnector& connector) {
  const auto& delay = connector.deregistration_delay;
  return delay ? delay->timeout_seconds.value_or(usual_delay_seconds) : usual_delay_seconds;
}

Result<Done> check(const GatewayConnector& connector,
                   const model::ecs::TaskDefinition& definition) {
  // "Your service has a task definition that uses awsvpc network mode and defines a named port".
  // https://docs.aws.amazon.com/AmazonECS/latest/developerguide/gateway-connect-service.html
  if (network_mode(definition) != model::ecs::NetworkMode::awsvpc) {
    return invalid_parameter("gatewayConnectors require the awsvpc network mode.");
  }
  if (!named_port(definition, connector.port_name)) {
    return invalid_parameter("The gateway connector's portName " + connector.port_name +
                             " is not the name of a port mapping in the task definition.");
  }
  const auto& matcher = connector.health_check ? connector.health_check->matcher : std::nullopt;
  if (matcher && matcher->grpc_code) return not_emulated("gRPC health checks.");
  const elb::HealthCheck wanted = health_check_of(connector);
  if (const auto bounds = check_bounds(wanted); !bounds) return bounds;
  return in_words_of_ecs(elb::check(wanted));
}

}  // namespace drydock::ecs
