#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ecs/daemon_deployment.h"

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-daemons-deployments.html
namespace drydock::ecs::api {

/// The daemon's deployments, the newest first.
Result<model::ecs::ListDaemonDeploymentsResponse> list_daemon_deployments(
    aws::Context& context, const model::ecs::ListDaemonDeploymentsRequest& request);

/// Those that are named, of daemons that have gone too; what is not there is a failure.
Result<model::ecs::DescribeDaemonDeploymentsResponse> describe_daemon_deployments(
    aws::Context& context, const model::ecs::DescribeDaemonDeploymentsRequest& request);

/// Likewise.
Result<model::ecs::DescribeDaemonRevisionsResponse> describe_daemon_revisions(
    aws::Context& context, const model::ecs::DescribeDaemonRevisionsRequest& request);

}  // namespace drydock::ecs::api
