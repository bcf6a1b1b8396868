#pragma once

#include "emulator/store/store.h"

namespace drydock::elb {
struct Target;
}

namespace drydock::ecs {

struct Task;
struct TaskTarget;

/// The target that the task has in a group, draining or not, or null: what stands in its place may
/// be another task's by now, and tells nothing of this one.
const elb::Target* own_target(const Store& store, const World& world, const Task& task,
                              const TaskTarget& named);

/// Whether the task has to wait before its containers are stopped: one of its targets drains, or
/// has not been taken out of its group yet. One that a client has put back into the group after
/// that stays there when the task has gone.
bool waits_for_targets(const Store& store, const World& world, const Task& task);

}  // namespace drydock::ecs
