#pragma once

#include "model/ecs/task.h"

namespace drydock::ecs {
struct Task;
struct TaskDefinition;
}  // namespace drydock::ecs

namespace drydock::ecs::api {

/// The task as AWS shows it. `definition` is the one that it runs, or null where that is gone;
/// containers show their reserved CPU and memory out of it. Tags are shown only where asked for.
model::ecs::Task describe(const Task& task, const TaskDefinition* definition, bool with_tags);

}  // namespace drydock::ecs::api
