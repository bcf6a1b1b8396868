#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ecs/daemon.h"

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-daemons-create-manage.html
namespace drydock::ecs::api {

/// Starts the daemon's first deployment. A capacity provider is there once a container instance of
/// the cluster has said that it is the provider's; Fargate's are refused, as on AWS.
Result<model::ecs::CreateDaemonResponse> create_daemon(
    aws::Context& context, const model::ecs::CreateDaemonRequest& request);

/// The revisions that instances have, and the one that they are to run.
Result<model::ecs::DescribeDaemonResponse> describe_daemon(
    aws::Context& context, const model::ecs::DescribeDaemonRequest& request);

/// Those of a cluster in the order of their names.
Result<model::ecs::ListDaemonsResponse> list_daemons(aws::Context& context,
                                                     const model::ecs::ListDaemonsRequest& request);

/// Starts a deployment, whatever has changed. What the call leaves out is as it is by default, not
/// as it was.
Result<model::ecs::UpdateDaemonResponse> update_daemon(
    aws::Context& context, const model::ecs::UpdateDaemonRequest& request);

/// Starts the deployment that takes the daemon's tasks away with their instances. The daemon is
/// gone once the last has stopped.
Result<model::ecs::DeleteDaemonResponse> delete_daemon(
    aws::Context& context, const model::ecs::DeleteDaemonRequest& request);

}  // namespace drydock::ecs::api
