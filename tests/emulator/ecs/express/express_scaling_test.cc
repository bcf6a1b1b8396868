#include "emulator/ecs/express/express_scaling.h"

#include <gtest/gtest.h>

#include "emulator/autoscaling/scaling_policy.h"
#include "emulator/cloudwatch/alarm.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/service.h"
#include "emulator/records.h"
#include "emulator/store/store.h"
#include "tests/emulator/ecs/counting_ids.h"

namespace drydock::ecs::express_scaling_test {
namespace {

using autoscaling::ScalingPolicy;
using Metric = model::ecs::ExpressGatewayServiceScalingMetric;
using Given = model::ecs::ExpressGatewayScalingTarget;

const World world{"111122223333", "eu-west-1"};

struct ExpressScalingTest : ::testing::Test {
  ExpressScalingTest() {
    gateway.service = "default/shop";
    gateway.load_balancer =
        "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/front/1";
    for (const char* name : {"blue/2", "green/3"}) {
      gateway.target_groups.push_back(
          "arn:aws:elasticloadbalancing:eu-west-1:111122223333:targetgroup/" + std::string(name));
    }
    store.put(world, gateway);
    Service service;
    service.name = "shop";
    service.cluster = "default";
    service.desired_count = 1;
    store.put(world, service);
  }
  [[nodiscard]] std::string label() const {
    const auto& rows = store.table<ScalingPolicy>(world).rows();
    return rows.begin()->second.tracking->predefined_metric_specification->resource_label.value_or(
        "");
  }
  [[nodiscard]] int desired_count() const {
    return store.find<Service>(world, "default/shop")->desired_count;
  }
  /// The revision with this target group is the one that was completed last.
  void complete(std::size_t group) {
    ServiceRevision revision{.id = std::to_string(group), .service = "default/shop"};
    revision.target_groups = {gateway.target_groups[group]};
    store.put(world, revision);
    store.change<Service>(world, "default/shop", [&](Service& service) {
      service.last_completed_revision = std::to_string(group);
    });
    follow_requests(scaling, "default/shop");
  }

  Store store{all_record_kinds()};
  CountingIds ids;
  autoscaling::Scaling scaling{store, world, ids, TimePoint(seconds(1'700'000'000))};
  ExpressGateway gateway;
};

TEST(ExpressScaling, IsWhatIsGivenAndAsBeforeWhereNothingIs) {
  const ExpressScaling preset;
  EXPECT_EQ(preset,
            (ExpressScaling{
                .minimum = 1, .maximum = 20, .metric = Metric::average_cpu, .target_value = 60}));
  EXPECT_EQ(*scaled_so(preset, std::nullopt), preset);
  EXPECT_EQ(*scaled_so({.minimum = 2, .maximum = 4}, Given{.max_task_count = 6}),
            (ExpressScaling{.minimum = 2, .maximum = 6}));
  EXPECT_EQ(*scaled_so(preset, Given{.min_task_count = 0,
                                     .max_task_count = 0,
                                     .auto_scaling_metric = Metric::average_memory,
                                     .auto_scaling_target_value = 1}),
            (ExpressScaling{
                .minimum = 0, .maximum = 0, .metric = Metric::average_memory, .target_value = 1}));
}

TEST(ExpressScaling, RefusesWhatCannotBe) {
  const auto refusal = [](const Given& given) { return scaled_so({}, given).error().message(); };
  EXPECT_EQ(refusal({.min_task_count = -1}), "minTaskCount must not be negative.");
  EXPECT_EQ(refusal({.min_task_count = 21}), "maxTaskCount must not be less than minTaskCount.");
  EXPECT_EQ(refusal({.max_task_count = 5001}), "maxTaskCount must not be greater than 5000.");
  EXPECT_EQ(refusal({.auto_scaling_target_value = 0}),
            "autoScalingTargetValue must be greater than 0.");
}

TEST_F(ExpressScalingTest, IsKeptAsATargetAndAPolicyWithItsAlarms) {
  const ExpressScaling wanted{
      .minimum = 2, .maximum = 4, .metric = Metric::average_memory, .target_value = 70};
  ASSERT_TRUE(keep_scaling(scaling, gateway, wanted));
  EXPECT_EQ(present_scaling(store, world, gateway), wanted);
  EXPECT_EQ(desired_count(), 2);
  EXPECT_EQ(store.table<cloudwatch::MetricAlarm>(world).size(), 2U);
  ASSERT_TRUE(keep_scaling(scaling, gateway, {}));
  EXPECT_EQ(present_scaling(store, world, gateway), ExpressScaling{});
  EXPECT_EQ(store.table<ScalingPolicy>(world).size(), 1U);
  EXPECT_EQ(store.table<cloudwatch::MetricAlarm>(world).size(), 2U);
  forget_scaling(scaling, gateway);
  EXPECT_EQ(present_scaling(store, world, gateway), std::nullopt);
  EXPECT_EQ(store.table<cloudwatch::MetricAlarm>(world).size(), 0U);
}

TEST_F(ExpressScalingTest, CountsTheRequestsOfTheGroupThatHasThem) {
  ASSERT_TRUE(keep_scaling(scaling, gateway, {.metric = Metric::request_count_per_target}));
  EXPECT_EQ(label(), "app/front/1/targetgroup/blue/2");
  EXPECT_EQ(present_scaling(store, world, gateway)->metric, Metric::request_count_per_target);
  complete(1);
  EXPECT_EQ(label(), "app/front/1/targetgroup/green/3");
  complete(0);
  EXPECT_EQ(label(), "app/front/1/targetgroup/blue/2");
  EXPECT_EQ(store.table<cloudwatch::MetricAlarm>(world).size(), 2U);
}

TEST_F(ExpressScalingTest, LeavesOtherServicesAndMetricsAlone) {
  ASSERT_TRUE(keep_scaling(scaling, gateway, {}));
  complete(1);
  EXPECT_EQ(label(), "");
  follow_requests(scaling, "default/other");
  EXPECT_EQ(store.table<ScalingPolicy>(world).size(), 1U);
}

}  // namespace
}  // namespace drydock::ecs::express_scaling_test
