#include <gtest/gtest.h>

#include "api/autoscaling/operations.h"
#include "emulator/ecs/service.h"
#include "emulator/store/store.h"
#include "model/application_autoscaling/service_model.h"
#include "tests/api/calls.h"

namespace drydock::autoscaling::api::autoscaling_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;

class OnlyBerlin : public TimeZones {
 public:
  [[nodiscard]] std::optional<TimeZone> find(const std::string& name) const override {
    if (name != "Europe/Berlin") return std::nullopt;
    return TimeZone{.first_offset = std::chrono::hours(1), .changes = {}};
  }
};

const std::string scope = R"("ServiceNamespace":"ecs","ResourceId":"service/harbour/web",)"
                          R"("ScalableDimension":"ecs:service:DesiredCount")";

struct Autoscaling : ::testing::Test {
  Autoscaling() {
    add_operations(calls.dispatcher().table(model::application_autoscaling::service), handlers);
    ecs::Service service;
    service.name = "web";
    service.cluster = "harbour";
    service.desired_count = 4;
    service.scheduling_strategy = model::ecs::SchedulingStrategy::replica;
    calls.store().put(Calls::world(), service);
  }

  aws::Response send(std::string_view operation, std::string_view body) {
    const std::string target = "AnyScaleFrontendService." + std::string(operation);
    aws::Request request;
    request.method = "POST";
    request.target = "/";
    request.host = "localhost:4566";
    request.authorization =
        "AWS4-HMAC-SHA256 Credential=111122223333/20260801/eu-west-1/application-autoscaling/"
        "aws4_request, SignedHeaders=host;x-amz-date, Signature=0123456789abcdef";
    request.amz_target = target;
    request.content_type = "application/x-amz-json-1.1";
    request.body = body;
    return *calls.dispatcher().try_now(request);
  }
  /// A call about the service, with more members.
  aws::Response about(std::string_view operation, const std::string& more = "") {
    return send(operation, "{" + scope + more + "}");
  }
  aws::Response described(std::string_view operation) {
    return send(operation, R"({"ServiceNamespace":"ecs"})");
  }
  void register_target() {
    ASSERT_EQ(refusal(about("RegisterScalableTarget", R"(,"MinCapacity":2,"MaxCapacity":10)")),
              "none");
  }
  int desired() {
    return calls.store().find<ecs::Service>(Calls::world(), "harbour/web")->desired_count;
  }

  OnlyBerlin zones;
  Handlers handlers{zones};
  Calls calls;
};

TEST_F(Autoscaling, RegistersATargetAndBringsItWithinItsLimits) {
  const auto registered =
      about("RegisterScalableTarget", R"(,"MinCapacity":6,"MaxCapacity":8,"Tags":{"team":"a"},)"
                                      R"("SuspendedState":{"DynamicScalingInSuspended":true})");
  const std::string arn = json_at(registered, "ScalableTargetARN");
  EXPECT_TRUE(
      arn.starts_with("arn:aws:application-autoscaling:eu-west-1:111122223333:"
                      "scalable-target/"))
      << arn;
  EXPECT_EQ(desired(), 6);
  const auto shown = described("DescribeScalableTargets");
  EXPECT_EQ(json_at(shown, "ScalableTargets"), "[1]");
  EXPECT_EQ(json_at(shown, "ScalableTargets/0/MinCapacity"), "6");
  EXPECT_EQ(json_at(shown, "ScalableTargets/0/ScalableDimension"), "ecs:service:DesiredCount");
  EXPECT_EQ(json_at(shown, "ScalableTargets/0/SuspendedState/DynamicScalingInSuspended"), "true");
  EXPECT_EQ(json_at(shown, "ScalableTargets/0/RoleARN"),
            "arn:aws:iam::111122223333:role/aws-service-role/"
            "ecs.application-autoscaling.amazonaws.com/"
            "AWSServiceRoleForApplicationAutoScaling_ECSService");
  EXPECT_EQ(
      json_at(send("ListTagsForResource", R"({"ResourceARN":")" + arn + R"("})"), "Tags/team"),
      "a");
  const auto activities = described("DescribeScalingActivities");
  EXPECT_EQ(json_at(activities, "ScalingActivities/0/Cause"), "minimum capacity was set to 6");
  EXPECT_EQ(json_at(activities, "ScalingActivities/0/StatusCode"), "InProgress");

  about("RegisterScalableTarget", R"(,"MaxCapacity":6)");
  EXPECT_EQ(json_at(described("DescribeScalableTargets"), "ScalableTargets/0/MinCapacity"), "6");
}

