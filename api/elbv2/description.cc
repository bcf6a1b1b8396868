#include "api/elbv2/description.h"

#include <algorithm>

#include "api/elbv2/lookup.h"
#include "emulator/ec2/default_network.h"
#include "emulator/elb/health_check.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/target_group.h"
#include "emulator/elb/traffic_split.h"

namespace drydock::elb::api {
namespace {

/// Where AWS keeps the DNS names of load balancers; drydock's need no zone.
constexpr std::string_view hosted_zone_id = "Z35SXDOTRQ7X7K";

}  // namespace

std::vector<model::elbv2::AvailabilityZone> zones_of(const std::vector<std::string>& subnets,
                                                     const World& world) {
  const ec2::DefaultNetwork network = ec2::default_network(world);
  std::vector<model::elbv2::AvailabilityZone> zones;
  for (const std::string& id : subnets) {
    const auto subnet = std::ranges::find(network.subnets, id, &ec2::Subnet::id);
    model::elbv2::AvailabilityZone& zone = zones.emplace_back();
    if (subnet != network.subnets.end()) zone.zone_name = subnet->availability_zone;
    zone.subnet_id = id;
    zone.load_balancer_addresses.emplace();
  }
  return zones;
}

model::elbv2::LoadBalancer describe(const LoadBalancer& load_balancer, const World& world) {
  model::elbv2::LoadBalancer shown;
  shown.load_balancer_arn = load_balancer.arn;
  shown.load_balancer_name = load_balancer.name;
  shown.dns_name = load_balancer.dns_name;
  shown.canonical_hosted_zone_id = hosted_zone_id;
  shown.created_time = load_balancer.created_at;
  shown.scheme = load_balancer.scheme;
  shown.vpc_id = load_balancer.vpc_id;
  shown.state.emplace().code = model::elbv2::LoadBalancerStateEnum::active;
  shown.type = load_balancer.type;
  shown.availability_zones = zones_of(load_balancer.subnets, world);
  shown.security_groups = load_balancer.security_groups;
  shown.ip_address_type = load_balancer.ip_address_type;
  return shown;
}

model::elbv2::Listener describe(const Listener& listener) {
  model::elbv2::Listener shown;
  shown.listener_arn = listener.arn;
  shown.load_balancer_arn = listener.load_balancer_arn;
  shown.port = listener.port;
  shown.protocol = listener.protocol;
  shown.default_actions = listener.default_actions;
  shown.ssl_policy = listener.ssl_policy;
  if (!listener.certificates.empty()) shown.certificates = listener.certificates;
  return shown;
}

model::elbv2::Rule describe(const Rule& rule) {
  model::elbv2::Rule shown;
  shown.rule_arn = rule.arn;
  shown.priority = std::to_string(rule.priority);
  shown.conditions = rule.conditions;
  shown.actions = rule.actions;
  shown.is_default = false;
  return shown;
}

model::elbv2::Rule describe_default_rule(const Listener& listener) {
  model::elbv2::Rule shown;
  shown.rule_arn = default_rule_arn(listener);
  shown.priority = "default";
  shown.conditions.emplace();
  shown.actions = listener.default_actions;
  shown.is_default = true;
  return shown;
}

model::elbv2::TargetGroup describe(const TargetGroup& group,
                                   std::vector<std::string> load_balancer_arns) {
  const HealthCheck& check = group.health_check;
  model::elbv2::TargetGroup shown;
  shown.target_group_arn = group.arn;
  shown.target_group_name = group.name;
  shown.protocol = group.protocol;
  shown.protocol_version = group.protocol_version;
  shown.port = group.port;
  shown.vpc_id = group.vpc_id;
  shown.target_type = group.target_type;
  shown.ip_address_type = model::elbv2::TargetGroupIpAddressTypeEnum::ipv4;
  shown.health_check_enabled = check.enabled;
  shown.health_check_protocol = check.protocol;
  shown.health_check_port = check.port;
  shown.health_check_path = check.path;
  shown.health_check_interval_seconds = check.interval_seconds;
  shown.health_check_timeout_seconds = check.timeout_seconds;
  shown.healthy_threshold_count = check.healthy_threshold;
  shown.unhealthy_threshold_count = check.unhealthy_threshold;
  shown.matcher.emplace().http_code = check.matcher;
  shown.load_balancer_arns = std::move(load_balancer_arns);
  return shown;
}

}  // namespace drydock::elb::api
