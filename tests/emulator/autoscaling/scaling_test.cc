#include "emulator/autoscaling/scaling.h"

#include <gtest/gtest.h>

#include "emulator/autoscaling/policy_keeping.h"
#include "emulator/cloudwatch/alarm.h"
#include "emulator/ecs/service.h"
#include "emulator/records.h"
#include "emulator/store/store.h"

namespace drydock::autoscaling::scaling_test {
namespace {

using cloudwatch::MetricAlarm;
using cloudwatch::StateValue;
using model::application_autoscaling::AdjustmentType;
using model::application_autoscaling::MetricType;
using model::application_autoscaling::ScalingActivityStatusCode;
using model::cloudwatch::ComparisonOperator;

const World world{"111122223333", "eu-west-1"};
const std::string resource = "service/harbour/web";

/// Ids that differ.
class Counting : public IdSource {
 public:
  std::uint64_t bits() override { return ++last_; }
  std::string secret(std::size_t size) override { return std::string(size, 'x'); }

 private:
  std::uint64_t last_ = 0;
};

struct ScalingTest : ::testing::Test {
  ScalingTest() {
    ecs::Service service;
    service.name = "web";
    service.cluster = "harbour";
    service.desired_count = 4;
    service.scheduling_strategy = model::ecs::SchedulingStrategy::replica;
    store.put(world, service);
    ScalableTarget target;
    target.resource_id = resource;
    target.limits = {.minimum = 2, .maximum = 10};
    store.put(world, target);
  }

  Scaling scaling() { return {.store = store, .world = world, .ids = ids, .now = now}; }
  int desired() { return *desired_count(store, world, resource); }
  const ScalableTarget& target() { return *store.find<ScalableTarget>(world, resource); }
  const ScalingPolicy& policy(const std::string& name) {
    return *store.find<ScalingPolicy>(world, ScalingPolicy::key_of(resource, name));
  }
  const ScalingActivity& newest() { return target().activities.front(); }

  void step_policy(int tasks) {
    ScalingPolicy policy;
    policy.name = "steps";
    policy.resource_id = resource;
    policy.arn = "arn:aws:autoscaling:eu-west-1:111122223333:scalingPolicy:1:resource/ecs/" +
                 resource + ":policyName/steps";
    policy.step.emplace().adjustment_type = AdjustmentType::change_in_capacity;
    policy.step->step_adjustments.emplace().push_back(
        {.metric_interval_lower_bound = 0, .scaling_adjustment = tasks});
    policy.step->cooldown = 60;
    ASSERT_TRUE(keep_policy(scaling(), policy).has_value());
  }
  void tracking_policy(const std::string& name, double target) {
    ScalingPolicy policy;
    policy.name = name;
    policy.resource_id = resource;
    policy.arn = "arn:" + name;
    policy.tracking.emplace().target_value = target;
    policy.tracking->predefined_metric_specification = {
        .predefined_metric_type = MetricType::ecs_service_average_cpu_utilization};
    ASSERT_TRUE(keep_policy(scaling(), policy).has_value());
  }
  const MetricAlarm& in_alarm(const std::string& name) {
    return store.change<MetricAlarm>(world, name,
                                     [](MetricAlarm& alarm) { alarm.state = StateValue::alarm; });
  }
  MetricAlarm high_alarm() {
    MetricAlarm alarm;
    alarm.name = "busy";
    alarm.state = StateValue::alarm;
    alarm.rule.threshold = 50;
    return alarm;
  }

