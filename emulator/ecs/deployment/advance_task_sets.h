#pragma once

#include "emulator/ecs/deployment/advance.h"
#include "emulator/ecs/scheduler/service_census.h"

namespace drydock::ecs {

/// What becomes of task sets that are governed from outside. One has reached STEADY_STATE when the
/// tasks that it is to have run and no other, none on an instance that drains, and every check that
/// there is passes; a task that nothing checks need only run. A set that drains leaves with its
/// last task. The service is steady when it has sets, and all of them are.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_TaskSet.html
Advance advance_task_sets(const ServiceView& view, const Census& census);

}  // namespace drydock::ecs
