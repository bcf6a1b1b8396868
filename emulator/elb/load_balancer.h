#pragma once

#include <boost/describe/class.hpp>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "model/elbv2/load_balancer.h"

namespace drydock::elb {

/// An Application Load Balancer. It is active from the moment that it is made.
struct LoadBalancer {
  static constexpr std::string_view table = "load_balancers";
  [[nodiscard]] std::string key() const { return arn; }
  [[nodiscard]] std::string index_key() const { return name; }

  std::string name;
  std::string arn;
  std::string dns_name;
  model::elbv2::LoadBalancerTypeEnum type = model::elbv2::LoadBalancerTypeEnum::application;
  model::elbv2::LoadBalancerSchemeEnum scheme =
      model::elbv2::LoadBalancerSchemeEnum::internet_facing;
  model::elbv2::IpAddressType ip_address_type = model::elbv2::IpAddressType::ipv4;
  std::string vpc_id;
  std::vector<std::string> subnets;
  std::vector<std::string> security_groups;
  TimePoint created_at;
  /// Only what differs from AWS's defaults; see attributes.h.
  std::map<std::string, std::string> attributes;
  std::map<std::string, std::string> tags;

  friend bool operator==(const LoadBalancer&, const LoadBalancer&) = default;
};
BOOST_DESCRIBE_STRUCT(LoadBalancer, (),
                      (name, arn, dns_name, type, scheme, ip_address_type, vpc_id, subnets,
                       security_groups, created_at, attributes, tags))

}  // namespace drydock::elb
