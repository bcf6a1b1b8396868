#pragma once

#include <string_view>

#include "api/aws/context.h"
#include "api/ecs/endpoint_urls.h"
#include "emulator/base/result.h"
#include "model/ecs/gateway.h"

/// The services behind gateways, and what the gateways have made for them.
namespace drydock::ecs::api {

class GatewayRoutes {
 public:
  /// `authority`: where drydock answers, "localhost:4566".
  explicit GatewayRoutes(std::string_view authority) : port_(authority) {}

  /// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeGatewayRoute.html
  Result<model::ecs::DescribeGatewayRouteResponse> describe(
      aws::Context& context, const model::ecs::DescribeGatewayRouteRequest& request) const;

 private:
  OwnPort port_;
};

/// The routes by gateway, those that all of the filters let through.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ListGatewayRoutes.html
Result<model::ecs::ListGatewayRoutesResponse> list_gateway_routes(
    aws::Context& context, const model::ecs::ListGatewayRoutesRequest& request);

/// The gateway's load balancers, each with the routes behind it, in the order of their ARNs.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DescribeGatewayResources.html
Result<model::ecs::DescribeGatewayResourcesResponse> describe_gateway_resources(
    aws::Context& context, const model::ecs::DescribeGatewayResourcesRequest& request);

}  // namespace drydock::ecs::api
