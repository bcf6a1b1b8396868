#pragma once

#include <vector>

#include "emulator/base/result.h"
#include "emulator/ecs/placement/cluster_query.h"
#include "model/ecs/common.h"
#include "model/ecs/task_definition.h"

/// What AWS demands of the constraints and strategies that a caller gives. The errors are
/// InvalidParameterExceptions, and of a task definition's constraints ClientExceptions.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
namespace drydock::ecs {

/// At most 10; `distinctInstance` has no expression, `memberOf` one of the cluster query language.
Result<Done> check(const std::vector<model::ecs::PlacementConstraint>& constraints);
Result<Done> check(const std::vector<model::ecs::TaskDefinitionPlacementConstraint>& constraints);

/// At most 5; `spread` has a field "instanceId", "host" or "attribute:NAME", `binpack` "cpu" or
/// "memory" in any case, `random` none.
Result<Done> check(const std::vector<model::ecs::PlacementStrategy>& strategies);

}  // namespace drydock::ecs
