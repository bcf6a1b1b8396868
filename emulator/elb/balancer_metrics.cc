#include "emulator/elb/balancer_metrics.h"

#include <algorithm>
#include <map>
#include <string_view>

#include "emulator/base/arn.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/target.h"
#include "emulator/store/store.h"

namespace drydock::elb {
namespace {

using cloudwatch::PublishedMetric;
using cloudwatch::StatisticSet;
using Dimensions = std::map<std::string, std::string>;

/// "app/shop/50dc6c495c0c9188": what follows "loadbalancer/" in the ARN.
std::string balancer_dimension(const LoadBalancer& balancer) {
  constexpr std::string_view prefix = "loadbalancer/";
  const auto arn = Arn::parse(balancer.arn);
  if (!arn || !arn->resource.starts_with(prefix)) return balancer.arn;
  return arn->resource.substr(prefix.size());
}

/// "targetgroup/web/73e2d6bc24d8a067"
std::string group_dimension(const std::string& group_arn) {
  const auto arn = Arn::parse(group_arn);
  return arn ? arn->resource : group_arn;
}

PublishedMetric counted(std::string name, Dimensions dimensions, double value) {
  return {.metric = {.metric_namespace = "AWS/ApplicationELB",
                     .name = std::move(name),
                     .dimensions = std::move(dimensions)},
          .unit = model::cloudwatch::StandardUnit::count,
          .set = StatisticSet::of(value)};
}

struct Hosts {
  int healthy = 0;
  int unhealthy = 0;
};

Hosts hosts_of(const Store& store, const World& world, const std::string& group_arn) {
  Hosts hosts;
  for (const auto& member : store.table<Target>(world).members(group_arn)) {
    const Target& target = *member.second;
    if (target.deregistered_at) continue;
    if (target.health.state == TargetState::healthy) ++hosts.healthy;
    if (target.health.state == TargetState::unhealthy) ++hosts.unhealthy;
  }
  return hosts;
}

}  // namespace

PublishedMetric request_count(const LoadBalancer& balancer, std::uint64_t requests) {
  return counted("RequestCount", {{"LoadBalancer", balancer_dimension(balancer)}},
                 static_cast<double>(requests));
}

std::vector<PublishedMetric> group_metrics(const Store& store, const World& world,
                                           const LoadBalancer& balancer,
                                           const std::string& group_arn,
                                           const GroupServed& served) {
  const Dimensions both = {{"LoadBalancer", balancer_dimension(balancer)},
                           {"TargetGroup", group_dimension(group_arn)}};
  const Dimensions group = {{"TargetGroup", group_dimension(group_arn)}};
  const Hosts hosts = hosts_of(store, world, group_arn);
  const auto requests = static_cast<double>(served.requests);
  std::vector<PublishedMetric> metrics = {
      counted("RequestCount", both, requests),
      counted("HealthyHostCount", both, hosts.healthy),
      counted("UnHealthyHostCount", both, hosts.unhealthy),
  };
  // Requests by the healthy targets there are: of none, there is nothing to tell.
  if (hosts.healthy > 0) {
    metrics.push_back(counted("RequestCountPerTarget", both, requests / hosts.healthy));
    metrics.push_back(counted("RequestCountPerTarget", group, requests / hosts.healthy));
  }
  if (served.target_5xx > 0) {
    metrics.push_back(
        counted("HTTPCode_Target_5XX_Count", both, static_cast<double>(served.target_5xx)));
  }
  return metrics;
}

}  // namespace drydock::elb