TEST_F(Autoscaling, RefusesWhatItCannotScale) {
  EXPECT_EQ(refusal(send("RegisterScalableTarget",
                         R"({"ServiceNamespace":"dynamodb","ResourceId":"table/a",)"
                         R"("ScalableDimension":"dynamodb:table:ReadCapacityUnits"})")),
            "ValidationException: drydock scales ECS services only, and nothing of dynamodb.");
  EXPECT_EQ(refusal(send("RegisterScalableTarget",
                         R"({"ServiceNamespace":"ecs","ResourceId":"service/web",)"
                         R"("ScalableDimension":"ecs:service:DesiredCount"})")),
            "ValidationException: Unsupported service namespace, resource type or scalable "
            "dimension");
  EXPECT_EQ(refusal(send("RegisterScalableTarget",
                         R"({"ServiceNamespace":"ecs","ResourceId":"service/harbour/gone",)"
                         R"("ScalableDimension":"ecs:service:DesiredCount"})")),
            "ValidationException: ECS service doesn't exist: service/harbour/gone");
  EXPECT_EQ(refusal(about("RegisterScalableTarget", R"(,"MinCapacity":2)")),
            "ValidationException: MinCapacity and MaxCapacity are required when a scalable target "
            "is registered.");
  EXPECT_EQ(refusal(about("RegisterScalableTarget", R"(,"MinCapacity":2,"MaxCapacity":1)")),
            "ValidationException: Maximum capacity cannot be less than minimum capacity");
  EXPECT_EQ(refusal(about("DeregisterScalableTarget")),
            "ObjectNotFoundException: No scalable target found for service namespace: ecs, "
            "resource ID: service/harbour/web, scalable dimension: ecs:service:DesiredCount");
  EXPECT_EQ(refusal(about("PutScalingPolicy", R"(,"PolicyName":"p")")),
            "ObjectNotFoundException: No scalable target registered for service namespace: ecs, "
            "resource ID: service/harbour/web, scalable dimension: ecs:service:DesiredCount");
  EXPECT_EQ(refusal(described("DescribeScalableTargets")), "none");
}

const std::string tracking = R"(,"PolicyName":"cpu","PolicyType":"TargetTrackingScaling",)"
                             R"("TargetTrackingScalingPolicyConfiguration":{"TargetValue":60,)"
                             R"("PredefinedMetricSpecification":{"PredefinedMetricType":)"
                             R"("ECSServiceAverageCPUUtilization"}})";

TEST_F(Autoscaling, ShowsThePoliciesAlarmsInCloudWatch) {
  register_target();
  const auto put = about("PutScalingPolicy", tracking);
  EXPECT_EQ(json_at(put, "Alarms"), "[2]");
  const std::string high = json_at(put, "Alarms/0/AlarmName");
  const auto alarms = calls.cloudwatch("DescribeAlarms", R"({"AlarmNames":[")" + high + R"("]})");
  EXPECT_EQ(json_at(alarms, "MetricAlarms/0/MetricName"), "CPUUtilization");
  EXPECT_EQ(json_at(alarms, "MetricAlarms/0/AlarmActions/0"), json_at(put, "PolicyARN"));
  const auto shown = described("DescribeScalingPolicies");
  EXPECT_EQ(json_at(shown, "ScalingPolicies/0/PolicyType"), "TargetTrackingScaling");
  EXPECT_EQ(json_at(shown, "ScalingPolicies/0/Alarms"), "[2]");
  EXPECT_EQ(refusal(about("DeleteScalingPolicy", R"(,"PolicyName":"cpu")")), "none");
  EXPECT_EQ(json_at(calls.cloudwatch("DescribeAlarms"), "MetricAlarms"), "[0]");
  EXPECT_EQ(refusal(about("DeleteScalingPolicy", R"(,"PolicyName":"cpu")")),
            "ObjectNotFoundException: No scaling policy found for service namespace: ecs, "
            "resource ID: service/harbour/web, scalable dimension: ecs:service:DesiredCount");
}

