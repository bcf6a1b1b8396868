#include "emulator/ecs/instance/local_instance.h"

#include <algorithm>
#include <array>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "emulator/store/store.h"

namespace drydock::ecs {
namespace {

constexpr std::string_view agent_prefix = "com.amazonaws.ecs.";
constexpr std::string_view ecs_prefix = "ecs.";

/// What task_definition_capabilities.h may ask for.
constexpr std::array<std::string_view, 23> capabilities = {
    "com.amazonaws.ecs.capability.docker-remote-api.1.18",
    "com.amazonaws.ecs.capability.docker-remote-api.1.19",
    "com.amazonaws.ecs.capability.docker-remote-api.1.21",
    "com.amazonaws.ecs.capability.ecr-auth",
    "com.amazonaws.ecs.capability.logging-driver.awsfirelens",
    "com.amazonaws.ecs.capability.logging-driver.awslogs",
    "com.amazonaws.ecs.capability.logging-driver.fluentd",
    "com.amazonaws.ecs.capability.logging-driver.gelf",
    "com.amazonaws.ecs.capability.logging-driver.journald",
    "com.amazonaws.ecs.capability.logging-driver.json-file",
    "com.amazonaws.ecs.capability.logging-driver.splunk",
    "com.amazonaws.ecs.capability.logging-driver.syslog",
    "com.amazonaws.ecs.capability.privileged-container",
    "com.amazonaws.ecs.capability.task-iam-role",
    "com.amazonaws.ecs.capability.task-iam-role-network-host",
    "ecs.capability.container-health-check",
    "ecs.capability.container-ordering",
    "ecs.capability.container-restart-policy",
    "ecs.capability.execution-role-awslogs",
    "ecs.capability.execution-role-ecr-pull",
    "ecs.capability.pid-ipc-namespace-sharing",
    "ecs.capability.task-cpu-mem-limit",
    "ecs.capability.task-eni"};

#if defined(__aarch64__)
constexpr std::string_view architecture = "arm64";
#else
constexpr std::string_view architecture = "x86_64";
#endif

ContainerInstance local_instance(const World& world, const std::string& cluster, std::string id,
                                 TimePoint now) {
  const ec2::DefaultNetwork network = ec2::default_network(world);
  ContainerInstance instance;
  instance.id = std::move(id);
  instance.arn = container_instance_arn(world, cluster, instance.id);
  instance.cluster = cluster;
  instance.ec2_instance_id = ec2::local_instance_id(world);
  instance.local = true;
  instance.agent_version = emulated_agent_version;
  instance.attributes = engine_attributes(world, network.subnets.front().availability_zone);
  instance.attributes["ecs.instance-type"] = "u-24tb1.112xlarge";
  instance.registered = local_resources();
  instance.registered_at = now;
  return instance;
}

}  // namespace

TaskResources local_resources() {
  constexpr std::int64_t vcpus = 448;
  constexpr std::int64_t tebibytes = 24;
  TaskResources resources{.cpu_units = vcpus * 1024, .memory_mib = tebibytes * 1024 * 1024};
  for (const int port : {22, 2375, 2376, 51678, 51679}) {
    resources.ports.push_back({.port = port, .protocol = Transport::tcp});
  }
  return resources;
}

std::map<std::string, std::string> engine_attributes(const World& world,
                                                     const std::string& availability_zone) {
  const ec2::DefaultNetwork network = ec2::default_network(world);
  std::map<std::string, std::string> attributes;
  for (const std::string_view name : capabilities) attributes.emplace(name, "");
  attributes["ecs.os-type"] = "linux";
  attributes["ecs.os-family"] = "LINUX";
  attributes["ecs.cpu-architecture"] = architecture;
  attributes["ecs.vpc-id"] = network.vpc_id;
  attributes[std::string(availability_zone_attribute)] = availability_zone;
  const auto subnet =
      std::ranges::find(network.subnets, availability_zone, &ec2::Subnet::availability_zone);
  if (subnet != network.subnets.end()) attributes["ecs.subnet-id"] = subnet->id;
  return attributes;
}

bool is_agents_attribute(std::string_view name) {
  return name.starts_with(agent_prefix) || name.starts_with(ecs_prefix);
}

void ensure_instance(Store& store, const World& world, const std::string& cluster, IdSource& ids,
                     TimePoint now) {
  if (!instances_of(store, world, cluster).empty()) return;
  store.put(world, local_instance(world, cluster, ids.hex(32), now));
}

}  // namespace drydock::ecs
