#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/codedeploy/deployment_target.h"

/// A deployment's targets: of ECS it has one, "cluster:service".
namespace drydock::codedeploy::api {

Result<model::codedeploy::GetDeploymentTargetOutput> get_deployment_target(
    aws::Context& context, const model::codedeploy::GetDeploymentTargetInput& request);
Result<model::codedeploy::BatchGetDeploymentTargetsOutput> batch_get_deployment_targets(
    aws::Context& context, const model::codedeploy::BatchGetDeploymentTargetsInput& request);
/// By status, where the call asks for some.
Result<model::codedeploy::ListDeploymentTargetsOutput> list_deployment_targets(
    aws::Context& context, const model::codedeploy::ListDeploymentTargetsInput& request);

}  // namespace drydock::codedeploy::api