TEST_F(Autoscaling, RefusesPoliciesThatCannotBe) {
  register_target();
  const auto step = [this](const std::string& steps, const std::string& type = "ChangeInCapacity",
                           const std::string& more = "") {
    return refusal(about("PutScalingPolicy",
                         R"(,"PolicyName":"p","StepScalingPolicyConfiguration":{)"
                         R"("AdjustmentType":")" +
                             type + R"(","StepAdjustments":[)" + steps + "]" + more + "}"));
  };
  const std::string ever = R"({"MetricIntervalLowerBound":0,"ScalingAdjustment":1})";
  EXPECT_EQ(step(ever), "none");
  EXPECT_EQ(step(""),
            "ValidationException: A step scaling policy must have an AdjustmentType and at least "
            "one step adjustment.");
  EXPECT_EQ(step(R"({"ScalingAdjustment":1})"),
            "ValidationException: The upper and lower bound can't be null in the same step "
            "adjustment.");
  EXPECT_EQ(step(R"({"MetricIntervalLowerBound":0,"MetricIntervalUpperBound":5,)"
                 R"("ScalingAdjustment":1},{"MetricIntervalLowerBound":6,"ScalingAdjustment":2})"),
            "ValidationException: The ranges of the step adjustments can't overlap or have a gap.");
  EXPECT_EQ(step(R"({"MetricIntervalLowerBound":0,"MetricIntervalUpperBound":5,)"
                 R"("ScalingAdjustment":1})"),
            "ValidationException: If one step adjustment has a positive upper bound, then there "
            "must be a step adjustment with a null upper bound.");
  EXPECT_EQ(step(R"({"MetricIntervalLowerBound":0,"ScalingAdjustment":-1})", "ExactCapacity"),
            "ValidationException: For exact capacity, you must specify a non-negative value.");
  EXPECT_EQ(step(ever, "ChangeInCapacity", R"(,"MinAdjustmentMagnitude":2)"),
            "ValidationException: MinAdjustmentMagnitude must be positive, and the adjustment type "
            "PercentChangeInCapacity.");
  const auto track = [this](const std::string& configuration) {
    return refusal(
        about("PutScalingPolicy", R"(,"PolicyName":"t","PolicyType":"TargetTrackingScaling",)"
                                  R"("TargetTrackingScalingPolicyConfiguration":{)" +
                                      configuration + "}"));
  };
  EXPECT_EQ(track(R"("TargetValue":60)"),
            "ValidationException: You can specify either a predefined metric or a customized "
            "metric.");
  EXPECT_EQ(track(R"("TargetValue":0,"PredefinedMetricSpecification":{)"
                  R"("PredefinedMetricType":"ECSServiceAverageCPUUtilization"})"),
            "ValidationException: The target value must be greater than 0 and at most 2^360.");
  EXPECT_EQ(track(R"("TargetValue":60,"PredefinedMetricSpecification":{)"
                  R"("PredefinedMetricType":"ALBRequestCountPerTarget"})"),
            "ValidationException: The resource label must be app/<load-balancer-name>/"
            "<load-balancer-id>/targetgroup/<target-group-name>/<target-group-id>.");
  EXPECT_EQ(track(R"("TargetValue":60,"CustomizedMetricSpecification":{"Metrics":[]})"),
            "ValidationException: drydock does not emulate metric math (Metrics) in target "
            "tracking.");
  EXPECT_EQ(
      refusal(about("PutScalingPolicy", R"(,"PolicyName":"x","PolicyType":"PredictiveScaling")")),
      "ValidationException: drydock does not emulate predictive scaling.");
}

