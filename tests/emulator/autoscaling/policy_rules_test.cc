#include "emulator/autoscaling/policy_rules.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "emulator/ecs/service_metrics.h"
#include "emulator/elb/balancer_metrics.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/records.h"
#include "emulator/elb/target.h"
#include "emulator/store/store.h"

namespace drydock::autoscaling::policy_rules_test {
namespace {

using model::application_autoscaling::MetricType;
using model::application_autoscaling::TargetTrackingScalingPolicyConfiguration;

const World world{"111122223333", "eu-west-1"};

TargetTrackingScalingPolicyConfiguration tracking(MetricType type, std::string label = "") {
  TargetTrackingScalingPolicyConfiguration configuration;
  configuration.target_value = 50;
  configuration.predefined_metric_specification.emplace().predefined_metric_type = type;
  if (!label.empty()) configuration.predefined_metric_specification->resource_label = label;
  return configuration;
}

bool has(const std::vector<cloudwatch::PublishedMetric>& published, const TrackedMetric& tracked) {
  return std::ranges::any_of(published, [&](const cloudwatch::PublishedMetric& each) {
    return each.metric == tracked.metric && (!tracked.unit || each.unit == *tracked.unit);
  });
}

/// What drydock publishes and what a policy goes by must have one name.
TEST(TrackedMetric, IsOneThatDrydockPublishes) {
  const auto service = ecs::service_metrics(
      "harbour", "web",
      {{.reserved = {.cpu_units = 256, .memory_mib = 64}, .cpus = 0.1, .memory_bytes = 1}});
  for (const MetricType type : {MetricType::ecs_service_average_cpu_utilization,
                                MetricType::ecs_service_average_memory_utilization}) {
    EXPECT_TRUE(check(tracking(type)).has_value());
    EXPECT_TRUE(has(service, tracked_metric(tracking(type), "harbour/web"))) << to_text(type);
  }
  Store store(elb::record_kinds());
  const std::string prefix = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:";
  elb::LoadBalancer balancer;
  balancer.arn = prefix + "loadbalancer/app/edge/50dc6c495c0c9188";
  elb::Target target;
  target.target_group_arn = prefix + "targetgroup/web/73e2d6bc24d8a067";
  target.id = "10.0.0.1";
  target.health.state = elb::TargetState::healthy;
  store.put(world, target);
  const auto requests = tracking(MetricType::alb_request_count_per_target,
                                 "app/edge/50dc6c495c0c9188/targetgroup/web/73e2d6bc24d8a067");
  EXPECT_TRUE(check(requests).has_value());
  EXPECT_TRUE(has(elb::group_metrics(store, world, balancer, target.target_group_arn, {}),
                  tracked_metric(requests, "harbour/web")));
}

TEST(TrackedMetric, IsOnesOwn) {
  TargetTrackingScalingPolicyConfiguration configuration;
  configuration.target_value = 50;
  auto& metric = configuration.customized_metric_specification.emplace();
  metric.metric_name = "Queue";
  metric.namespace_ = "Shop";
  metric.statistic = model::application_autoscaling::MetricStatistic::maximum;
  metric.unit = "Count";
  metric.dimensions.emplace().push_back({.name = "Site", .value = "eu"});
  ASSERT_TRUE(check(configuration).has_value());
  const TrackedMetric tracked = tracked_metric(configuration, "harbour/web");
  EXPECT_EQ(tracked.metric,
            (cloudwatch::MetricName{
                .metric_namespace = "Shop", .name = "Queue", .dimensions = {{"Site", "eu"}}}));
  EXPECT_EQ(tracked.statistic, model::cloudwatch::Statistic::maximum);
  EXPECT_EQ(tracked.unit, model::cloudwatch::StandardUnit::count);
  metric.unit = "Ships";
  EXPECT_EQ(check(configuration).error().message(), "The unit Ships is not one of CloudWatch's.");
}

}  // namespace
}  // namespace drydock::autoscaling::policy_rules_test
