#pragma once

#include "api/aws/context.h"
#include "model/elbv2/listener.h"
#include "model/elbv2/load_balancer.h"
#include "model/elbv2/rule.h"
#include "model/elbv2/target_group.h"

namespace drydock::elb {
struct Listener;
struct LoadBalancer;
struct Rule;
struct TargetGroup;
}  // namespace drydock::elb

/// Records as AWS shows them.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_Types.html
namespace drydock::elb::api {

model::elbv2::LoadBalancer describe(const LoadBalancer& load_balancer, const World& world);
model::elbv2::Listener describe(const Listener& listener);
model::elbv2::Rule describe(const Rule& rule);
/// The rule that takes what no other does. It has the listener's actions and no conditions.
model::elbv2::Rule describe_default_rule(const Listener& listener);
/// `load_balancer_arns` are those that forward to it now.
model::elbv2::TargetGroup describe(const TargetGroup& group,
                                   std::vector<std::string> load_balancer_arns);

/// The zones of subnets, which are the region's default network's.
std::vector<model::elbv2::AvailabilityZone> zones_of(const std::vector<std::string>& subnets,
                                                     const World& world);

}  // namespace drydock::elb::api
