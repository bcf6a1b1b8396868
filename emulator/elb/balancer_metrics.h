#pragma once

#include <string>
#include <vector>

#include "emulator/base/world.h"
#include "emulator/cloudwatch/published_metric.h"
#include "emulator/ports/traffic.h"

namespace drydock {
class Store;
}

/// AWS/ApplicationELB, as far as drydock counts.
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
namespace drydock::elb {

struct LoadBalancer;

/// RequestCount of a load balancer that has had so many in the minute.
cloudwatch::PublishedMetric request_count(const LoadBalancer& balancer, std::uint64_t requests);

/// RequestCount, RequestCountPerTarget, HTTPCode_Target_5XX_Count (where there was one),
/// HealthyHostCount and UnHealthyHostCount of a target group that the load balancer forwards to.
std::vector<cloudwatch::PublishedMetric> group_metrics(const Store& store, const World& world,
                                                       const LoadBalancer& balancer,
                                                       const std::string& group_arn,
                                                       const GroupServed& served);

}  // namespace drydock::elb
