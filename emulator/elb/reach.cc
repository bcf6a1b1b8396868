#include "emulator/elb/reach.h"

#include <optional>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/task.h"
#include "model/elbv2/target_group.h"

namespace drydock::elb {
namespace {

/// Calls `visit(id, port, endpoint)` for everything that a target can name to mean this task.
template <class Visit>
void each_address(const ecs::Task& task, const std::string& instance_id, Visit visit) {
  if (task.last_status == ecs::TaskStatus::stopped) return;
  for (const auto& container : task.containers) {
    for (const auto& port : container.ports) {
      if (port.reach_port == 0) continue;
      const Engine::Endpoint endpoint{port.reach_host, port.reach_port};
      if (task.network_interface) {
        visit(task.network_interface->private_ipv4_address, port.container_port, endpoint);
      } else if (port.host_port != 0) {
        visit(instance_id, port.host_port, endpoint);
      }
    }
  }
}

Engine::Endpoint as_named(const TargetGroup& group, const Target& target, int port) {
  const bool instance = group.target_type == model::elbv2::TargetTypeEnum::instance;
  return {instance ? "127.0.0.1" : target.id, port};
}

}  // namespace

Reach::Reach(const Store& store, const World& world) {
  const std::string instance_id = ec2::local_instance_id(world);
  for (const auto& [key, task] : store.table<ecs::Task>(world).rows()) {
    each_address(task, instance_id, [&](const std::string& id, int port, const auto& endpoint) {
      endpoints_.insert_or_assign({id, port}, endpoint);
    });
  }
}

Engine::Endpoint Reach::of(const TargetGroup& group, const Target& target, int port) const {
  const auto found = endpoints_.find({target.id, port});
  return found == endpoints_.end() ? as_named(group, target, port) : found->second;
}

Engine::Endpoint reach_of(const Store& store, const World& world, const TargetGroup& group,
                          const Target& target, int wanted_port) {
  const std::string instance_id = ec2::local_instance_id(world);
  std::optional<Engine::Endpoint> found;
  for (const auto& [key, task] : store.table<ecs::Task>(world).rows()) {
    each_address(task, instance_id, [&](const std::string& id, int port, const auto& endpoint) {
      if (port == wanted_port && id == target.id) found = endpoint;
    });
  }
  return found ? *found : as_named(group, target, wanted_port);
}

}  // namespace drydock::elb
