#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/base/result.h"
#include "emulator/ec2/default_network.h"
#include "model/elbv2/load_balancer.h"
#include "model/elbv2/target_group.h"

/// What load balancers and target groups may name of the network: what is there. A region has its
/// default VPC and nothing else.
namespace drydock::elb {

/// The id of the VPC.
Result<Done> check_vpc(const std::string& vpc_id, const ec2::DefaultNetwork& network);

/// Subnets of the VPC in two Availability Zones or more, one in each.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html#availability-zones
Result<Done> check_subnets(const std::vector<std::string>& subnets,
                           const ec2::DefaultNetwork& network);

/// Security groups of the VPC, at least one.
Result<Done> check_security_groups(const std::vector<std::string>& groups,
                                   const ec2::DefaultNetwork& network);

/// The VPC has no IPv6 addresses, so only `ipv4` is right.
Result<Done> check_address_type(const std::optional<model::elbv2::IpAddressType>& type);

/// A target by address: an IPv4 address of the VPC's subnets or of a private range (RFC 1918, RFC
/// 6598), or one of loopback, which is drydock's own allowance: that is this machine. AWS asks for
/// an Availability Zone outside of the VPC; drydock takes `all` where none is given, and there is
/// nothing else on one machine.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetDescription.html
Result<Done> check_target_address(const model::elbv2::TargetDescription& target,
                                  const ec2::DefaultNetwork& network);

}  // namespace drydock::elb