TEST_F(Autoscaling, KeepsScheduledActions) {
  register_target();
  const auto put = [this](const std::string& more) {
    return refusal(about("PutScheduledAction", R"(,"ScheduledActionName":"morning")" + more));
  };
  EXPECT_EQ(put(R"x(,"Schedule":"cron(0 9 * * ? *)","Timezone":"Europe/Berlin",)x"
                R"("ScalableTargetAction":{"MinCapacity":4})"),
            "none");
  EXPECT_EQ(put(R"(,"ScalableTargetAction":{"MaxCapacity":9})"), "none");
  const auto shown = described("DescribeScheduledActions");
  EXPECT_EQ(json_at(shown, "ScheduledActions/0/Timezone"), "Europe/Berlin");
  EXPECT_EQ(json_at(shown, "ScheduledActions/0/ScalableTargetAction/MinCapacity"), "4");
  EXPECT_EQ(json_at(shown, "ScheduledActions/0/ScalableTargetAction/MaxCapacity"), "9");
  EXPECT_EQ(put(R"(,"Timezone":"Mars/Olympus")"),
            "ValidationException: Invalid time zone: this machine knows none of the name "
            "Mars/Olympus.");
  EXPECT_EQ(put(R"(,"ScalableTargetAction":{"MinCapacity":20})"),
            "ValidationException: Maximum capacity cannot be less than minimum capacity");
  EXPECT_EQ(put(R"(,"Schedule":"daily")"),
            "ValidationException: Invalid schedule expression daily: it must be "
            "at(yyyy-mm-ddThh:mm:ss), rate(value unit) or cron(minutes hours day-of-month month "
            "day-of-week year), with ? for one of the two days.");
  EXPECT_EQ(refusal(about("DeleteScheduledAction", R"(,"ScheduledActionName":"morning")")), "none");
  EXPECT_EQ(json_at(described("DescribeScheduledActions"), "ScheduledActions"), "[0]");
}

TEST_F(Autoscaling, ForgetsATargetWithItsPoliciesAndActions) {
  register_target();
  about("PutScalingPolicy", tracking);
  about("PutScheduledAction", R"x(,"ScheduledActionName":"m","Schedule":"rate(1 day)",)x"
                              R"("ScalableTargetAction":{"MinCapacity":4})");
  EXPECT_EQ(refusal(about("DeregisterScalableTarget")), "none");
  EXPECT_EQ(json_at(described("DescribeScalableTargets"), "ScalableTargets"), "[0]");
  EXPECT_EQ(json_at(described("DescribeScalingPolicies"), "ScalingPolicies"), "[0]");
  EXPECT_EQ(json_at(described("DescribeScheduledActions"), "ScheduledActions"), "[0]");
  EXPECT_EQ(json_at(calls.cloudwatch("DescribeAlarms"), "MetricAlarms"), "[0]");
}

TEST_F(Autoscaling, PagesActivitiesFromTheNewestOn) {
  register_target();
  for (const std::string limit : {"5", "6", "7"}) {
    about("RegisterScalableTarget", R"(,"MinCapacity":)" + limit);
  }
  const auto page = [this](const std::string& more) {
    return send("DescribeScalingActivities",
                R"({"ServiceNamespace":"ecs","MaxResults":2)" + more + "}");
  };
  const auto first = page("");
  EXPECT_EQ(json_at(first, "ScalingActivities"), "[2]");
  const auto second = page(R"(,"NextToken":")" + json_at(first, "NextToken") + R"(")");
  EXPECT_EQ(json_at(second, "ScalingActivities"), "[1]");
  EXPECT_EQ(json_at(second, "NextToken"), "absent");
  EXPECT_EQ(refusal(page(R"(,"NextToken":"x")")), "InvalidNextTokenException: Invalid NextToken.");
  EXPECT_EQ(refusal(page(R"(,"IncludeNotScaledActivities":true)")),
            "ValidationException: drydock keeps no record of what was not scaled "
            "(IncludeNotScaledActivities).");
}

}  // namespace
}  // namespace drydock::autoscaling::api::autoscaling_test
