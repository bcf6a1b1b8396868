#pragma once

#include "emulator/base/result.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs {

/// What Fargate demands of a task definition that says it is compatible with it; any other is let
/// through.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
Result<Done> check_for_fargate(const model::ecs::RegisterTaskDefinitionRequest& request);

}  // namespace drydock::ecs
