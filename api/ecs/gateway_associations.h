#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ecs/gateway.h"

/// Which gateways the services of a cluster may be reached through.
namespace drydock::ecs::api {

/// Associates a gateway with a cluster, which has five at most; one that is associated already
/// stays so, or is so again. Services use it from their next deployment on.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_AssociateGatewayWithCluster.html
Result<model::ecs::AssociateGatewayWithClusterResponse> associate_gateway(
    aws::Context& context, const model::ecs::AssociateGatewayWithClusterRequest& request);

/// Ends an association: at once where the cluster has no route of the gateway, else with the last
/// one, which its service drops with its next deployment.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DisassociateGatewayFromCluster.html
Result<model::ecs::DisassociateGatewayFromClusterResponse> disassociate_gateway(
    aws::Context& context, const model::ecs::DisassociateGatewayFromClusterRequest& request);

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListGatewayClusterAssociations.html
Result<model::ecs::ListGatewayClusterAssociationsResponse> list_gateway_associations(
    aws::Context& context, const model::ecs::ListGatewayClusterAssociationsRequest& request);

/// The cluster goes, and with it its associations.
void forget_gateway_associations(aws::Context& context, std::string_view cluster);

}  // namespace drydock::ecs::api
