#pragma once

#include "emulator/base/world.h"
#include "emulator/store/store.h"
#include "model/ecs/task_definition.h"

namespace drydock {

namespace ecs {
struct Task;
}

/// The definition that a task runs. One that is not in the store (any more) has no containers, so
/// every container of the task counts as essential and has nothing to start.
const model::ecs::TaskDefinition& definition_of(const Store& store, const World& world,
                                                const ecs::Task& task);

}  // namespace drydock
