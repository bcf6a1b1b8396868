#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ecs/task.h"

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/standalone-task-create.html
namespace drydock::ecs::api {

/// Asks the task to stop and answers at once: it is still RUNNING, its desired status STOPPED.
Result<model::ecs::StopTaskResponse> stop_task(aws::Context& context,
                                               const model::ecs::StopTaskRequest& request);

/// What is not there is a failure in the answer, never an error.
Result<model::ecs::DescribeTasksResponse> describe_tasks(
    aws::Context& context, const model::ecs::DescribeTasksRequest& request);

/// Without `desiredStatus` the tasks that are to run.
Result<model::ecs::ListTasksResponse> list_tasks(aws::Context& context,
                                                 const model::ecs::ListTasksRequest& request);

}  // namespace drydock::ecs::api
