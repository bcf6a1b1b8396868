#pragma once

#include "emulator/base/time.h"
#include "emulator/ecs/container/container.h"
#include "model/ecs/task_definition.h"

namespace drydock::ecs {

struct Task;

/// Whether a container that has just exited is started again in place: it has a policy that does
/// not ignore the exit code, its task is to run, and it ran for the policy's period (300 s by
/// default) since it was last started.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-restart-policy.html
bool restarts_in_place(const Task& task, const Container& container,
                       const model::ecs::ContainerDefinition& definition, TimePoint now);

}  // namespace drydock::ecs
