#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/ec2/default_network.h"
#include "emulator/ecs/express/express_gateway.h"
#include "emulator/ecs/service.h"
#include "model/ecs/common.h"
#include "model/ecs/express_gateway_service.h"

/// The service that Express Mode makes: a Fargate one whose deployments are canaries.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/express-service-update-full.html
namespace drydock::ecs {

/// The network of the tasks: what is given, else what they had, else the default VPC's.
model::ecs::NetworkConfiguration express_network(
    const std::optional<model::ecs::ExpressGatewayServiceNetworkConfiguration>& given,
    const std::optional<model::ecs::NetworkConfiguration>& had, const ec2::DefaultNetwork& network);

/// The service's one load balancer: both of the gateway's target groups, and the rule that gives
/// them their requests.
model::ecs::LoadBalancer express_load_balancer(const ExpressGateway& gateway, int port);

/// The settings that Express Mode has for everybody: FARGATE, and canary deployments with 5 % of
/// the requests for three minutes, then all of them, and three minutes more in which blue still
/// runs.
void take_express_settings(Service& service);

/// A name for a service that is given none: that of its image, or of its task definition's family,
/// with four digits.
std::string express_name(std::string_view image_or_family, std::string_view digits);

}  // namespace drydock::ecs
