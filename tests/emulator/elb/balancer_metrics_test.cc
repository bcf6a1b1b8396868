#include "emulator/elb/balancer_metrics.h"

#include <gtest/gtest.h>

#include <cmath>

#include "emulator/elb/load_balancer.h"
#include "emulator/elb/records.h"
#include "emulator/elb/target.h"
#include "emulator/store/store.h"

namespace drydock::elb::balancer_metrics_test {
namespace {

const World world{"111122223333", "eu-west-1"};
const std::string group =
    "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/web/73e2d6bc24d8a067";

LoadBalancer edge() {
  LoadBalancer balancer;
  balancer.name = "edge";
  balancer.arn =
      "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/edge/50dc6c495c0c9188";
  return balancer;
}

void add_target(Store& store, const std::string& id, TargetState state, bool drains = false) {
  Target target;
  target.target_group_arn = group;
  target.id = id;
  target.port = 80;
  target.health.state = state;
  if (drains) target.deregistered_at = TimePoint();
  store.put(world, target);
}

/// "RequestCount LoadBalancer TargetGroup = 12", one a line.
std::string text_of(const std::vector<cloudwatch::PublishedMetric>& metrics) {
  std::string text;
  for (const auto& [metric, unit, set] : metrics) {
    text += metric.name;
    for (const auto& [name, value] : metric.dimensions) text += " " + value;
    text += " = " + std::to_string(std::lround(set.sum)) + "\n";
  }
  return text;
}

TEST(BalancerMetrics, CountRequestsAndHosts) {
  Store store(record_kinds());
  add_target(store, "10.0.0.1", TargetState::healthy);
  add_target(store, "10.0.0.2", TargetState::healthy);
  add_target(store, "10.0.0.3", TargetState::unhealthy);
  add_target(store, "10.0.0.4", TargetState::initial);
  add_target(store, "10.0.0.5", TargetState::healthy, true);
  const auto metrics =
      group_metrics(store, world, edge(), group, {.requests = 12, .target_5xx = 3});
  EXPECT_EQ(text_of(metrics),
            "RequestCount app/edge/50dc6c495c0c9188 targetgroup/web/73e2d6bc24d8a067 = 12\n"
            "HealthyHostCount app/edge/50dc6c495c0c9188 targetgroup/web/73e2d6bc24d8a067 = 2\n"
            "UnHealthyHostCount app/edge/50dc6c495c0c9188 targetgroup/web/73e2d6bc24d8a067 = 1\n"
            "RequestCountPerTarget app/edge/50dc6c495c0c9188 targetgroup/web/73e2d6bc24d8a067 = 6\n"
            "RequestCountPerTarget targetgroup/web/73e2d6bc24d8a067 = 6\n"
            "HTTPCode_Target_5XX_Count app/edge/50dc6c495c0c9188 "
            "targetgroup/web/73e2d6bc24d8a067 = 3\n");
  EXPECT_EQ(text_of({request_count(edge(), 7)}), "RequestCount app/edge/50dc6c495c0c9188 = 7\n");
}

TEST(BalancerMetrics, TellNothingByTargetWhereNoneIsHealthy) {
  Store store(record_kinds());
  const auto metrics = group_metrics(store, world, edge(), group, {.requests = 5, .target_5xx = 0});
  EXPECT_EQ(text_of(metrics),
            "RequestCount app/edge/50dc6c495c0c9188 targetgroup/web/73e2d6bc24d8a067 = 5\n"
            "HealthyHostCount app/edge/50dc6c495c0c9188 targetgroup/web/73e2d6bc24d8a067 = 0\n"
            "UnHealthyHostCount app/edge/50dc6c495c0c9188 targetgroup/web/73e2d6bc24d8a067 = 0\n");
}

}  // namespace
}  // namespace drydock::elb::balancer_metrics_test
