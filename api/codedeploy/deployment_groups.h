#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/codedeploy/deployment_group.h"

namespace drydock::codedeploy::api {

/// Of one ECS service whose deployment controller is CODE_DEPLOY, by one pair of target groups.
/// What is of EC2 instances alone is refused, and so are triggers.
Result<model::codedeploy::CreateDeploymentGroupOutput> create_deployment_group(
    aws::Context& context, const model::codedeploy::CreateDeploymentGroupInput& request);
Result<model::codedeploy::GetDeploymentGroupOutput> get_deployment_group(
    aws::Context& context, const model::codedeploy::GetDeploymentGroupInput& request);
/// 100 at most; those that are not there are told in errorMessage.
Result<model::codedeploy::BatchGetDeploymentGroupsOutput> batch_get_deployment_groups(
    aws::Context& context, const model::codedeploy::BatchGetDeploymentGroupsInput& request);
/// By name.
Result<model::codedeploy::ListDeploymentGroupsOutput> list_deployment_groups(
    aws::Context& context, const model::codedeploy::ListDeploymentGroupsInput& request);
/// What a call leaves out stays; deployments that are under way keep what they began with.
Result<model::codedeploy::UpdateDeploymentGroupOutput> update_deployment_group(
    aws::Context& context, const model::codedeploy::UpdateDeploymentGroupInput& request);
/// One that is not there is no error.
Result<model::codedeploy::DeleteDeploymentGroupOutput> delete_deployment_group(
    aws::Context& context, const model::codedeploy::DeleteDeploymentGroupInput& request);

}  // namespace drydock::codedeploy::api
