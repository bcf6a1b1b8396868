#include "emulator/ecs/own_target.h"

#include <algorithm>

#include "emulator/ecs/task.h"
#include "emulator/elb/target.h"

namespace drydock::ecs {

const elb::Target* own_target(const Store& store, const World& world, const Task& task,
                              const TaskTarget& named) {
  const auto* found = elb::find_target(store, world, named.target_group_arn, named.id, named.port);
  return found != nullptr && found->owner == task.key() ? found : nullptr;
}

bool waits_for_targets(const Store& store, const World& world, const Task& task) {
  return std::ranges::any_of(task.targets, [&](const TaskTarget& named) {
    const elb::Target* target = own_target(store, world, task, named);
    return target != nullptr && (target->deregistered_at || !task.notes.deregistered);
  });
}

}  // namespace drydock::ecs
