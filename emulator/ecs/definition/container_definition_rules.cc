#include "emulator/ecs/definition/container_definition_rules.h"

#include <algorithm>
#include <array>
#include <set>
#include <string>
#include <string_view>

#include "emulator/ecs/container/container_ports.h"
#include "emulator/ecs/definition/task_size.h"
#include "emulator/ecs/errors.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/task.h"

namespace drydock::ecs {
namespace {

using model::ecs::ContainerCondition;
using model::ecs::ContainerDefinition;
using model::ecs::NetworkMode;
using model::ecs::RegisterTaskDefinitionRequest;

aws::Error invalid_setting(const ContainerDefinition& container, std::string_view what) {
  return client_error("Invalid setting for container '" + container.name.value_or("") + "'. " +
                      std::string(what));
}

bool within(const std::optional<int>& value, int least, int most) {
  return !value || (*value >= least && *value <= most);
}

Result<Done> check_name(const ContainerDefinition& container,
                        const RegisterTaskDefinitionRequest&) {
  if (container.name.value_or("").empty()) {
    return client_error("Container.name should not be null or empty.");
  }
  if (!is_name(*container.name)) {
    return client_error("Container.name contains invalid characters.");
  }
  return Done{};
}

Result<Done> check_image(const ContainerDefinition& container,
                         const RegisterTaskDefinitionRequest&) {
  if (container.image.value_or("").empty()) {
    return client_error("Container.image should not be null or empty.");
  }
  constexpr std::string_view others = "-_:./#@";
  if (!std::ranges::all_of(*container.image, [others](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               others.find(c) != std::string_view::npos;
      })) {
    return client_error("Container.image contains invalid characters.");
  }
  return Done{};
}

/// On EC2 a container needs memory of its own unless the task has some.
Result<Done> check_memory(const ContainerDefinition& container,
                          const RegisterTaskDefinitionRequest& task) {
  if (!task.memory && !container.memory && !container.memory_reservation) {
    return invalid_setting(container,
                           "At least one of 'memory' or 'memoryReservation' must be specified.");
  }
  if (container.cpu.value_or(0) < 0) {
    return invalid_setting(container, "'cpu' must not be negative.");
  }
  if (container.memory && *container.memory < 6) {
    return invalid_setting(container, "'memory' must be at least 6.");
  }
  if (container.memory && container.memory_reservation &&
      *container.memory < *container.memory_reservation) {
    return invalid_setting(container, "'memory' must not be less than 'memoryReservation'.");
  }
  if (task.memory && container.memory && *container.memory > memory_mib(*task.memory)) {
    return invalid_setting(container,
                           "The 'memory' setting for container is greater than for the task.");
  }
  return Done{};
}

Result<Done> check_port(const model::ecs::PortMapping& mapping,
                        const ContainerDefinition& container, NetworkMode mode) {
  if (!mapping.container_port && !mapping.container_port_range) {
    return invalid_setting(container, "A port mapping needs a 'containerPort'.");
  }
  if (!within(mapping.container_port, 1, 65535) || !within(mapping.host_port, 0, 65535)) {
    return invalid_setting(container, "Ports must be between 1 and 65535.");
  }
  if (mapping.container_port_range && !port_range(*mapping.container_port_range)) {
    return invalid_setting(container, "The containerPortRange '" + *mapping.container_port_range +
                                          "' is not a range of ports.");
  }
  // https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
  if (mapping.container_port_range && mode == NetworkMode::host) {
    return client_error("A containerPortRange needs the network mode bridge or awsvpc.");
  }
  const bool same = mode == NetworkMode::awsvpc || mode == NetworkMode::host;
  const int host_port = mapping.host_port.value_or(0);
  if (same && host_port != 0 && host_port != mapping.container_port.value_or(0)) {
    return client_error("When networkMode=" + std::string(model::to_text(mode)) +
                        ", the host ports and container ports in port mappings must match.");
  }
  return Done{};
}

/// "A maximum of 100 port ranges" of a container, and as many ports of a container instance.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
constexpr std::size_t most_port_mappings = 100;

/// AWS refuses one container port with two protocols, and so drydock does; ranges likewise.
Result<Done> check_overlap(const ContainerDefinition& container) {
  std::vector<std::pair<int, int>> ranges;
  for (const auto& mapping : *container.port_mappings) {
    const int port = mapping.container_port.value_or(0);
    ranges.push_back(port != 0 ? std::pair(port, port)
                               : *port_range(*mapping.container_port_range));
  }
  std::ranges::sort(ranges);
  const auto overlap = std::ranges::adjacent_find(
      ranges, [](const auto& left, const auto& right) { return right.first <= left.second; });
  if (overlap == ranges.end()) return Done{};
  return invalid_setting(container, "The container port " +
                                        std::to_string(std::next(overlap)->first) +
                                        " is mapped more than once.");
}

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
Result<Done> check_ports(const ContainerDefinition& container,
                         const RegisterTaskDefinitionRequest& task) {
  const NetworkMode mode = task.network_mode.value_or(NetworkMode::bridge);
  if (mode == NetworkMode::awsvpc && container.links && !container.links->empty()) {
    return client_error("Links are not supported when networkMode=awsvpc.");
  }
  if (!container.port_mappings || container.port_mappings->empty()) return Done{};
  if (mode == NetworkMode::none) {
    return client_error("Port mappings are not supported when networkMode=none.");
  }
  if (container.port_mappings->size() > most_port_mappings) {
    return invalid_setting(container, "At most 100 port mappings may be given.");
  }
  for (const auto& mapping : *container.port_mappings) {
    if (const auto checked = check_port(mapping, container, mode); !checked) return checked;
  }
  return check_overlap(container);
}

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Tmpfs.html
Result<Done> check_memory_mounts(const ContainerDefinition& container,
                                 const RegisterTaskDefinitionRequest&) {
  if (!container.linux_parameters || !container.linux_parameters->tmpfs) return Done{};
  for (const auto& tmpfs : *container.linux_parameters->tmpfs) {
    if (tmpfs.size < 1) return invalid_setting(container, "The size of a tmpfs must be positive.");
    if (!tmpfs.container_path.starts_with('/')) {
      return invalid_setting(container, "The containerPath of a tmpfs must be absolute.");
    }
    const auto separates = [](const std::string& option) {
      return option.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789=:%") !=
             std::string::npos;
    };
    if (tmpfs.mount_options && std::ranges::any_of(*tmpfs.mount_options, separates)) {
      return invalid_setting(container, "A tmpfs has an unknown mount option.");
    }
  }
  return Done{};
}

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
Result<Done> check_health_check(const ContainerDefinition& container,
                                const RegisterTaskDefinitionRequest&) {
  if (!container.health_check) return Done{};
  const auto& health = *container.health_check;
  const std::string kind = health.command.empty() ? "" : health.command.front();
  if (kind != "CMD" && kind != "CMD-SHELL" && kind != "NONE") {
    return invalid_setting(container,
                           "The health check command must start with CMD, CMD-SHELL or NONE.");
  }
  if (kind != "NONE" && health.command.size() < 2) {
    return invalid_setting(container, "The health check has no command.");
  }
  if (!within(health.interval, 5, 300)) {
    return invalid_setting(container, "The health check interval must be between 5 and 300.");
  }
  if (!within(health.timeout, 2, 60)) {
    return invalid_setting(container, "The health check timeout must be between 2 and 60.");
  }
  if (!within(health.retries, 1, 10)) {
    return invalid_setting(container, "The health check retries must be between 1 and 10.");
  }
  if (!within(health.start_period, 0, 300)) {
    return invalid_setting(container, "The health check startPeriod must be between 0 and 300.");
  }
  return Done{};
}

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerRestartPolicy.html
Result<Done> check_restart_policy(const ContainerDefinition& container,
                                  const RegisterTaskDefinitionRequest&) {
  if (!container.restart_policy) return Done{};
  const auto& policy = *container.restart_policy;
  if (!within(policy.restart_attempt_period, 60, 1800)) {
    return invalid_setting(container, "The restartAttemptPeriod must be between 60 and 1800.");
  }
  if (policy.ignored_exit_codes && policy.ignored_exit_codes->size() > 50) {
    return invalid_setting(container, "At most 50 ignoredExitCodes may be given.");
  }
  return Done{};
}

const ContainerDefinition* find(const std::vector<ContainerDefinition>& containers,
                                std::string_view name) {
  const auto found = std::ranges::find_if(
      containers, [name](const ContainerDefinition& container) { return container.name == name; });
  return found == containers.end() ? nullptr : &*found;
}

Result<Done> check_condition(ContainerCondition condition, const ContainerDefinition& dependency) {
  const bool ends =
      condition == ContainerCondition::complete || condition == ContainerCondition::success;
  if (ends && dependency.essential.value_or(true)) {
    return client_error(
        "A dependency container with SUCCESS or COMPLETE condition cannot be an essential "
        "container");
  }
  if (condition == ContainerCondition::healthy && !dependency.health_check) {
    return client_error("A dependency container with HEALTHY condition must have a healthCheck");
  }
  return Done{};
}

/// Whether `target` is reached from `container` by following `dependsOn`.
bool waits_for(const std::vector<ContainerDefinition>& containers,
               const ContainerDefinition& container, std::string_view target,
               std::set<std::string>& visited) {
  if (!container.depends_on) return false;
  return std::ranges::any_of(*container.depends_on, [&](const auto& dependency) {
    if (dependency.container_name == target) return true;
    if (!visited.insert(dependency.container_name).second) return false;
    const auto* next = find(containers, dependency.container_name);
    return next != nullptr && waits_for(containers, *next, target, visited);
  });
}

}  // namespace

Result<Done> check(const ContainerDefinition& container,
                   const RegisterTaskDefinitionRequest& task) {
  using Rule = Result<Done> (*)(const ContainerDefinition&, const RegisterTaskDefinitionRequest&);
  constexpr std::array<Rule, 7> rules = {
      check_name,         check_image,          check_memory,       check_ports,
      check_health_check, check_restart_policy, check_memory_mounts};
  for (const Rule rule : rules) {
    if (const auto checked = rule(container, task); !checked) return checked;
  }
  return Done{};
}

Result<Done> check_dependencies(const std::vector<ContainerDefinition>& containers) {
  for (const auto& container : containers) {
    if (!container.depends_on) continue;
    for (const auto& dependency : *container.depends_on) {
      const auto* found = find(containers, dependency.container_name);
      if (found == nullptr) {
        return client_error("The container " + dependency.container_name +
                            " does not exist in the task definition.");
      }
      if (const auto met = check_condition(dependency.condition, *found); !met) return met;
    }
    std::set<std::string> visited;
    if (waits_for(containers, container, *container.name, visited)) {
      return client_error("The dependencies of container " + *container.name + " form a cycle.");
    }
  }
  return Done{};
}

}  // namespace drydock::ecs
