#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ecs/task.h"

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/standalone-task-create.html
namespace drydock::ecs::api {

/// Makes 1 to 10 tasks; each task's supervisor takes it from there. Those that are not Fargate's
/// are placed on the cluster's container instances; where some have no place, `failures` tells why
/// of each instance.
Result<model::ecs::RunTaskResponse> run_task(aws::Context& context,
                                             const model::ecs::RunTaskRequest& request);

/// Makes a task on each of 1 to 10 container instances; `failures` tells of those where it cannot
/// be.
Result<model::ecs::StartTaskResponse> start_task(aws::Context& context,
                                                 const model::ecs::StartTaskRequest& request);

}  // namespace drydock::ecs::api
