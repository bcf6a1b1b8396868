#include "emulator/ecs/task_resources.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/emulator/ecs/task_builder.h"

namespace drydock::ecs::task_resources_test {
namespace {

using model::ecs::NetworkMode;

model::ecs::ContainerDefinition container(std::string name, int cpu, int memory) {
  auto made = container_definition(std::move(name));
  made.cpu = cpu;
  made.memory = memory;
  return made;
}

model::ecs::PortMapping port(int container_port, std::optional<int> host_port,
                             model::ecs::TransportProtocol protocol) {
  model::ecs::PortMapping mapping;
  mapping.container_port = container_port;
  mapping.host_port = host_port;
  mapping.protocol = protocol;
  return mapping;
}

model::ecs::ContainerDefinition with_ports() {
  auto made = container("app", 0, 64);
  made.port_mappings = {port(80, 8080, model::ecs::TransportProtocol::tcp),
                        port(53, 5353, model::ecs::TransportProtocol::udp),
                        port(90, 0, model::ecs::TransportProtocol::tcp),
                        port(91, std::nullopt, model::ecs::TransportProtocol::tcp)};
  return made;
}

TEST(TaskResources, AreTheSumOfTheContainers) {
  auto reserving = container("side", 64, 512);
  reserving.memory_reservation = 100;
  const auto needs = resources_of(task_definition({container("app", 128, 256), reserving}), {});
  EXPECT_EQ(needs, (TaskResources{.cpu_units = 192, .memory_mib = 356}));
}

TEST(TaskResources, AreTheTasksOwnSizeWhereItHasOne) {
  auto definition = task_definition({container("app", 128, 256)});
  definition.cpu = "1 vCPU";
  definition.memory = "2 GB";
  EXPECT_EQ(resources_of(definition, {}), (TaskResources{.cpu_units = 1024, .memory_mib = 2048}));
  model::ecs::TaskOverride overrides;
  overrides.cpu = "512";
  overrides.memory = "1024";
  EXPECT_EQ(resources_of(definition, overrides),
            (TaskResources{.cpu_units = 512, .memory_mib = 1024}));
}

TEST(TaskResources, HeedWhatIsOverriddenOfAContainer) {
  model::ecs::TaskOverride overrides;
  overrides.container_overrides.emplace().push_back({.name = "app", .cpu = 1, .memory = 7});
  const auto definition = task_definition({container("app", 128, 256), container("b", 2, 8)});
  EXPECT_EQ(resources_of(definition, overrides), (TaskResources{.cpu_units = 3, .memory_mib = 15}));
  overrides.container_overrides->front().resource_requirements = {
      {.value = "2", .type = model::ecs::ResourceType::gpu}};
  EXPECT_EQ(resources_of(definition, overrides).gpus, 2);
}

TEST(TaskResources, CountGpusAndTakeWhatIsNoNumberForTooMany) {
  auto gpus = container("app", 0, 64);
  gpus.resource_requirements = {{.value = "2", .type = model::ecs::ResourceType::gpu}};
  EXPECT_EQ(resources_of(task_definition({gpus, gpus}), {}).gpus, 4);
  gpus.resource_requirements->front().value = "-1";
  EXPECT_EQ(resources_of(task_definition({gpus, gpus}), {}).gpus,
            std::numeric_limits<std::int64_t>::max());
}

TEST(TaskResources, HaveThePortsThatAreNamed) {
  auto definition = task_definition({with_ports()});
  const std::vector<HostPort> named = {{8080, Transport::tcp}, {5353, Transport::udp}};
  EXPECT_EQ(resources_of(definition, {}).ports, named);
  definition.network_mode = NetworkMode::host;
  const std::vector<HostPort> own = {
      {80, Transport::tcp}, {53, Transport::udp}, {90, Transport::tcp}, {91, Transport::tcp}};
  EXPECT_EQ(resources_of(definition, {}).ports, own);
  for (const NetworkMode mode : {NetworkMode::awsvpc, NetworkMode::none}) {
    definition.network_mode = mode;
    EXPECT_TRUE(resources_of(definition, {}).ports.empty());
  }
}

}  // namespace
}  // namespace drydock::ecs::task_resources_test
