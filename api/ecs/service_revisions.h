#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ecs/service_deployment.h"

namespace drydock::ecs::api {

/// What deployments brought services to, as long as one of them is told of. What is not there is a
/// failure in the answer, never an error.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeServiceRevisions.html
Result<model::ecs::DescribeServiceRevisionsResponse> describe_service_revisions(
    aws::Context& context, const model::ecs::DescribeServiceRevisionsRequest& request);

}  // namespace drydock::ecs::api
