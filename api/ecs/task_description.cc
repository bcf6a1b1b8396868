#include "api/ecs/task_description.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

#include "emulator/base/arn.h"
#include "emulator/ecs/container/container.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "model/ecs/common.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs::api {
namespace {

using model::ecs::ContainerDefinition;
using model::ecs::LaunchType;

/// https://docs.aws.amazon.com/vpc/latest/userguide/vpc-dns.html
std::string private_dns_name(std::string address, const std::string& region) {
  std::ranges::replace(address, '.', '-');
  const std::string domain = region == "us-east-1" ? "ec2" : region + ".compute";
  return "ip-" + address + "." + domain + ".internal";
}

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Attachment.html
model::ecs::Attachment describe_attachment(const NetworkInterface& interface,
                                           const std::string& region) {
  std::vector<model::ecs::KeyValuePair> details = {
      {.name = "subnetId", .value = interface.subnet_id},
      {.name = "networkInterfaceId", .value = interface.id}};
  if (!interface.mac_address.empty()) {
    details.push_back({.name = "macAddress", .value = interface.mac_address});
  }
  if (!interface.private_ipv4_address.empty()) {
    details.push_back({.name = "privateDnsName",
                       .value = private_dns_name(interface.private_ipv4_address, region)});
    details.push_back({.name = "privateIPv4Address", .value = interface.private_ipv4_address});
  }
  return {.id = interface.attachment_id,
          .type = "ElasticNetworkInterface",
          .status = std::string(to_text(interface.status)),
          .details = std::move(details)};
}

std::vector<model::ecs::NetworkBinding> network_bindings(const Container& container) {
  std::vector<model::ecs::NetworkBinding> bindings;
  for (const PublishedPort& port : container.ports) {
    bindings.push_back(
        {.bind_ip = "0.0.0.0",
         .container_port = port.container_port,
         .host_port = port.host_port,
         .protocol = model::from_text<model::ecs::TransportProtocol>(to_text(port.protocol))});
  }
  return bindings;
}

/// On Fargate AWS tells no engine's id but the task's with a number that stays the container's.
std::optional<std::string> runtime_id(const Task& task, const Container& container) {
  if (container.engine_id.empty()) return std::nullopt;
  if (task.launch_type != LaunchType::fargate) return container.engine_id;
  const std::string uuid = container.arn.substr(container.arn.rfind('/') + 1);
  std::uint32_t number = 0;
  std::from_chars(uuid.data(), uuid.data() + std::min<std::size_t>(8, uuid.size()), number, 16);
  return task.id + "-" + std::to_string(number);
}

std::optional<model::ecs::HealthStatus> to_wire(HealthStatus status) {
  return model::from_text<model::ecs::HealthStatus>(to_text(status));
}

/// What the definition reserves for the container, as text; an override takes its place.
void show_reservations(model::ecs::Container& shown, const Task& task,
                       const ContainerDefinition* definition) {
  std::optional<int> cpu = definition == nullptr ? std::nullopt : definition->cpu;
  std::optional<int> memory = definition == nullptr ? std::nullopt : definition->memory;
  std::optional<int> reserved =
      definition == nullptr ? std::nullopt : definition->memory_reservation;
  if (task.overrides.container_overrides) {
    for (const auto& override : *task.overrides.container_overrides) {
      if (override.name != shown.name) continue;
      if (override.cpu) cpu = override.cpu;
      if (override.memory) memory = override.memory;
      if (override.memory_reservation) reserved = override.memory_reservation;
    }
  }
  shown.cpu = std::to_string(cpu.value_or(0));
  if (memory) shown.memory = std::to_string(*memory);
  if (reserved) shown.memory_reservation = std::to_string(*reserved);
}

model::ecs::Container describe_container(const Container& container, const Task& task,
                                         const ContainerDefinition* definition) {
  model::ecs::Container shown;
  shown.container_arn = container.arn;
  shown.task_arn = task.arn;
  shown.name = container.name;
  shown.image = container.image;
  shown.image_digest = container.image_digest;
  shown.runtime_id = runtime_id(task, container);
  shown.last_status = to_text(container.phase);
  shown.exit_code = container.exit_code;
  shown.reason = container.reason;
  shown.health_status = to_wire(container.health.status);
  shown.network_interfaces.emplace();
  if (task.network_interface) {
    shown.network_bindings.emplace();
    model::ecs::NetworkInterface interface {
      .attachment_id = task.network_interface->attachment_id
    };
    if (!task.network_interface->private_ipv4_address.empty()) {
      interface.private_ipv4_address = task.network_interface->private_ipv4_address;
    }
    shown.network_interfaces->push_back(std::move(interface));
  } else {
    shown.network_bindings = network_bindings(container);
  }
  show_reservations(shown, task, definition);
  return shown;
}

const ContainerDefinition* find(const TaskDefinition* definition, const std::string& name) {
  if (definition == nullptr || !definition->definition.container_definitions) return nullptr;
  const auto& containers = *definition->definition.container_definitions;
  const auto found = std::ranges::find_if(
      containers, [&name](const ContainerDefinition& container) { return container.name == name; });
  return found == containers.end() ? nullptr : &*found;
}

/// AWS names every container of the task here, with or without something to override.
model::ecs::TaskOverride overrides(const Task& task) {
  model::ecs::TaskOverride shown = task.overrides;
  if (!shown.container_overrides) shown.container_overrides.emplace();
  for (const Container& container : task.containers) {
    if (std::ranges::none_of(*shown.container_overrides, [&](const auto& override) {
          return override.name == container.name;
        })) {
      shown.container_overrides->push_back({.name = container.name});
    }
  }
  if (!shown.inference_accelerator_overrides) shown.inference_accelerator_overrides.emplace();
  return shown;
}

void show_times(model::ecs::Task& shown, const Task& task) {
  shown.created_at = task.created_at;
  shown.connectivity_at = task.connectivity_at;
  shown.pull_started_at = task.pull_started_at;
  shown.pull_stopped_at = task.pull_stopped_at;
  shown.started_at = task.started_at;
  shown.stopping_at = task.stopping_at;
  shown.execution_stopped_at = task.execution_stopped_at;
  shown.stopped_at = task.stopped_at;
}

void show_fargate(model::ecs::Task& shown, const Task& task, const TaskDefinition* definition) {
  shown.platform_version = task.platform_version;
  shown.platform_family = "Linux";
  int size = 20;
  if (definition != nullptr && definition->definition.ephemeral_storage) {
    size = definition->definition.ephemeral_storage->size_in_gib;
  }
  if (task.overrides.ephemeral_storage) size = task.overrides.ephemeral_storage->size_in_gib;
  shown.ephemeral_storage = {.size_in_gib = size};
  shown.fargate_ephemeral_storage = {.size_in_gib = size, .kms_key_id = {}};
}

/// The ARN of the instance that the task is on, if it is on one.
std::optional<std::string> container_instance_arn(const Task& task) {
  if (task.container_instance.empty()) return std::nullopt;
  Arn arn = Arn::parse(task.arn).value_or(Arn{});
  arn.resource = "container-instance/" + task.cluster + "/" + task.container_instance;
  return arn.text();
}

std::optional<std::string> non_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

}  // namespace

