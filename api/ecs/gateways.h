#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ecs/gateway.h"

/// Gateways: ways into the services of the clusters that are associated with them.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/gateway-managing.html
namespace drydock::ecs::api {

/// Makes a gateway, ACTIVE at once, without a load balancer. The same client token again gives the
/// same gateway.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateGateway.html
Result<model::ecs::CreateGatewayResponse> create_gateway(
    aws::Context& context, const model::ecs::CreateGatewayRequest& request);

/// Changes a gateway and what it has made. There is nothing to wait for here, so by its next
/// description it is UPDATE_COMPLETE, or UPDATE_FAILED with what could not be changed.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateGateway.html
Result<model::ecs::UpdateGatewayResponse> update_gateway(
    aws::Context& context, const model::ecs::UpdateGatewayRequest& request);

/// Deletes a gateway that is not protected and has no associations.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DeleteGateway.html
Result<model::ecs::DeleteGatewayResponse> delete_gateway(
    aws::Context& context, const model::ecs::DeleteGatewayRequest& request);

/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeGateway.html
Result<model::ecs::DescribeGatewayResponse> describe_gateway(
    aws::Context& context, const model::ecs::DescribeGatewayRequest& request);

/// The gateways by their names, those of the names and the statuses asked for.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListGateways.html
Result<model::ecs::ListGatewaysResponse> list_gateways(
    aws::Context& context, const model::ecs::ListGatewaysRequest& request);

}  // namespace drydock::ecs::api
