#include "emulator/elb/reach.h"

#include "emulator/ec2/default_network.h"

namespace drydock::elb {
namespace {

using Endpoints = std::map<std::pair<std::string, int>, Engine::Endpoint>;

void add(Endpoints& endpoints, const ecs::Task& task, const std::string& instance_id) {
  for (const auto& container : task.containers) {
    for (const auto& port : container.ports) {
      if (port.reach_port == 0) continue;
      const Engine::Endpoint endpoint{port.reach_host, port.reach_port};
      if (task.network_interface) {
        const auto& address = task.network_interface->private_ipv4_address;
        endpoints.insert_or_assign({address, port.container_port}, endpoint);
      } else if (port.host_port != 0) {
        endpoints.insert_or_assign({instance_id, port.host_port}, endpoint);
      }
    }
  }
}

}  // namespace

Reach::Reach(const Store& store, const World& world) : instance_id_(ec2::local_instance_id(world)) {
  for (const auto& [key, task] : store.table<ecs::Task>(world).rows()) {
    if (task.last_status != ecs::TaskStatus::stopped) add(endpoints_, task, instance_id_);
  }
}

Engine::Endpoint Reach::of(const TargetGroup& group, const Target& target, int port) const {
  const auto found = endpoints_.find({target.id, port});
  if (found != endpoints_.end()) return found->second;
  const bool instance = group.target_type == model::elbv2::TargetTypeEnum::instance;
  return {instance ? "127.0.0.1" : target.id, port};
}

}  // namespace drydock::elb
