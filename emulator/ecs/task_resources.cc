#include "emulator/ecs/task_resources.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <string>

#include "emulator/base/number.h"
#include "emulator/base/sums.h"
#include "emulator/ecs/container/container_ports.h"
#include "emulator/ecs/definition/task_size.h"
#include "emulator/ecs/task_definition.h"
#include "model/ecs/common.h"

namespace drydock::ecs {
namespace {

using model::ecs::ContainerDefinition;
using model::ecs::ContainerOverride;
using model::ecs::NetworkMode;

const ContainerOverride* override_of(const ContainerDefinition& container,
                                     const model::ecs::TaskOverride& overrides) {
  if (!overrides.container_overrides) return nullptr;
  const auto found =
      std::ranges::find(*overrides.container_overrides, container.name, &ContainerOverride::name);
  return found == overrides.container_overrides->end() ? nullptr : &*found;
}

/// The container's own value, unless it is overridden.
template <class Value>
Value chosen(const Value& own, const ContainerOverride* override,
             Value ContainerOverride::*member) {
  return override != nullptr && override->*member ? override->*member : own;
}

std::int64_t memory_of(const ContainerDefinition& container, const ContainerOverride* override) {
  const auto reserved =
      chosen(container.memory_reservation, override, &ContainerOverride::memory_reservation);
  return reserved ? *reserved
                  : chosen(container.memory, override, &ContainerOverride::memory).value_or(0);
}

std::int64_t gpus_of(const ContainerDefinition& container, const ContainerOverride* override) {
  const auto wanted =
      chosen(container.resource_requirements, override, &ContainerOverride::resource_requirements);
  std::int64_t sum = 0;
  if (!wanted) return sum;
  for (const auto& resource : *wanted) {
    if (resource.type != model::ecs::ResourceType::gpu) continue;
    const auto number = parse_number<std::int64_t>(resource.value.value_or(""));
    sum = capped_sum(sum,
                     number && *number >= 0 ? *number : std::numeric_limits<std::int64_t>::max());
  }
  return sum;
}

void add_ports(const ContainerDefinition& container, NetworkMode mode,
               std::vector<HostPort>& ports) {
  if (mode != NetworkMode::bridge && mode != NetworkMode::host) return;
  for (const PortBinding& binding : port_bindings(container)) {
    const int port = mode == NetworkMode::host ? binding.container_port : binding.host_port;
    if (port != 0) ports.push_back({.port = port, .protocol = binding.protocol});
  }
}

}  // namespace

TaskResources resources_of(const model::ecs::TaskDefinition& definition,
                           const model::ecs::TaskOverride& overrides) {
  TaskResources sum;
  if (definition.container_definitions) {
    for (const auto& container : *definition.container_definitions) {
      const ContainerOverride* override = override_of(container, overrides);
      const auto cpu = chosen(container.cpu, override, &ContainerOverride::cpu);
      sum.cpu_units = capped_sum(sum.cpu_units, cpu.value_or(0));
      sum.memory_mib = capped_sum(sum.memory_mib, memory_of(container, override));
      sum.gpus = capped_sum(sum.gpus, gpus_of(container, override));
      add_ports(container, network_mode(definition), sum.ports);
    }
  }
  const auto& cpu = overrides.cpu ? overrides.cpu : definition.cpu;
  const auto& memory = overrides.memory ? overrides.memory : definition.memory;
  if (cpu) sum.cpu_units = cpu_units(*cpu).value_or(0);
  if (memory) sum.memory_mib = memory_mib(*memory).value_or(0);
  return sum;
}

}  // namespace drydock::ecs
