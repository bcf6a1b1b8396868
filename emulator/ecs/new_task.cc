#include "emulator/ecs/new_task.h"

#include "emulator/base/arn.h"
#include "emulator/ec2/default_network.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/container/container.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/ecs/task_resources.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs {
namespace {

using model::ecs::LaunchType;
using model::ecs::NetworkMode;

bool is_fargate_provider(const std::optional<std::string>& capacity_provider) {
  return capacity_provider == "FARGATE" || capacity_provider == "FARGATE_SPOT";
}

/// A task of Fargate's capacity providers has Fargate's launch type as well.
std::optional<LaunchType> launch_type(const NewTask& wanted) {
  if (wanted.launch_type || !is_fargate_provider(wanted.capacity_provider_name)) {
    return wanted.launch_type;
  }
  return LaunchType::fargate;
}

/// "LATEST" is a wish; what a task has is a number.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/platform-fargate.html
std::optional<std::string> platform_version(const NewTask& wanted) {
  if (launch_type(wanted) != LaunchType::fargate) return std::nullopt;
  if (!wanted.platform_version || wanted.platform_version == "LATEST") return "1.4.0";
  return wanted.platform_version;
}

std::string subnet_id(const NewTask& wanted) {
  if (!wanted.subnet_id.empty() || !wanted.awsvpc) return wanted.subnet_id;
  return wanted.awsvpc->subnets.empty() ? "" : wanted.awsvpc->subnets.front();
}

std::string availability_zone(const NewTask& wanted) {
  if (!wanted.instance_zone.empty()) return wanted.instance_zone;
  const ec2::DefaultNetwork network = ec2::default_network(wanted.world);
  return ec2::subnet_or_first(network, subnet_id(wanted)).availability_zone;
}

std::vector<Container> containers(const NewTask& wanted, const std::string& task_id,
                                  IdSource& ids) {
  std::vector<Container> made;
  const auto& definitions = wanted.definition.definition.container_definitions;
  if (!definitions) return made;
  made.reserve(definitions->size());
  for (const auto& definition : *definitions) {
    Container& container = made.emplace_back();
    container.name = definition.name.value_or("");
    container.image = definition.image.value_or("");
    container.arn = make_arn("ecs", wanted.world,
                             "container/" + wanted.cluster.name + "/" + task_id + "/" + ids.uuid());
  }
  return made;
}

NetworkInterface network_interface(const NewTask& wanted, IdSource& ids) {
  NetworkInterface interface;
  interface.attachment_id = ids.uuid();
  interface.id = "eni-0" + ids.hex(16);
  interface.subnet_id = subnet_id(wanted);
  return interface;
}

}  // namespace

std::string group_of(const NewTask& wanted) {
  if (!wanted.group.empty()) return wanted.group;
  if (!wanted.service.empty()) return "service:" + wanted.service;
  return "family:" + wanted.definition.definition.family.value_or("");
}

Task make_task(const NewTask& wanted, IdSource& ids, TimePoint now) {
  const auto& definition = wanted.definition.definition;
  const bool awsvpc = network_mode(definition) == NetworkMode::awsvpc;
  Task task;
  task.id = ids.hex(32);
  task.arn = make_arn("ecs", wanted.world, "task/" + wanted.cluster.name + "/" + task.id);
  task.cluster = wanted.cluster.name;
  task.cluster_arn = wanted.cluster.arn;
  task.service = wanted.service;
  task.deployment_id = wanted.deployment_id;
  task.task_definition_arn = definition.task_definition_arn.value_or("");
  task.group = group_of(wanted);
  task.started_by = wanted.started_by.empty() ? wanted.deployment_id : wanted.started_by;
  task.launch_type = launch_type(wanted);
  task.capacity_provider_name = wanted.capacity_provider_name;
  task.platform_version = platform_version(wanted);
  task.availability_zone = availability_zone(wanted);
  if (!wanted.container_instance.empty()) {
    task.container_instance = wanted.container_instance;
    task.reserved = resources_of(definition, wanted.overrides);
  }
  task.last_status = awsvpc ? TaskStatus::provisioning : TaskStatus::pending;
  task.cpu = wanted.overrides.cpu ? wanted.overrides.cpu : definition.cpu;
  task.memory = wanted.overrides.memory ? wanted.overrides.memory : definition.memory;
  task.containers = containers(wanted, task.id, ids);
  if (awsvpc) {
    task.network_interface = network_interface(wanted, ids);
    task.awsvpc = wanted.awsvpc;
  }
  task.overrides = wanted.overrides;
  task.enable_execute_command = wanted.enable_execute_command;
  task.tags = wanted.tags;
  task.created_at = now;
  return task;
}

}  // namespace drydock::ecs