  Store store{all_record_kinds()};
  Counting ids;
  TimePoint now{std::chrono::hours(500'000)};
};

TEST_F(ScalingTest, TellsOfAStepInAwsWords) {
  step_policy(2);
  EXPECT_TRUE(act_for_alarm(scaling(), high_alarm(), policy("steps"), 70.0));
  EXPECT_EQ(desired(), 6);
  EXPECT_EQ(newest().description, "Setting desired count to 6.");
  EXPECT_EQ(newest().cause, "monitor alarm busy in state ALARM triggered policy steps");
  EXPECT_EQ(newest().status, ScalingActivityStatusCode::in_progress);
  EXPECT_EQ(newest().status_message,
            "Successfully set desired count to 6. Waiting for change to be fulfilled by ecs.");
  const ecs::ServiceEvent& told = store.find<ecs::Service>(world, "harbour/web")->events.at(0);
  EXPECT_EQ(told.name, ecs::ServiceEventName::service_desired_count_updated);
  EXPECT_EQ(told.desired_count, 6);
  EXPECT_EQ(told.message,
            "(service web) Message: Successfully set desired count to 6. Waiting for change to be "
            "fulfilled by ecs. Cause: monitor alarm busy in state ALARM triggered policy steps");
}

TEST_F(ScalingTest, CoolsDownAndOverridesWhatIsUnderWay) {
  step_policy(2);
  act_for_alarm(scaling(), high_alarm(), policy("steps"), 70.0);
  now += seconds(30);
  EXPECT_FALSE(act_for_alarm(scaling(), high_alarm(), policy("steps"), 70.0));
  EXPECT_EQ(desired(), 6);
  now += seconds(30);
  EXPECT_TRUE(act_for_alarm(scaling(), high_alarm(), policy("steps"), std::nullopt))
      << "without a value the metric is at the threshold";
  EXPECT_EQ(desired(), 8);
  ASSERT_EQ(target().activities.size(), 2U);
  EXPECT_EQ(target().activities[1].status, ScalingActivityStatusCode::overridden);
  EXPECT_EQ(target().activities[1].ended_at, now);
}

TEST_F(ScalingTest, StopsAtTheLimitsAndWithoutAService) {
  step_policy(40);
  EXPECT_TRUE(act_for_alarm(scaling(), high_alarm(), policy("steps"), 70.0));
  EXPECT_EQ(desired(), 10);
  store.change<ecs::Service>(world, "harbour/web", [](ecs::Service& service) {
    service.status = ecs::ServiceStatus::draining;
  });
  now += seconds(600);
  EXPECT_FALSE(act_for_alarm(scaling(), high_alarm(), policy("steps"), 70.0));
}

TEST_F(ScalingTest, TellsOfAFailure) {
  store.change<ScalableTarget>(world, resource,
                               [](ScalableTarget& record) { record.limits.maximum = 9000; });
  step_policy(8000);
  EXPECT_FALSE(act_for_alarm(scaling(), high_alarm(), policy("steps"), 70.0));
  EXPECT_EQ(desired(), 4);
  EXPECT_EQ(newest().status, ScalingActivityStatusCode::failed);
  EXPECT_EQ(newest().status_message,
            "Failed to set desired count to 8004. Reason: The desired count must not be greater "
            "than 5000.");
}

TEST_F(ScalingTest, MakesTheAlarmsOfATrackedMetric) {
  tracking_policy("cpu", 60);
  const std::string high = policy("cpu").high_alarm;
  const std::string low = policy("cpu").low_alarm;
  EXPECT_TRUE(high.starts_with("TargetTracking-service/harbour/web-AlarmHigh-")) << high;
  EXPECT_TRUE(low.starts_with("TargetTracking-service/harbour/web-AlarmLow-")) << low;
  const auto& above = *store.find<MetricAlarm>(world, high);
  EXPECT_EQ(above.metric.metric_namespace, "AWS/ECS");
  EXPECT_EQ(above.metric.name, "CPUUtilization");
  EXPECT_EQ(above.metric.dimensions.at("ServiceName"), "web");
  EXPECT_EQ(above.rule.threshold, 60);
  EXPECT_EQ(above.rule.evaluation_periods, 3);
  EXPECT_EQ(above.alarm_actions, std::vector<std::string>{"arn:cpu"});
  const auto& below = *store.find<MetricAlarm>(world, low);
  EXPECT_EQ(below.rule.threshold, 54);
  EXPECT_EQ(below.rule.evaluation_periods, 15);
  EXPECT_EQ(below.rule.comparison, ComparisonOperator::less_than_threshold);

  ScalingPolicy changed = policy("cpu");
  changed.tracking->target_value = 40;
  changed.tracking->disable_scale_in = true;
  ASSERT_TRUE(keep_policy(scaling(), changed).has_value());
  EXPECT_EQ(policy("cpu").high_alarm, high);
  EXPECT_EQ(store.find<MetricAlarm>(world, high)->rule.threshold, 40);
  EXPECT_EQ(store.table<MetricAlarm>(world).size(), 1U) << "it does not scale in any more";
  forget_policy(scaling(), policy("cpu"));
  EXPECT_EQ(store.table<ScalingPolicy>(world).size(), 0U);
  EXPECT_EQ(store.table<MetricAlarm>(world).size(), 0U);
}

TEST_F(ScalingTest, FollowsATrackedMetricOutAndIn) {
  tracking_policy("cpu", 60);
  const MetricAlarm& high = in_alarm(policy("cpu").high_alarm);
  EXPECT_TRUE(act_for_alarm(scaling(), high, policy("cpu"), 90.0));
  EXPECT_EQ(desired(), 6);
  now += seconds(60);
  EXPECT_FALSE(act_for_alarm(scaling(), high, policy("cpu"), 90.0)) << "it cools down";
  EXPECT_TRUE(act_for_alarm(scaling(), high, policy("cpu"), 120.0)) << "which more does not";
  EXPECT_EQ(desired(), 8);
  now += seconds(600);
  const MetricAlarm& low = in_alarm(policy("cpu").low_alarm);
  EXPECT_TRUE(act_for_alarm(scaling(), low, policy("cpu"), 30.0));
  EXPECT_EQ(desired(), 4);
}

TEST_F(ScalingTest, ScalesInOnlyWhereAllPoliciesAreReadyTo) {
  tracking_policy("cpu", 60);
  tracking_policy("memory", 60);
  const MetricAlarm& low = in_alarm(policy("cpu").low_alarm);
  EXPECT_FALSE(act_for_alarm(scaling(), low, policy("cpu"), 30.0));
  in_alarm(policy("memory").low_alarm);
  EXPECT_TRUE(act_for_alarm(scaling(), low, policy("cpu"), 30.0));
  EXPECT_EQ(desired(), 2);
}

TEST_F(ScalingTest, FindsAPolicyByItsArn) {
  step_policy(1);
  const std::string arn = policy("steps").arn;
  EXPECT_EQ(find_policy_of_arn(store, world, arn), &policy("steps"));
  EXPECT_EQ(find_policy_of_arn(store, world, arn + "x"), nullptr);
  EXPECT_EQ(find_policy_of_arn(store, {"111122223333", "us-east-1"}, arn), nullptr);
  EXPECT_EQ(find_policy_of_arn(store, world, "arn:aws:sns:eu-west-1:111122223333:pager"), nullptr);
}

TEST_F(ScalingTest, ActsOnASchedule) {
  ScheduledAction action;
  action.name = "morning";
  action.resource_id = resource;
  action.min_capacity = 6;
  act_on_schedule(scaling(), action);
  EXPECT_EQ(desired(), 6);
  EXPECT_EQ(target().limits, (CapacityLimits{6, 10}));
  ASSERT_EQ(target().activities.size(), 2U);
  EXPECT_EQ(target().activities[0].cause, "minimum capacity was set to 6");
  EXPECT_EQ(target().activities[1].description, "Setting min capacity to 6");
  EXPECT_EQ(target().activities[1].cause, "scheduled action name morning was triggered");
  EXPECT_EQ(target().activities[1].status, ScalingActivityStatusCode::successful);

  action.min_capacity = 20;
  act_on_schedule(scaling(), action);
  EXPECT_EQ(target().limits, (CapacityLimits{6, 10}));
  EXPECT_EQ(newest().status_message,
            "Failed to set min capacity to 20. Reason: Maximum capacity cannot be less than "
            "minimum capacity");
  store.change<ScalableTarget>(world, resource,
                               [](ScalableTarget& record) { record.suspended.scheduled = true; });
  action.min_capacity = 8;
  act_on_schedule(scaling(), action);
  EXPECT_EQ(desired(), 6);
}

TEST_F(ScalingTest, EndsAnActivityOnceItsTasksRun) {
  store.change<ScalableTarget>(world, resource, [](ScalableTarget& record) {
    record.limits = {.minimum = 0, .maximum = 0};
  });
  keep_limits(scaling(), resource);
  EXPECT_EQ(desired(), 0);
  EXPECT_EQ(newest().cause, "maximum capacity was set to 0");
  EXPECT_EQ(newest().status, ScalingActivityStatusCode::in_progress);
  now += seconds(60);
  note_fulfilled(scaling(), resource);
  EXPECT_EQ(newest().status, ScalingActivityStatusCode::successful);
  EXPECT_EQ(newest().ended_at, now);
  EXPECT_EQ(newest().status_message,
            "Successfully set desired count to 0. Change successfully fulfilled by ecs.");
}

TEST_F(ScalingTest, ForgetsATargetWithAllThatIsItsOwn) {
  tracking_policy("cpu", 60);
  ScheduledAction action;
  action.name = "morning";
  action.resource_id = resource;
  store.put(world, action);
  forget_target(scaling(), resource);
  EXPECT_EQ(store.table<ScalableTarget>(world).size(), 0U);
  EXPECT_EQ(store.table<ScalingPolicy>(world).size(), 0U);
  EXPECT_EQ(store.table<ScheduledAction>(world).size(), 0U);
  EXPECT_EQ(store.table<MetricAlarm>(world).size(), 0U);
}

TEST(ServiceKey, IsReadFromAResourceId) {
  EXPECT_EQ(service_key_of("service/harbour/web"), "harbour/web");
  for (const std::string text : {"service/web", "service//web", "service/harbour/", "table/a/b",
                                 "service/harbour/web/more", ""}) {
    EXPECT_EQ(service_key_of(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace drydock::autoscaling::scaling_test
