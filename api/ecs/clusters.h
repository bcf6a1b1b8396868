#pragma once

#include <string>

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "emulator/ecs/cluster.h"
#include "model/ecs/cluster.h"

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/clusters.html
namespace drydock::ecs::api {

/// A cluster of this name, as the request has it.
Cluster new_cluster(const aws::Context& context, const std::string& name,
                    const model::ecs::CreateClusterRequest& request);

/// An ACTIVE cluster of that name is answered as it is. An INACTIVE one begins anew.
Result<model::ecs::CreateClusterResponse> create_cluster(
    aws::Context& context, const model::ecs::CreateClusterRequest& request);

/// Without names it is about the cluster "default". What is not there is a failure in the answer,
/// never an error.
Result<model::ecs::DescribeClustersResponse> describe_clusters(
    aws::Context& context, const model::ecs::DescribeClustersRequest& request);

Result<model::ecs::ListClustersResponse> list_clusters(
    aws::Context& context, const model::ecs::ListClustersRequest& request);

/// The cluster stays describable as INACTIVE.
Result<model::ecs::DeleteClusterResponse> delete_cluster(
    aws::Context& context, const model::ecs::DeleteClusterRequest& request);

}  // namespace drydock::ecs::api
