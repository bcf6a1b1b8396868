#pragma once

#include <vector>

#include "emulator/base/result.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs {

/// What AWS demands of a container within its task definition: name, image, memory, ports, health
/// check, restart policy. The first rule that is broken is a ClientException.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_definition_parameters.html#container_definitions
Result<Done> check(const model::ecs::ContainerDefinition& container,
                   const model::ecs::RegisterTaskDefinitionRequest& task);

/// Every `dependsOn` names a container of the same task that can meet its condition, and none
/// waits, by whatever detour, for itself.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
Result<Done> check_dependencies(const std::vector<model::ecs::ContainerDefinition>& containers);

}  // namespace drydock::ecs
