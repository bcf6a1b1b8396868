#include "emulator/ecs/definition/task_definition_rules.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <sstream>
#include <string>

#include "emulator/base/sums.h"
#include "emulator/ecs/definition/container_definition_rules.h"
#include "emulator/ecs/definition/fargate_rules.h"
#include "emulator/ecs/definition/task_size.h"
#include "emulator/ecs/errors.h"
#include "emulator/ecs/placement/placement_rules.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/task.h"

namespace drydock::ecs {
namespace {

using model::ecs::ContainerDefinition;
using model::ecs::RegisterTaskDefinitionRequest;

Result<Done> check_family(const RegisterTaskDefinitionRequest& request) {
  if (request.family.empty()) return client_error("Family should not be null or empty.");
  if (!is_name(request.family)) return client_error("Family contains invalid characters.");
  return Done{};
}

/// At most 10 containers, each with a name of its own, one of them essential.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
Result<Done> check_container_list(const RegisterTaskDefinitionRequest& request) {
  const auto& containers = request.container_definitions;
  if (containers.empty()) return client_error("Container list cannot be empty.");
  if (containers.size() > 10) return client_error("Too many containers.");
  for (auto container = containers.begin(); container != containers.end(); ++container) {
    if (std::any_of(containers.begin(), container, [&](const ContainerDefinition& earlier) {
          return earlier.name == container->name;
        })) {
      return client_error("Container names must be unique: '" + container->name.value_or("") +
                          "' is used more than once.");
    }
  }
  if (std::ranges::none_of(containers, [](const ContainerDefinition& container) {
        return container.essential.value_or(true);
      })) {
    return client_error("At least one container must be marked as essential.");
  }
  return Done{};
}

Result<Done> check_containers(const RegisterTaskDefinitionRequest& request) {
  for (const auto& container : request.container_definitions) {
    if (const auto checked = check(container, request); !checked) return checked;
  }
  return check_dependencies(request.container_definitions);
}

aws::Error invalid_setting(std::string_view setting) {
  std::ostringstream text;
  text << "Invalid '" << setting
       << "' setting for task. For more information, see the Troubleshooting section of the Amazon "
          "ECS Developer Guide.";
  return client_error(text.str());
}

Result<Done> check_task_size(const RegisterTaskDefinitionRequest& request) {
  const auto cpu = request.cpu ? cpu_units(*request.cpu) : std::nullopt;
  if (request.cpu && (!cpu || *cpu < 128 || *cpu > 196608)) {
    return invalid_setting("cpu");
  }
  if (request.memory && !memory_mib(*request.memory)) {
    return invalid_setting("memory");
  }
  return Done{};
}

/// What containers reserve must fit into what the task has.
Result<Done> check_sums(const RegisterTaskDefinitionRequest& request) {
  std::int64_t cpu = 0;
  std::int64_t memory = 0;
  for (const auto& container : request.container_definitions) {
    cpu = capped_sum(cpu, container.cpu.value_or(0));
    const int reserved = container.memory_reservation.value_or(container.memory.value_or(0));
    memory = capped_sum(memory, reserved);
  }
  if (request.cpu && cpu > cpu_units(*request.cpu)) {
    return client_error(
        "The sum of all container 'cpu' values cannot be greater than the value of the task "
        "'cpu'.");
  }
  if (request.memory && memory > memory_mib(*request.memory)) {
    return client_error(
        "The sum of all container 'memoryReservation' values cannot be greater than the value of "
        "the task 'memory'.");
  }
  return Done{};
}

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html
Result<Done> check_volume(const model::ecs::Volume& volume) {
  const std::string name = volume.name.value_or("");
  if (!is_name(name))
    return client_error("Volume name '" + name + "' contains invalid characters.");
  if (!volume.host || !volume.host->source_path || volume.host->source_path->empty()) return Done{};
  const std::string& path = *volume.host->source_path;
  if (!path.starts_with('/') || path.find('\0') != std::string::npos) {
    return client_error("The sourcePath of volume '" + name + "' must be an absolute path.");
  }
  return Done{};
}

Result<Done> check_mount_point(const model::ecs::MountPoint& point,
                               const RegisterTaskDefinitionRequest& request) {
  const std::string volume = point.source_volume.value_or("");
  if (!request.volumes || std::ranges::find(*request.volumes, volume, &model::ecs::Volume::name) ==
                              request.volumes->end()) {
    return client_error("Unknown volume '" + volume + "'.");
  }
  return Done{};
}

Result<Done> check_volumes(const RegisterTaskDefinitionRequest& request) {
  if (request.volumes) {
    for (const auto& volume : *request.volumes) {
      if (const auto checked = check_volume(volume); !checked) return checked;
    }
  }
  for (const auto& container : request.container_definitions) {
    if (!container.mount_points) continue;
    for (const auto& point : *container.mount_points) {
      if (const auto checked = check_mount_point(point, request); !checked) return checked;
    }
  }
  return Done{};
}

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html
Result<Done> check_ephemeral_storage(const RegisterTaskDefinitionRequest& request) {
  if (!request.ephemeral_storage) return Done{};
  const int size = request.ephemeral_storage->size_in_gib;
  if (size < 21) return client_error("EphemeralStorage size should be at least 21");
  if (size > 200) return client_error("EphemeralStorage size should be at most 200");
  return Done{};
}

/// What of a machine drydock could only pretend to have.
Result<Done> check_hardware(const RegisterTaskDefinitionRequest& request) {
  if (request.trusted_execution_configuration) {
    return client_error("drydock does not emulate trusted execution.");
  }
  for (const auto& container : request.container_definitions) {
    if (!container.resource_requirements) continue;
    for (const auto& resource : *container.resource_requirements) {
      if (resource.sharing_strategy) return client_error("drydock does not emulate shared GPUs.");
      if (resource.type == model::ecs::ResourceType::neuron_device) {
        return client_error("drydock does not emulate Neuron devices.");
      }
    }
  }
  return Done{};
}

Result<Done> check_placement(const RegisterTaskDefinitionRequest& request) {
  return request.placement_constraints ? check(*request.placement_constraints) : Done{};
}

}  // namespace

Result<Done> check(const RegisterTaskDefinitionRequest& request) {
  using Rule = Result<Done> (*)(const RegisterTaskDefinitionRequest&);
  constexpr std::array<Rule, 10> rules = {
      check_family,  check_container_list,    check_task_size,   check_containers, check_sums,
      check_volumes, check_ephemeral_storage, check_for_fargate, check_placement,  check_hardware};
  for (const Rule rule : rules) {
    if (const auto checked = rule(request); !checked) return checked;
  }
  return Done{};
}

}  // namespace drydock::ecs
