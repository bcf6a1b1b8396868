#include "api/ec2/network_description.h"

#include "emulator/base/arn.h"

namespace drydock::ec2::api {
namespace {

/// Addresses of a /20 that AWS leaves to its owner.
/// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
constexpr int subnet_addresses = 4091;
constexpr std::string_view security_group_name = "default";
constexpr std::string_view security_group_text = "default VPC security group";

}  // namespace

model::ec2::Vpc describe_vpc(const DefaultNetwork& network, const World& world) {
  model::ec2::Vpc vpc;
  vpc.vpc_id = network.vpc_id;
  vpc.owner_id = world.account;
  vpc.cidr_block = network.cidr;
  vpc.is_default = true;
  vpc.state = model::ec2::VpcState::available;
  vpc.instance_tenancy = model::ec2::Tenancy::default_;
  vpc.dhcp_options_id = "default";
  auto& association = vpc.cidr_block_association_set.emplace().emplace_back();
  association.association_id = "vpc-cidr-assoc-" + network.vpc_id.substr(4);
  association.cidr_block = network.cidr;
  association.cidr_block_state.emplace().state = model::ec2::VpcCidrBlockStateCode::associated;
  return vpc;
}

Properties vpc_properties(const DefaultNetwork& network, const World& world) {
  return {
      {"vpc-id", network.vpc_id},   {"owner-id", world.account}, {"cidr", network.cidr},
      {"cidr-block", network.cidr}, {"cidrBlock", network.cidr}, {"state", "available"},
      {"is-default", "true"},       {"isDefault", "true"},       {"dhcp-options-id", "default"}};
}

model::ec2::Subnet describe_subnet(const Subnet& subnet, const DefaultNetwork& network,
                                   const World& world, int taken) {
  model::ec2::Subnet shown;
  shown.subnet_id = subnet.id;
  shown.subnet_arn = subnet.arn;
  shown.vpc_id = network.vpc_id;
  shown.owner_id = world.account;
  shown.cidr_block = subnet.cidr;
  shown.availability_zone = subnet.availability_zone;
  shown.availability_zone_id = subnet.availability_zone_id;
  shown.state = model::ec2::SubnetState::available;
  shown.available_ip_address_count = subnet_addresses - taken;
  shown.default_for_az = true;
  shown.map_public_ip_on_launch = true;
  shown.assign_ipv6_address_on_creation = false;
  return shown;
}

Properties subnet_properties(const Subnet& subnet, const DefaultNetwork& network,
                             const World& world) {
  return {{"subnet-id", subnet.id},
          {"subnet-arn", subnet.arn},
          {"vpc-id", network.vpc_id},
          {"owner-id", world.account},
          {"cidr", subnet.cidr},
          {"cidr-block", subnet.cidr},
          {"cidrBlock", subnet.cidr},
          {"availability-zone", subnet.availability_zone},
          {"availabilityZone", subnet.availability_zone},
          {"availability-zone-id", subnet.availability_zone_id},
          {"availabilityZoneId", subnet.availability_zone_id},
          {"state", "available"},
          {"default-for-az", "true"},
          {"defaultForAz", "true"},
          {"map-public-ip-on-launch", "true"}};
}

model::ec2::SecurityGroup describe_security_group(const DefaultNetwork& network,
                                                  const World& world) {
  model::ec2::SecurityGroup group;
  group.group_id = network.security_group_id;
  group.security_group_arn = make_arn("ec2", world, "security-group/" + network.security_group_id);
  group.group_name = security_group_name;
  group.description = security_group_text;
  group.vpc_id = network.vpc_id;
  group.owner_id = world.account;
  auto& ingress = group.ip_permissions.emplace().emplace_back();
  ingress.ip_protocol = "-1";
  auto& members = ingress.user_id_group_pairs.emplace().emplace_back();
  members.user_id = world.account;
  members.group_id = network.security_group_id;
  auto& egress = group.ip_permissions_egress.emplace().emplace_back();
  egress.ip_protocol = "-1";
  egress.ip_ranges.emplace().emplace_back().cidr_ip = "0.0.0.0/0";
  return group;
}

Properties security_group_properties(const DefaultNetwork& network, const World& world) {
  return {{"group-id", network.security_group_id},
          {"group-name", std::string(security_group_name)},
          {"description", std::string(security_group_text)},
          {"vpc-id", network.vpc_id},
          {"owner-id", world.account}};
}

model::ec2::AvailabilityZone describe_zone(const Subnet& subnet, const World& world) {
  model::ec2::AvailabilityZone zone;
  zone.zone_name = subnet.availability_zone;
  zone.zone_id = subnet.availability_zone_id;
  zone.region_name = world.region;
  zone.group_name = world.region;
  zone.network_border_group = world.region;
  zone.zone_type = "availability-zone";
  zone.opt_in_status = model::ec2::AvailabilityZoneOptInStatus::opt_in_not_required;
  zone.state = model::ec2::AvailabilityZoneState::available;
  return zone;
}

Properties zone_properties(const Subnet& subnet, const World& world) {
  return {{"zone-name", subnet.availability_zone},
          {"zone-id", subnet.availability_zone_id},
          {"region-name", world.region},
          {"group-name", world.region},
          {"zone-type", "availability-zone"},
          {"opt-in-status", "opt-in-not-required"},
          {"state", "available"}};
}

}  // namespace drydock::ec2::api
