#pragma once

#include "emulator/base/result.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs {

/// What AWS demands of a task definition beyond the shapes of its model, in AWS's words: family,
/// containers, sizes, networking, and what Fargate supports. The first rule that is broken is a
/// ClientException.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html
Result<Done> check(const model::ecs::RegisterTaskDefinitionRequest& request);

}  // namespace drydock::ecs
