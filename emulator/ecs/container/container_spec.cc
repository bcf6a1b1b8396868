#include "emulator/ecs/container/container_spec.h"

#include <algorithm>
#include <optional>

#include "emulator/base/sums.h"
#include "emulator/ecs/container/container_mounts.h"
#include "emulator/ecs/container/container_ports.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "model/ecs/common.h"
#include "model/ecs/task.h"

namespace drydock::ecs {
namespace {

using model::ecs::ContainerDefinition;
using model::ecs::ContainerOverride;
using model::ecs::KeyValuePair;
using model::ecs::NetworkMode;
using Mode = NetworkAttachment::Mode;

constexpr std::int64_t mebibyte = 1024 * 1024;

const ContainerOverride& override_of(const Task& task, std::string_view name) {
  static const ContainerOverride none;
  const auto& overrides = task.overrides.container_overrides;
  if (!overrides) return none;
  const auto found =
      std::ranges::find_if(*overrides, [&](const auto& one) { return one.name == name; });
  return found == overrides->end() ? none : *found;
}

void add(std::map<std::string, std::string>& environment,
         const std::optional<std::vector<KeyValuePair>>& pairs) {
  if (!pairs) return;
  for (const KeyValuePair& pair : *pairs) {
    environment.insert_or_assign(pair.name.value_or(""), pair.value.value_or(""));
  }
}

/// What a task definition and an override set stays as it is: AWS adds a region only where neither
/// of its two variables is set.
void add_aws_variables(std::map<std::string, std::string>& environment,
                       const ContainerIngredients& from) {
  const bool fargate = from.task.launch_type == model::ecs::LaunchType::fargate;
  environment.emplace("AWS_EXECUTION_ENV", fargate ? "AWS_ECS_FARGATE" : "AWS_ECS_EC2");
  if (environment.contains("AWS_REGION") || environment.contains("AWS_DEFAULT_REGION")) return;
  environment.emplace("AWS_REGION", from.world.region);
  environment.emplace("AWS_DEFAULT_REGION", from.world.region);
}

std::map<std::string, std::string> labels(const ContainerIngredients& from, std::string_view name) {
  const std::string aws = "com.amazonaws.ecs.";
  return {{std::string(instance_label), from.instance},
          {std::string(world_label), from.world.account + "/" + from.world.region},
          {std::string(task_label), from.task.id},
          {std::string(container_label), std::string(name)},
          {aws + "cluster", from.task.cluster},
          {aws + "task-arn", from.task.arn},
          {aws + "container-name", std::string(name)},
          {aws + "task-definition-family", from.definition.family.value_or("")},
          {aws + "task-definition-version", std::to_string(from.definition.revision.value_or(0))}};
}

/// As the ECS agent names a container: `ecs-<family>-<revision>-<container>-<20 hex>`, without the
/// characters that an engine does not take.
std::string engine_name(const ContainerIngredients& from, std::string_view name) {
  std::string plain;
  std::ranges::copy_if(name, std::back_inserter(plain), [](char letter) { return letter != '~'; });
  return "ecs-" + from.definition.family.value_or("") + "-" +
         std::to_string(from.definition.revision.value_or(0)) + "-" + plain + "-" + from.suffix;
}

NetworkAttachment network_of(const ContainerIngredients& from,
                             const ContainerDefinition& container) {
  if (container.disable_networking.value_or(false)) return {.mode = Mode::none};
  switch (network_mode(from.definition)) {
    case NetworkMode::awsvpc:
      return {.mode = Mode::container,
              .container = from.task.network_interface
                               ? from.task.network_interface->pause_container_id
                               : std::string()};
    case NetworkMode::bridge:
      return {.mode = Mode::bridge};
    case NetworkMode::host:
      return {.mode = Mode::host};
    case NetworkMode::none:
      return {.mode = Mode::none};
  }
  return {.mode = Mode::none};
}

/// "512" as 512 MiB: a task's memory, which a container without a limit of its own may use up.
std::int64_t task_memory_mib(const Task& task) {
  if (!task.memory || task.memory->find_first_not_of("0123456789") != std::string::npos) return 0;
  return task.memory->empty() || task.memory->size() > 9 ? 0 : std::stoll(*task.memory);
}

/// No cpu is no wish: AWS gives such a container the least share that Linux knows, which would
/// starve it on a machine that does other work besides.
void set_resources(ContainerSpec& spec, const Task& task, const ContainerDefinition& container,
                   const ContainerOverride& over) {
  // The most that Linux knows, whatever more was asked for.
  constexpr std::int64_t most_shares = 262'144;
  const std::int64_t shares = over.cpu ? *over.cpu : container.cpu.value_or(0);
  spec.cpu_shares = std::clamp<std::int64_t>(shares, 0, most_shares);
  const auto memory = over.memory ? over.memory : container.memory;
  spec.memory_bytes = capped_product(memory ? *memory : task_memory_mib(task), mebibyte);
  const auto reserved =
      over.memory_reservation ? over.memory_reservation : container.memory_reservation;
  spec.memory_reservation_bytes = capped_product(reserved.value_or(0), mebibyte);
}

void add_device(ContainerSpec& spec, const model::ecs::Device& wanted) {
  using model::ecs::DeviceCgroupPermission;
  Device device{.host_path = wanted.host_path,
                .container_path = wanted.container_path.value_or(wanted.host_path),
                .permissions = "rwm"};
  if (wanted.permissions && !wanted.permissions->empty()) {
    device.permissions.clear();
    for (const DeviceCgroupPermission permission : *wanted.permissions) {
      device.permissions += model::to_text(permission).front();
    }
  }
  spec.devices.push_back(std::move(device));
}

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LinuxParameters.html
void set_linux_parameters(ContainerSpec& spec, const ContainerDefinition& container) {
  if (!container.linux_parameters) return;
  const auto& given = *container.linux_parameters;
  spec.init = given.init_process_enabled.value_or(false);
  spec.shared_memory_bytes = capped_product(given.shared_memory_size.value_or(0), mebibyte);
  if (given.capabilities && given.capabilities->add) {
    spec.added_capabilities = *given.capabilities->add;
  }
  if (given.capabilities && given.capabilities->drop) {
    spec.dropped_capabilities = *given.capabilities->drop;
  }
  for (const auto& device : given.devices.value_or(std::vector<model::ecs::Device>{})) {
    add_device(spec, device);
  }
  for (const auto& tmpfs : given.tmpfs.value_or(std::vector<model::ecs::Tmpfs>{})) {
    spec.memory_mounts.push_back(
        {.target = tmpfs.container_path,
         .size_bytes = capped_product(tmpfs.size, mebibyte),
         .options = tmpfs.mount_options.value_or(std::vector<std::string>{})});
  }
}

/// The modes "task", which need a namespace that the task's containers share, are kept only.
void set_namespaces(ContainerSpec& spec, const model::ecs::TaskDefinition& definition) {
  if (definition.pid_mode == model::ecs::PidMode::host) spec.pid_mode = "host";
  if (definition.ipc_mode == model::ecs::IpcMode::host) spec.ipc_mode = "host";
  if (definition.ipc_mode == model::ecs::IpcMode::none) spec.ipc_mode = "none";
}

void set_environment(ContainerSpec& spec, const ContainerIngredients& from,
                     const ContainerDefinition& container, const ContainerOverride& over) {
  add(spec.environment, container.environment);
  add(spec.environment, over.environment);
  add_aws_variables(spec.environment, from);
}

/// An empty list is AWS's word for "none given".
std::optional<std::vector<std::string>> words(
    const std::optional<std::vector<std::string>>& given) {
  return given && !given->empty() ? given : std::nullopt;
}

}  // namespace

std::string pause_image(const std::string& instance) {
  return "drydock/pause:" + (instance.empty() ? "none" : instance);
}

ContainerSpec container_spec(const ContainerIngredients& from, const std::string& name) {
  static const ContainerDefinition undefined;
  const auto* found = find_container_definition(from.definition, name);
  const ContainerDefinition& container = found == nullptr ? undefined : *found;
  const ContainerOverride& over = override_of(from.task, name);
  ContainerSpec spec;
  spec.name = engine_name(from, name);
  spec.image = from.image;
  spec.command = words(over.command ? over.command : container.command);
  spec.entrypoint = words(container.entry_point);
  set_environment(spec, from, container, over);
  if (container.docker_labels) spec.labels = *container.docker_labels;
  for (auto& [key, value] : labels(from, name)) spec.labels.insert_or_assign(key, value);
  spec.network = network_of(from, container);
  if (spec.network.mode == Mode::bridge) {
    spec.ports = port_bindings(container);
    spec.hostname = container.hostname;
  }
  if (spec.network.mode == Mode::bridge || spec.network.mode == Mode::host) {
    spec.extra_hosts = from.hosts;
  }
  spec.mounts =
      container_mounts({.task = from.task, .instance = from.instance}, from.definition, container);
  spec.user = container.user;
  spec.working_directory = container.working_directory;
  set_resources(spec, from.task, container, over);
  spec.privileged = container.privileged.value_or(false);
  spec.read_only_root = container.readonly_root_filesystem.value_or(false);
  spec.security_options = container.docker_security_options.value_or(std::vector<std::string>{});
  set_linux_parameters(spec, container);
  set_namespaces(spec, from.definition);
  return spec;
}

ContainerSpec pause_spec(const ContainerIngredients& from, bool publish_ports) {
  ContainerSpec spec;
  spec.name = engine_name(from, pause_container_name);
  spec.image = from.image;
  spec.labels = labels(from, pause_container_name);
  spec.network = {.mode = Mode::network,
                  .network = std::string(vpc_network_name),
                  .address = from.task.network_interface
                                 ? from.task.network_interface->private_ipv4_address
                                 : std::string()};
  spec.extra_hosts = from.hosts;
  if (!publish_ports || !from.definition.container_definitions) return spec;
  for (const ContainerDefinition& container : *from.definition.container_definitions) {
    for (PortBinding port : port_bindings(container)) {
      port.host_port = 0;  // The address is the task's own; the host's port is only a way in.
      spec.ports.push_back(port);
    }
  }
  return spec;
}

}  // namespace drydock::ecs
