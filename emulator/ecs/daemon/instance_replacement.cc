#include "emulator/ecs/daemon/instance_replacement.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "emulator/store/store.h"

namespace drydock::ecs {
namespace {

bool is_inactive(const ContainerInstance& instance) {
  return instance.status == ContainerInstanceStatus::inactive;
}

ContainerInstance successor_of(const World& world, const ContainerInstance& instance, IdSource& ids,
                               TimePoint now) {
  ContainerInstance made = instance;
  made.successor.clear();
  made.id = ids.hex(32);
  made.arn = container_instance_arn(world, made.cluster, made.id);
  made.ec2_instance_id = "i-0" + ids.hex(16);
  made.status = ContainerInstanceStatus::active;
  made.version = 1;
  made.registered_at = now;
  return made;
}

}  // namespace

bool make_room_for_instance(Store& store, const World& world, const std::string& cluster) {
  const auto instances = instances_of(store, world, cluster);
  if (instances.size() < cluster_instances_max) return true;
  const auto oldest =
      std::ranges::min_element(instances, {}, [](const ContainerInstance* instance) {
        return std::pair(!is_inactive(*instance), instance->registered_at);
      });
  if (!is_inactive(**oldest)) return false;
  store.erase<ContainerInstance>(world, std::string((*oldest)->key()));
  return true;
}

void replace_instance(Store& store, const World& world, const std::string& key, IdSource& ids,
                      TimePoint now) {
  const ContainerInstance before = *store.find<ContainerInstance>(world, key);
  const bool drains = before.status == ContainerInstanceStatus::draining;
  if (drains && !before.successor.empty()) return;
  std::string successor = before.successor;
  if (successor.empty() && make_room_for_instance(store, world, before.cluster)) {
    successor = store.put(world, successor_of(world, before, ids, now)).id;
  }
  // One that stands for itself leaves all the same: no other can be made.
  if (successor.empty()) successor = before.id;
  store.change<ContainerInstance>(world, key, [&](ContainerInstance& instance) {
    instance.status = ContainerInstanceStatus::draining;
    instance.successor = std::move(successor);
    ++instance.version;
  });
}

void end_instance(Store& store, const World& world, const std::string& key) {
  store.change<ContainerInstance>(world, key, [](ContainerInstance& instance) {
    instance.status = ContainerInstanceStatus::inactive;
    ++instance.version;
  });
}

}  // namespace drydock::ecs
