#include "emulator/ecs/express/express_task.h"

#include <gtest/gtest.h>

#include "emulator/ecs/definition/task_definition_completion.h"
#include "emulator/ecs/definition/task_definition_rules.h"
#include "emulator/ecs/task_definition.h"

namespace drydock::ecs::express_task_test {
namespace {

using model::ecs::TaskDefinitionStatus;
using Request = model::ecs::UpdateExpressGatewayServiceRequest;

ExpressTask task() {
  ExpressTask task;
  task.execution_role_arn = "arn:aws:iam::111122223333:role/exec";
  task.container.image = "shop:v1";
  task.container.container_port = 8080;
  task.container.aws_logs_configuration = {.log_group = "/shop", .log_stream_prefix = "ecs"};
  task.container.command.emplace().emplace_back("serve");
  task.container.environment.emplace().push_back({.name = "A", .value = "1"});
  task.container.secrets.emplace().push_back({.name = "S", .value_from = "arn"});
  task.container.repository_credentials.emplace().credentials_parameter = "arn:key";
  return task;
}

model::ecs::TaskDefinition definition_of(const ExpressTask& task) {
  return complete(registration_of(task, "default-shop", "eu-west-1"));
}

TEST(ExpressTask, IsToldAsItWasGiven) { EXPECT_EQ(task_of(definition_of(task())), task()); }

TEST(ExpressTask, IsRegisteredForFargateWithOneContainer) {
  const auto request = registration_of(task(), "default-shop", "eu-west-1");
  EXPECT_TRUE(check(request));
  EXPECT_EQ(request.cpu, "256");
  EXPECT_EQ(request.memory, "512");
  EXPECT_EQ(request.network_mode, model::ecs::NetworkMode::awsvpc);
  EXPECT_EQ(request.runtime_platform->cpu_architecture, model::ecs::CPUArchitecture::x86_64);
  ASSERT_EQ(request.container_definitions.size(), 1U);
  const auto& container = request.container_definitions[0];
  EXPECT_EQ(container.name, "Main");
  EXPECT_EQ(container.port_mappings->at(0).name, "main-8080-tcp");
  EXPECT_EQ(container.log_configuration->options->at("awslogs-region"), "eu-west-1");
  EXPECT_TRUE(check_express(complete(request))) << "its own definition is one that it takes";
}

TEST(ExpressTask, HasPort80WhereNoneIsGiven) {
  ExpressTask bare;
  bare.container.image = "shop:v1";
  EXPECT_EQ(port_of(definition_of(bare)), 80);
  EXPECT_EQ(port_of(definition_of(task())), 8080);
}

TEST(ExpressTask, KeepsWhatACallLeavesOut) {
  ExpressTask changed = task();
  Request request;
  EXPECT_FALSE(describes_task(request));
  request.memory = "1024";
  request.primary_container.emplace().image = "shop:v2";
  EXPECT_TRUE(describes_task(request));
  amend(request, changed);
  ExpressTask expected = task();
  expected.memory = "1024";
  expected.container.image = "shop:v2";
  EXPECT_EQ(changed, expected);
  request.primary_container->command = std::vector<std::string>{};
  amend(request, changed);
  EXPECT_EQ(changed.container.command, std::vector<std::string>{});
}

TEST(ExpressTask, IsTheSameWhateverItsRevision) {
  auto registered = definition_of(task());
  registered.revision = 3;
  registered.status = TaskDefinitionStatus::active;
  registered.task_definition_arn = "arn";
  registered.registered_by = "somebody";
  EXPECT_TRUE(is_same(registered, definition_of(task())));
  ExpressTask other = task();
  other.cpu = "512";
  other.memory = "1024";
  EXPECT_FALSE(is_same(registered, definition_of(other)));
}

TEST(ExpressTask, OfACustomerMustHaveMainWithOneNamedTcpPort) {
  const auto refusal = [](auto change) {
    auto definition = definition_of(task());
    change(definition);
    const auto checked = check_express(definition);
    return checked ? std::string() : checked.error().message();
  };
  const std::string port =
      "The container Main must have a single TCP port mapping that includes a container port and a "
      "port name.";
  EXPECT_EQ(refusal([](auto& made) { made.compatibilities.reset(); }),
            "The task definition must have FARGATE compatibility.");
  EXPECT_EQ(refusal([](auto& made) { made.container_definitions->at(0).name = "main"; }),
            "The task definition must have a container named Main.");
  const auto with_ports = [&](auto change) {
    return refusal([&](auto& made) { change(*made.container_definitions->at(0).port_mappings); });
  };
  EXPECT_EQ(with_ports([](auto& ports) { ports.clear(); }), port);
  EXPECT_EQ(with_ports([](auto& ports) { ports.push_back(ports[0]); }), port);
  EXPECT_EQ(with_ports([](auto& ports) { ports[0].name.reset(); }), port);
  EXPECT_EQ(with_ports([](auto& ports) { ports[0].container_port.reset(); }), port);
  EXPECT_EQ(with_ports([](auto& ports) { ports[0].protocol = model::ecs::TransportProtocol::udp; }),
            port);
}

TEST(ExpressTask, TellsNoArchitectureThatACustomersDefinitionDoesNotTell) {
  auto definition = definition_of(task());
  definition.runtime_platform.reset();
  EXPECT_EQ(task_of(definition).cpu_architecture, std::nullopt);
}

}  // namespace
}  // namespace drydock::ecs::express_task_test
