#pragma once

#include <string>

#include "emulator/base/time.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs {

/// The task definition that a registration makes, with what AWS adds to it: the defaults of its
/// containers and port mappings, sizes in plain numbers, and what it needs and where it can run.
/// Nothing else is added: tools compare what they registered with what is described. The request
/// has passed `check`; ARN, revision, status and registration are the caller's to fill in.
model::ecs::TaskDefinition complete(const model::ecs::RegisterTaskDefinitionRequest& request);

}  // namespace drydock::ecs
