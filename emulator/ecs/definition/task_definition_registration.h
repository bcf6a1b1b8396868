#pragma once

#include <string>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/store/store.h"

namespace drydock::ecs {

/// Keeps a definition that has been checked and completed as the next revision of its family:
/// ACTIVE, with an ARN of its own.
const TaskDefinition& register_revision(Store& store, const World& world,
                                        model::ecs::TaskDefinition completed,
                                        std::vector<model::ecs::Tag> tags,
                                        const std::string& registered_by, TimePoint now);

}  // namespace drydock::ecs
