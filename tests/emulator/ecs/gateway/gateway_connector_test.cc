#include "emulator/ecs/gateway/gateway_connector.h"

#include <gtest/gtest.h>

#include <functional>

namespace drydock::ecs::gateway_connector_test {
namespace {

using model::ecs::GatewayConnector;
using model::ecs::GatewayConnectorHealthCheck;

model::ecs::TaskDefinition definition_of(model::ecs::NetworkMode mode) {
  model::ecs::TaskDefinition definition;
  definition.network_mode = mode;
  model::ecs::ContainerDefinition side{.name = "side"};
  model::ecs::ContainerDefinition app{.name = "app"};
  app.port_mappings.emplace().push_back({.container_port = 8080, .name = "http"});
  definition.container_definitions.emplace() = {side, app};
  return definition;
}

TEST(GatewayConnector, LeadsToThePortOfItsName) {
  const auto definition = definition_of(model::ecs::NetworkMode::awsvpc);
  EXPECT_EQ(named_port(definition, "http"), (ConnectedPort{.container = "app", .port = 8080}));
  EXPECT_EQ(named_port(definition, "grpc"), std::nullopt);
}

TEST(GatewayConnector, ChecksTargetsAsItSays) {
  const elb::HealthCheck usual = health_check_of({.port_name = "http"});
  EXPECT_EQ(usual, elb::HealthCheck{});
  EXPECT_EQ(deregistration_delay_of({.port_name = "http"}), 300);
  const GatewayConnector connector{
      .port_name = "http",
      .health_check =
          GatewayConnectorHealthCheck{
              .health_check_port = 9000,
              .health_check_path = "/up",
              .health_check_timeout_seconds = 3,
              .health_check_interval_seconds = 10,
              .healthy_threshold_count = 2,
              .unhealthy_threshold_count = 4,
              .matcher = model::ecs::GatewayConnectorHealthCheckMatcher{.http_code = "200-299"}},
      .deregistration_delay =
          model::ecs::GatewayConnectorDeregistrationDelay{.timeout_seconds = 0}};
  const elb::HealthCheck made = health_check_of(connector);
  EXPECT_EQ(made.port, "9000");
  EXPECT_EQ(made.path, "/up");
  EXPECT_EQ(made.timeout_seconds, 3);
  EXPECT_EQ(made.interval_seconds, 10);
  EXPECT_EQ(made.healthy_threshold, 2);
  EXPECT_EQ(made.unhealthy_threshold, 4);
  EXPECT_EQ(made.matcher, "200-299");
  EXPECT_EQ(deregistration_delay_of(connector), 0);
}

TEST(GatewayConnector, IsRefusedWhereTasksCannotHaveIt) {
  using Make = std::function<void(GatewayConnectorHealthCheck&)>;
  const std::vector<std::pair<Make, std::string>> rows = {
      {[](auto&) {}, ""},
      {[](auto& check) {
         check.health_check_protocol = model::ecs::GatewayConnectorHealthCheckProtocol::https;
       },
       "Health check protocol 'HTTPS' must be one of 'HTTP'"},
      {[](auto& check) { check.health_check_path = "up"; },
       "Health check path 'up' must begin with a '/' character"},
      {[](auto& check) { check.health_check_interval_seconds = 301; },
       "healthCheckIntervalSeconds must be between 5 and 300."},
      {[](auto& check) { check.health_check_timeout_seconds = 1; },
       "healthCheckTimeoutSeconds must be between 2 and 120."},
      {[](auto& check) { check.healthy_threshold_count = 11; },
       "healthyThresholdCount must be between 2 and 10."},
      {[](auto& check) { check.unhealthy_threshold_count = 1; },
       "unhealthyThresholdCount must be between 2 and 10."},
      {[](auto& check) {
         check.matcher = model::ecs::GatewayConnectorHealthCheckMatcher{.grpc_code = "0"};
       },
       "drydock does not emulate gRPC health checks."}};
  const auto definition = definition_of(model::ecs::NetworkMode::awsvpc);
  for (const auto& [make, refusal] : rows) {
    GatewayConnector connector{.port_name = "http"};
    make(connector.health_check.emplace());
    const auto checked = check(connector, definition);
    EXPECT_EQ(checked ? "" : checked.error().message(), refusal);
  }
  EXPECT_EQ(check(GatewayConnector{.port_name = "web"}, definition).error().message(),
            "The gateway connector's portName web is not the name of a port mapping in the task "
            "definition.");
  EXPECT_EQ(
      check(GatewayConnector{.port_name = "http"}, definition_of(model::ecs::NetworkMode::bridge))
          .error()
          .message(),
      "gatewayConnectors require the awsvpc network mode.");
}

}  // namespace
}  // namespace drydock::ecs::gateway_connector_test