model::ecs::Task describe(const Task& task, const TaskDefinition* definition, bool with_tags) {
  model::ecs::Task shown;
  shown.task_arn = task.arn;
  shown.cluster_arn = task.cluster_arn;
  shown.task_definition_arn = task.task_definition_arn;
  shown.container_instance_arn = container_instance_arn(task);
  shown.availability_zone = task.availability_zone;
  shown.capacity_provider_name = task.capacity_provider_name;
  shown.launch_type = task.launch_type;
  shown.group = task.group;
  shown.started_by = non_empty(task.started_by);
  shown.desired_status = to_text(task.desired_status);
  shown.last_status = to_text(task.last_status);
  shown.health_status = to_wire(task.health_status);
  shown.stop_code = task.stop_code;
  shown.stopped_reason = non_empty(task.stopped_reason);
  shown.cpu = task.cpu;
  shown.memory = task.memory;
  shown.enable_execute_command = task.enable_execute_command;
  shown.version = task.version;
  shown.overrides = overrides(task);
  shown.attributes.emplace().push_back({.name = "ecs.cpu-architecture", .value = "x86_64"});
  shown.attachments.emplace();
  if (task.network_interface) {
    const std::string region = Arn::parse(task.arn).value_or(Arn{}).region;
    shown.attachments->push_back(describe_attachment(*task.network_interface, region));
  }
  if (task.connectivity_at) shown.connectivity = model::ecs::Connectivity::connected;
  shown.containers.emplace();
  for (const Container& container : task.containers) {
    shown.containers->push_back(
        describe_container(container, task, find(definition, container.name)));
  }
  if (task.launch_type == LaunchType::fargate) show_fargate(shown, task, definition);
  show_times(shown, task);
  shown.tags.emplace();
  if (with_tags) shown.tags = task.tags;
  return shown;
}

}  // namespace drydock::ecs::api
