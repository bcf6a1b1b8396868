#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/world.h"

namespace drydock::ec2 {

/// A subnet of the default VPC, one an availability zone.
struct Subnet {
  std::string id;
  std::string arn;
  std::string cidr;  ///< A /20 of the VPC's /16.
  std::string availability_zone;
  std::string availability_zone_id;
};

/// What every region has from the start, as a new AWS account's has: a VPC 172.31.0.0/16, a subnet
/// in each of three availability zones, a security group.
/// https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html
struct DefaultNetwork {
  std::string vpc_id;
  std::string cidr;
  std::string gateway;  ///< The VPC's router, the first address.
  std::vector<Subnet> subnets;
  std::string security_group_id;
};

/// The same world always has the same ids.
DefaultNetwork default_network(const World& world);

/// The subnet with this id. One that is not the network's, or none, is taken for the first.
const Subnet& subnet_or_first(const DefaultNetwork& network, std::string_view id);

/// The one EC2 instance of a region: the machine that drydock runs on.
std::string local_instance_id(const World& world);

/// How many addresses of the subnet tasks can have.
std::uint32_t address_count(const Subnet& subnet);

/// The next free address of the subnet: after this one, the one given before say, and from the
/// lowest on where there is none, so that most often the first that is asked for is free. AWS keeps
/// the first four and the last for itself. Nothing when all are taken. `is_taken` is asked for
/// dotted addresses.
/// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
std::optional<std::string> free_address(const Subnet& subnet,
                                        const std::function<bool(const std::string&)>& is_taken,
                                        const std::string& after = {});

}  // namespace drydock::ec2
