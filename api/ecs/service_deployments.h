#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ecs/service_deployment.h"

/// What a service has been brought from and to, now and in the last 90 days.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-deployment.html
namespace drydock::ecs::api {

/// Newest first.
Result<model::ecs::ListServiceDeploymentsResponse> list_service_deployments(
    aws::Context& context, const model::ecs::ListServiceDeploymentsRequest& request);

/// What is not there is a failure in the answer, never an error.
Result<model::ecs::DescribeServiceDeploymentsResponse> describe_service_deployments(
    aws::Context& context, const model::ecs::DescribeServiceDeploymentsRequest& request);

/// Rolls back the deployment that is going on, whether or not the service has a circuit breaker.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_StopServiceDeployment.html
Result<model::ecs::StopServiceDeploymentResponse> stop_service_deployment(
    aws::Context& context, const model::ecs::StopServiceDeploymentRequest& request);

/// Lets a deployment that a PAUSE hook holds go on, or sends it back.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContinueServiceDeployment.html
Result<model::ecs::ContinueServiceDeploymentResponse> continue_service_deployment(
    aws::Context& context, const model::ecs::ContinueServiceDeploymentRequest& request);

}  // namespace drydock::ecs::api
