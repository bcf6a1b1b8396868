#pragma once

#include <vector>

#include "model/ecs/common.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs {

/// The launch types that could run the definition.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskDefinition.html
std::vector<model::ecs::Compatibility> compatibilities(
    const model::ecs::TaskDefinition& definition);

/// What a container instance's agent must be able to do, sorted by name. Told to clients only:
/// drydock places tasks wherever they are asked for.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html#attributes
std::vector<model::ecs::Attribute> required_attributes(
    const model::ecs::TaskDefinition& definition);

}  // namespace drydock::ecs
