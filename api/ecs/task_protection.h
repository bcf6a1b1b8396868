#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ecs/task_protection.h"

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-scale-in-protection.html
namespace drydock::ecs::api {

/// What is not there (MISSING), or is not a running task of a service (TASK_NOT_VALID), is a
/// failure in the answer, never an error.
Result<model::ecs::GetTaskProtectionResponse> get_task_protection(
    aws::Context& context, const model::ecs::GetTaskProtectionRequest& request);

/// Each task by itself: a failure of one leaves the others protected. The time of one that is
/// protected already begins anew.
Result<model::ecs::UpdateTaskProtectionResponse> update_task_protection(
    aws::Context& context, const model::ecs::UpdateTaskProtectionRequest& request);

}  // namespace drydock::ecs::api
