#include "emulator/elb/reach.h"

#include <optional>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/task.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "model/elbv2/target_group.h"

namespace drydock::elb {
namespace {

/// Where the task's container listens that is meant by this port of the task's address, or of the
/// machine.
std::optional<Engine::Endpoint> endpoint_of(const ecs::Task& task, int port) {
  if (task.last_status == ecs::TaskStatus::stopped) return std::nullopt;
  for (const auto& container : task.containers) {
    for (const auto& published : container.ports) {
      const int named = task.network_interface ? published.container_port : published.host_port;
      if (named == port && published.reach_port != 0) {
        return Engine::Endpoint{published.reach_host, published.reach_port};
      }
    }
  }
  return std::nullopt;
}

Engine::Endpoint as_named(const TargetGroup& group, const Target& target, int port) {
  const bool instance = group.target_type == model::elbv2::TargetTypeEnum::instance;
  return {instance ? "127.0.0.1" : target.id, port};
}

}  // namespace

Engine::Endpoint reach_of(const Store& store, const World& world, const TargetGroup& group,
                          const Target& target, int port) {
  const bool machine = target.id == ec2::local_instance_id(world);
  const auto& tasks = store.table<ecs::Task>(world).members(
      machine ? ecs::Task::host_port_key(port) : ecs::Task::address_key(target.id));
  for (const auto& [key, task] : tasks) {
    if (const auto endpoint = endpoint_of(*task, port)) return *endpoint;
  }
  return as_named(group, target, port);
}

}  // namespace drydock::elb
