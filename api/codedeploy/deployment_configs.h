#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/codedeploy/deployment_config.h"

namespace drydock::codedeploy::api {

/// For ECS, by all at once, a canary or equal steps.
Result<model::codedeploy::CreateDeploymentConfigOutput> create_deployment_config(
    aws::Context& context, const model::codedeploy::CreateDeploymentConfigInput& request);
/// AWS's own too.
Result<model::codedeploy::GetDeploymentConfigOutput> get_deployment_config(
    aws::Context& context, const model::codedeploy::GetDeploymentConfigInput& request);
/// AWS's own and those of the account, by name.
Result<model::codedeploy::ListDeploymentConfigsOutput> list_deployment_configs(
    aws::Context& context, const model::codedeploy::ListDeploymentConfigsInput& request);
/// Neither AWS's own nor one that a deployment group goes by.
Result<Done> delete_deployment_config(
    aws::Context& context, const model::codedeploy::DeleteDeploymentConfigInput& request);

}  // namespace drydock::codedeploy::api
