#pragma once

#include <optional>
#include <string_view>

#include "emulator/base/world.h"
#include "emulator/store/store.h"

namespace drydock::ecs {

struct Task;

/// A task, and the world that it is in. The pointer holds until the next change to the table.
struct TaskInWorld {
  World world;
  const Task* task = nullptr;
};

/// The task with this id or ARN, in whichever world and cluster it is. Looks at all of them.
std::optional<TaskInWorld> search_task(const Store& store, std::string_view id_or_arn);

}  // namespace drydock::ecs
