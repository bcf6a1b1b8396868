#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ecs/task_set.h"

/// What a client does with the task sets of a service whose deployment controller is EXTERNAL.
/// Those of CodeDeploy are its own: here they are only described.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-external.html
namespace drydock::ecs::api {

/// An ACTIVE set that has no task yet: its service's controller starts them. A second call with the
/// same client token is answered with what the first one made.
Result<model::ecs::CreateTaskSetResponse> create_task_set(
    aws::Context& context, const model::ecs::CreateTaskSetRequest& request);

/// What is not there is a failure in the answer, never an error.
Result<model::ecs::DescribeTaskSetsResponse> describe_task_sets(
    aws::Context& context, const model::ecs::DescribeTaskSetsRequest& request);

/// Changes a set's scale, which is all that can be changed of it.
Result<model::ecs::UpdateTaskSetResponse> update_task_set(
    aws::Context& context, const model::ecs::UpdateTaskSetRequest& request);

/// The service says from now on what the set runs.
Result<model::ecs::UpdateServicePrimaryTaskSetResponse> update_service_primary_task_set(
    aws::Context& context, const model::ecs::UpdateServicePrimaryTaskSetRequest& request);

/// The set drains, and is gone with its last task, whether it is forced or not.
Result<model::ecs::DeleteTaskSetResponse> delete_task_set(
    aws::Context& context, const model::ecs::DeleteTaskSetRequest& request);

}  // namespace drydock::ecs::api
