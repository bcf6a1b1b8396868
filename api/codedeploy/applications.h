#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/codedeploy/application.h"

namespace drydock::codedeploy::api {

/// Of the compute platform ECS; others are refused.
Result<model::codedeploy::CreateApplicationOutput> create_application(
    aws::Context& context, const model::codedeploy::CreateApplicationInput& request);
Result<model::codedeploy::GetApplicationOutput> get_application(
    aws::Context& context, const model::codedeploy::GetApplicationInput& request);
/// 100 at most, all of which must be there.
Result<model::codedeploy::BatchGetApplicationsOutput> batch_get_applications(
    aws::Context& context, const model::codedeploy::BatchGetApplicationsInput& request);
/// By name.
Result<model::codedeploy::ListApplicationsOutput> list_applications(
    aws::Context& context, const model::codedeploy::ListApplicationsInput& request);
/// Changes the name, under which its deployment groups are found from then on.
Result<Done> update_application(aws::Context& context,
                                const model::codedeploy::UpdateApplicationInput& request);
/// With its deployment groups. Deployments that are under way go on.
Result<Done> delete_application(aws::Context& context,
                                const model::codedeploy::DeleteApplicationInput& request);

}  // namespace drydock::codedeploy::api
