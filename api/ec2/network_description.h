#pragma once

#include <string>

#include "api/ec2/filters.h"
#include "emulator/base/world.h"
#include "emulator/ec2/default_network.h"
#include "model/ec2/network.h"

/// The default network as EC2 shows it, and as its filters see it.
namespace drydock::ec2::api {

model::ec2::Vpc describe_vpc(const DefaultNetwork& network, const World& world);
Properties vpc_properties(const DefaultNetwork& network, const World& world);

/// `taken` are the addresses of the subnet that are in use.
model::ec2::Subnet describe_subnet(const Subnet& subnet, const DefaultNetwork& network,
                                   const World& world, int taken);
Properties subnet_properties(const Subnet& subnet, const DefaultNetwork& network,
                             const World& world);

/// The default security group lets its members talk to each other and to everyone.
/// https://docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html
model::ec2::SecurityGroup describe_security_group(const DefaultNetwork& network,
                                                  const World& world);
Properties security_group_properties(const DefaultNetwork& network, const World& world);

model::ec2::AvailabilityZone describe_zone(const Subnet& subnet, const World& world);
Properties zone_properties(const Subnet& subnet, const World& world);

}  // namespace drydock::ec2::api
