#pragma once

#include <string_view>

#include "emulator/base/result.h"
#include "emulator/base/world.h"
#include "emulator/ec2/default_network.h"
#include "model/ecs/common.h"
#include "model/ecs/gateway.h"

/// What a gateway may be asked for, and what it is where nothing is said.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HostSharedAlbConfiguration.html
namespace drydock::ecs {

/// A gateway's name is 1 to 255 letters, digits and hyphens, as CloudFormation's schema has it.
/// https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecs-gateway.html
Result<Done> check_gateway_name(std::string_view name);

/// The configuration with what was left out: internet-facing load balancers in all subnets of the
/// default VPC, ten of them at most. Their address type is ipv4 where AWS's is dualstack: the VPC
/// has no IPv6 addresses.
model::ecs::HostSharedAlbConfiguration complete(model::ecs::HostSharedAlbConfiguration given,
                                                const ec2::DefaultNetwork& network);

/// Whether the completed configuration can be carried out: its subnets and its security group are
/// there, its listener is HTTPS on port 443, its numbers and headers are in range. In the words of
/// Elastic Load Balancing where it is the one to say no.
Result<Done> check(const model::ecs::HostSharedAlbConfiguration& configuration,
                   const ec2::DefaultNetwork& network);

/// Takes over what an update gives; the rest stays.
void amend(const model::ecs::UpdateGatewayAlbConfiguration& given,
           model::ecs::HostSharedAlbConfiguration& configuration);

/// "The gateway derives this value from its scheme."
model::ecs::AccessType access_type(const model::ecs::HostSharedAlbConfiguration& configuration);

}  // namespace drydock::ecs
