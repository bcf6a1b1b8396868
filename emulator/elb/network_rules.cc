#include "emulator/elb/network_rules.h"

#include <algorithm>
#include <array>
#include <boost/asio/ip/network_v4.hpp>
#include <set>
#include <string_view>

#include "emulator/base/hex.h"
#include "emulator/elb/errors.h"
#include "model/elbv2/service_model.h"

namespace drydock::elb {
namespace {

namespace ip = boost::asio::ip;

/// "subnet-" and hexadecimal digits.
bool is_subnet_id(std::string_view text) {
  constexpr std::string_view prefix = "subnet-";
  return text.starts_with(prefix) && text.size() > prefix.size() &&
         is_hex(text.substr(prefix.size()));
}

/// AWS tells an id that EC2 does not know as SubnetNotFound
/// (https://github.com/mozilla/fxa-dev/issues/449), and one that cannot be a subnet's as invalid.
aws::Error unknown_subnet(const std::string& subnet) {
  if (is_subnet_id(subnet)) {
    return {model::elbv2::error::subnet_not_found_exception,
            "The subnet ID '" + subnet + "' does not exist"};
  }
  return {model::elbv2::error::invalid_subnet_exception,
          "The subnet ID '" + subnet + "' is not valid"};
}

bool contains(std::string_view cidr, const ip::address_v4& address) {
  const auto network = ip::make_network_v4(cidr);
  return ip::network_v4(address, network.prefix_length()).network() == network.network();
}

bool is_private_or_loopback(const ip::address_v4& address) {
  constexpr std::array<std::string_view, 5> ranges = {
      "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8"};
  return std::ranges::any_of(ranges, [&](auto range) { return contains(range, address); });
}

/// The zone of the subnet that has the address; nothing outside of the VPC's subnets.
std::optional<std::string> zone_of(const ip::address_v4& address,
                                   const ec2::DefaultNetwork& network) {
  const auto subnet = std::ranges::find_if(
      network.subnets, [&](const ec2::Subnet& one) { return contains(one.cidr, address); });
  if (subnet == network.subnets.end()) return std::nullopt;
  return subnet->availability_zone;
}

bool is_zone(const std::string& name, const ec2::DefaultNetwork& network) {
  return name == "all" ||
         std::ranges::find(network.subnets, name, &ec2::Subnet::availability_zone) !=
             network.subnets.end();
}

}  // namespace

Result<Done> check_vpc(const std::string& vpc_id, const ec2::DefaultNetwork& network) {
  if (vpc_id == network.vpc_id) return Done{};
  return validation_error("The VPC ID '" + vpc_id + "' is not found");
}

Result<Done> check_subnets(const std::vector<std::string>& subnets,
                           const ec2::DefaultNetwork& network) {
  std::set<std::string> zones;
  for (const std::string& id : subnets) {
    const auto subnet = std::ranges::find(network.subnets, id, &ec2::Subnet::id);
    if (subnet == network.subnets.end()) return unknown_subnet(id);
    if (!zones.insert(subnet->availability_zone).second) {
      // https://github.com/coldbrewcloud/coldbrew-cli/issues/44
      return invalid_configuration(
          "A load balancer cannot be attached to multiple subnets in the same Availability Zone");
    }
  }
  if (zones.size() < 2) {
    return invalid_configuration("More than 1 availability zone must be specified");
  }
  return Done{};
}

Result<Done> check_security_groups(const std::vector<std::string>& groups,
                                   const ec2::DefaultNetwork& network) {
  if (groups.empty()) return validation_error("At least one security group must be specified");
  const auto unknown =
      std::ranges::find_if(groups, [&](const auto& id) { return id != network.security_group_id; });
  if (unknown == groups.end()) return Done{};
  // https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/2371
  return aws::Error(model::elbv2::error::invalid_security_group_exception,
                    "The security group '" + *unknown + "' does not exist");
}

Result<Done> check_address_type(const std::optional<model::elbv2::IpAddressType>& type) {
  if (type.value_or(model::elbv2::IpAddressType::ipv4) == model::elbv2::IpAddressType::ipv4) {
    return Done{};
  }
  // AWS's words for a VPC like this one. Its code for them is not known.
  return invalid_configuration("You must specify subnets with an associated IPv6 CIDR block.");
}

Result<Done> check_target_address(const model::elbv2::TargetDescription& target,
                                  const ec2::DefaultNetwork& network) {
  boost::system::error_code error;
  const auto address = ip::make_address_v4(target.id, error);
  if (error) {
    // https://github.com/ansible-collections/community.aws/issues/1441
    return validation_error("The IP address '" + target.id + "' is not a valid IPv4 address");
  }
  const auto zone = zone_of(address, network);
  if (!zone && !is_private_or_loopback(address)) {
    return aws::Error(model::elbv2::error::invalid_target_exception,
                      "The IP address '" + target.id +
                          "' is neither in the VPC nor in a private range (10.0.0.0/8, "
                          "172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10) nor loopback");
  }
  if (!target.availability_zone) return Done{};
  const std::string& wanted = *target.availability_zone;
  if (zone && wanted != *zone) {
    // https://github.com/kubernetes-sigs/aws-load-balancer-controller/issues/561
    return validation_error("The IP address '" + target.id +
                            "' is within the VPC, and cannot have its Availability Zone "
                            "overridden to '" +
                            wanted + "' from '" + *zone + "'");
  }
  if (!is_zone(wanted, network)) {
    return validation_error("The Availability Zone '" + wanted + "' is not valid");
  }
  return Done{};
}

}  // namespace drydock::elb
