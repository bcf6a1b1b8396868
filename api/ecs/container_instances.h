#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ecs/container_instance.h"

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_instances.html
namespace drydock::ecs::api {

/// Adds a machine to the cluster, or tells anew of one that `containerInstanceArn` names. Whatever
/// it says of itself, its tasks run in the one engine here.
Result<model::ecs::RegisterContainerInstanceResponse> register_container_instance(
    aws::Context& context, const model::ecs::RegisterContainerInstanceRequest& request);

/// The instance becomes INACTIVE. With tasks on it only by `force`, and they are stopped: on AWS
/// they would run on, which nobody there tells of.
Result<model::ecs::DeregisterContainerInstanceResponse> deregister_container_instance(
    aws::Context& context, const model::ecs::DeregisterContainerInstanceRequest& request);

/// Without `status` all but INACTIVE ones.
Result<model::ecs::ListContainerInstancesResponse> list_container_instances(
    aws::Context& context, const model::ecs::ListContainerInstancesRequest& request);

/// What is not there is a failure in the answer, never an error.
Result<model::ecs::DescribeContainerInstancesResponse> describe_container_instances(
    aws::Context& context, const model::ecs::DescribeContainerInstancesRequest& request);

/// ACTIVE or DRAINING. Tasks of services that are still PENDING on a draining instance are stopped
/// at once.
Result<model::ecs::UpdateContainerInstancesStateResponse> update_container_instances_state(
    aws::Context& context, const model::ecs::UpdateContainerInstancesStateRequest& request);

/// There is no agent, and so never an update.
Result<model::ecs::UpdateContainerAgentResponse> update_container_agent(
    aws::Context& context, const model::ecs::UpdateContainerAgentRequest& request);

}  // namespace drydock::ecs::api
