#pragma once

#include <boost/describe/class.hpp>
#include <compare>
#include <cstdint>
#include <vector>

#include "emulator/base/transport.h"
#include "model/ecs/task.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs {

/// A port of a container instance.
struct HostPort {
  int port = 0;
  Transport protocol = Transport::tcp;

  friend auto operator<=>(const HostPort&, const HostPort&) = default;
};
BOOST_DESCRIBE_STRUCT(HostPort, (), (port, protocol))

/// What a task takes of the container instance that it is placed on, from its start until it is
/// STOPPED.
struct TaskResources {
  std::int64_t cpu_units = 0;
  std::int64_t memory_mib = 0;
  std::int64_t gpus = 0;
  /// Those that it names: which one the engine takes for a host port of 0 is known only later.
  std::vector<HostPort> ports;

  friend bool operator==(const TaskResources&, const TaskResources&) = default;
};
BOOST_DESCRIBE_STRUCT(TaskResources, (), (cpu_units, memory_mib, gpus, ports))

/// What a task of this definition takes with these overrides: the task's own size where it has one,
/// else what its containers reserve, memoryReservation before memory. Sums stay within 64 bits. A
/// number of GPUs that is none is more than there can be.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters_ec2.html
TaskResources resources_of(const model::ecs::TaskDefinition& definition,
                           const model::ecs::TaskOverride& overrides);

}  // namespace drydock::ecs
