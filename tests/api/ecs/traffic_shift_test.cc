#include <gtest/gtest.h>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/deployment/rollout.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/scheduler/service_actions.h"
#include "emulator/ecs/service.h"
#include "emulator/elb/traffic_split.h"
#include "tests/api/calls.h"

namespace drydock::ecs::api::traffic_shift_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;
using testing::xml_at;

/// Two target groups behind one load balancer with a production rule and a test rule.
struct TrafficShifts : ::testing::Test {
  void SetUp() override {
    calls.functions().add("gate");
    calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
    calls.ecs("RegisterTaskDefinition",
              R"({"family":"web","containerDefinitions":[{"name":"app","image":"shop:v1",)"
              R"("memory":64,"portMappings":[{"containerPort":80}]}]})");
    blue = target_group("blue");
    green = target_group("green");
    const std::string load_balancer = xml_at(
        calls.elb("CreateLoadBalancer", "&Name=lb&Subnets.member.1=" + network.subnets.at(0).id +
                                            "&Subnets.member.2=" + network.subnets.at(1).id),
        "//LoadBalancerArn");
    production = default_rule(load_balancer, 80);
    test = default_rule(load_balancer, 8080);
  }

  std::string target_group(const std::string& name) {
    return xml_at(calls.elb("CreateTargetGroup", "&Protocol=HTTP&Port=80&VpcId=" + network.vpc_id +
                                                     "&TargetType=instance&Name=" + name),
                  "//TargetGroupArn");
  }
  std::string default_rule(const std::string& load_balancer, int port) {
    const std::string listener =
        xml_at(calls.elb("CreateListener", "&LoadBalancerArn=" + load_balancer +
                                               "&Protocol=HTTP&Port=" + std::to_string(port) +
                                               "&DefaultActions.member.1.Type=forward"
                                               "&DefaultActions.member.1.TargetGroupArn=" +
                                               blue),
               "//ListenerArn");
    return xml_at(calls.elb("DescribeRules", "&ListenerArn=" + listener), "//RuleArn");
  }

  [[nodiscard]] std::string load_balancers(const std::string& advanced) const {
    return R"("loadBalancers":[{"targetGroupArn":")" + blue +
           R"(","containerName":"app","containerPort":80)" + advanced + "}]";
  }
  [[nodiscard]] std::string advanced() const {
    return R"(,"advancedConfiguration":{"alternateTargetGroupArn":")" + green +
           R"(","productionListenerRule":")" + production + R"(","testListenerRule":")" + test +
           R"(","roleArn":"arn:aws:iam::111122223333:role/lb"})";
  }
  aws::Response create(const std::string& configuration, const std::string& members) {
    return calls.ecs(
        "CreateService",
        R"({"cluster":"shop","serviceName":"web","taskDefinition":"web","desiredCount":1,)"
        R"("deploymentConfiguration":{)" +
            configuration + "}," + members + "}");
  }
  aws::Response describe() {
    const auto& service = *calls.store().find<Service>(Calls::world(), "shop/web");
    deployment = Calls::arn("service-deployment/shop/web/" + service.deployment);
    return calls.ecs("DescribeServiceDeployments",
                     R"({"serviceDeploymentArns":[")" + deployment + "\"]}");
  }
  std::string shown(const std::string& member) {
    return json_at(describe(), "serviceDeployments/0/" + member);
  }
  void enter(const EnterStage& stage) {
    enter_stage(calls.store(), Calls::world(), "shop/web", stage, calls.ids(), Calls::now());
  }
  [[nodiscard]] std::vector<elb::Share> shares(const std::string& rule) {
    return elb::shares_of_rule(calls.store(), Calls::world(), rule);
  }

  Calls calls;
  const ec2::DefaultNetwork network = ec2::default_network(Calls::world());
  std::string blue, green, production, test, deployment;
};

const std::string blue_green = R"("strategy":"BLUE_GREEN","bakeTimeInMinutes":5)";
const std::string hook =
    R"(,"lifecycleHooks":[{"targetType":"PAUSE","lifecycleStages":["POST_TEST_TRAFFIC_SHIFT"]}])";

TEST_F(TrafficShifts, ShowTheirStageAndTheirWeights) {
  create(blue_green, load_balancers(advanced()));
  EXPECT_EQ(shown("lifecycleStage"), "PRE_SCALE_UP");
  EXPECT_EQ(shown("targetServiceRevision/requestedProductionTrafficWeight"), "0");
  enter({.stage = LifecycleStage::production_traffic_shift, .production = 55, .test = 1000});
  EXPECT_EQ(shown("lifecycleStage"), "PRODUCTION_TRAFFIC_SHIFT");
  EXPECT_EQ(shown("targetServiceRevision/requestedProductionTrafficWeight"), "5.500000");
  EXPECT_EQ(shown("targetServiceRevision/requestedTestTrafficWeight"), "100");
}

TEST_F(TrafficShifts, MoveTheWeightsOfTheirRulesFromDeploymentToDeployment) {
  create(blue_green, load_balancers(advanced()));
  enter({.stage = LifecycleStage::clean_up, .production = 1000, .test = 1000});
  EXPECT_EQ(shares(production), (std::vector<elb::Share>{{blue, 100}, {green, 0}}));
  complete_deployment(calls.store(), Calls::world(), "shop/web", Calls::now());
  calls.ecs("UpdateService", R"({"cluster":"shop","service":"web","forceNewDeployment":true})");
  EXPECT_EQ(shares(production), (std::vector<elb::Share>{{green, 0}, {blue, 100}}));
  enter({.stage = LifecycleStage::production_traffic_shift, .production = 255, .test = 1000});
  EXPECT_EQ(shares(production), (std::vector<elb::Share>{{green, 255}, {blue, 745}}));
  EXPECT_EQ(shares(test), (std::vector<elb::Share>{{green, 100}, {blue, 0}}));
  const std::string revision =
      json_at(describe(), "serviceDeployments/0/targetServiceRevision/arn");
  const auto revisions =
      calls.ecs("DescribeServiceRevisions", R"({"serviceRevisionArns":[")" + revision + "\"]}");
  const std::string resolved = "serviceRevisions/0/resolvedConfiguration/loadBalancers/0/";
  EXPECT_EQ(json_at(revisions, resolved + "targetGroupArn"), green);
  EXPECT_EQ(json_at(revisions, resolved + "productionListenerRule"), production);
}

TEST_F(TrafficShifts, GoBackAtOnceWhenTheyAreStopped) {
  create(blue_green, load_balancers(advanced()));
  complete_deployment(calls.store(), Calls::world(), "shop/web", Calls::now());
  calls.ecs("UpdateService", R"({"cluster":"shop","service":"web","forceNewDeployment":true})");
  enter({.stage = LifecycleStage::bake_time, .production = 1000, .test = 1000});
  describe();
  const std::string body = R"({"serviceDeploymentArn":")" + deployment + "\"}";
  calls.ecs("StopServiceDeployment", body);
  EXPECT_EQ(shown("status"), "ROLLBACK_IN_PROGRESS");
  EXPECT_EQ(shares(production), (std::vector<elb::Share>{{blue, 100}, {green, 0}}));
  EXPECT_EQ(shown("targetServiceRevision/requestedProductionTrafficWeight"), "0");
}

TEST_F(TrafficShifts, CannotBeStoppedInCleanUp) {
  create(blue_green, load_balancers(advanced()));
  complete_deployment(calls.store(), Calls::world(), "shop/web", Calls::now());
  calls.ecs("UpdateService", R"({"cluster":"shop","service":"web","forceNewDeployment":true})");
  enter({.stage = LifecycleStage::clean_up, .production = 1000, .test = 1000});
  describe();
  EXPECT_EQ(refusal(calls.ecs("StopServiceDeployment",
                              R"({"serviceDeploymentArn":")" + deployment + "\"}")),
            "ConflictException: The service deployment is in its CLEAN_UP stage and cannot be "
            "rolled back.");
}

TEST_F(TrafficShifts, PauseNoLongerThanTheirHookSays) {
  const std::string brief =
      R"(,"lifecycleHooks":[{"targetType":"PAUSE","lifecycleStages":["PRE_SCALE_UP"],)"
      R"("timeoutConfiguration":{"timeoutInMinutes":30,"action":"CONTINUE"}}])";
  create(blue_green + brief, load_balancers(advanced()));
  EXPECT_EQ(shown("lifecycleHookDetails/0/expiresAt"), "1700001800");
  EXPECT_EQ(shown("lifecycleHookDetails/0/timeoutAction"), "CONTINUE");
}

TEST_F(TrafficShifts, GoOnWhenTheirPauseIsContinued) {
  create(blue_green + hook, load_balancers(advanced()));
  enter({.stage = LifecycleStage::post_test_traffic_shift, .test = 1000});
  const std::string id = shown("lifecycleHookDetails/0/hookId");
  EXPECT_TRUE(id.starts_with("ecs-pause-"));
  EXPECT_EQ(shown("lifecycleHookDetails/0/status"), "AWAITING_ACTION");
  EXPECT_EQ(shown("lifecycleHookDetails/0/timeoutAction"), "ROLLBACK");
  EXPECT_EQ(shown("lifecycleHookDetails/0/expiresAt"), "1700086400");
  const auto go_on = [&](const std::string& hook_id) {
    return calls.ecs("ContinueServiceDeployment", R"({"serviceDeploymentArn":")" + deployment +
                                                      R"(","hookId":")" + hook_id + "\"}");
  };
  EXPECT_EQ(refusal(go_on("pause")),
            "InvalidParameterException: Invalid hookId: hookId must follow the format: "
            "ecs-{hookType}-{id}");
  EXPECT_EQ(json_at(go_on(id), "serviceDeploymentArn"), deployment);
  EXPECT_EQ(shown("lifecycleHookDetails/0/status"), "SUCCEEDED");
  EXPECT_EQ(refusal(go_on(id)),
            "InvalidParameterException: Provided hookId is either completed, unavailable, or not "
            "associated with the given Resource ARN");
  complete_deployment(calls.store(), Calls::world(), "shop/web", Calls::now());
  EXPECT_EQ(refusal(go_on(id)),
            "InvalidParameterException: Continuing a service deployment is not allowed for service "
            "deployment in terminal states.");
}

TEST_F(TrafficShifts, FailWhenTheirPauseIsSentBack) {
  create(blue_green + hook, load_balancers(advanced()));
  enter({.stage = LifecycleStage::post_test_traffic_shift, .test = 1000});
  const std::string id = shown("lifecycleHookDetails/0/hookId");
  calls.ecs("ContinueServiceDeployment", R"({"serviceDeploymentArn":")" + deployment +
                                             R"(","hookId":")" + id + R"(","action":"ROLLBACK"})");
  EXPECT_EQ(shown("lifecycleHookDetails/0/status"), "FAILED");
}

TEST_F(TrafficShifts, TakeAFunctionThatThereIsAsTheirHook) {
  const std::string arn = "arn:aws:lambda:eu-west-1:111122223333:function:gate:live";
  create(blue_green + R"(,"lifecycleHooks":[{"hookTargetArn":")" + arn +
             R"(","lifecycleStages":["PRE_SCALE_UP"],"hookDetails":{"bucket":"b"},)"
             R"("timeoutConfiguration":{"timeoutInMinutes":1440,"action":"CONTINUE"}}])",
         load_balancers(advanced()));
  const std::string id = shown("lifecycleHookDetails/0/hookId");
  EXPECT_TRUE(id.starts_with("ecs-awslambda-")) << id;
  EXPECT_EQ(shown("lifecycleHookDetails/0/targetType"), "AWS_LAMBDA");
  EXPECT_EQ(shown("lifecycleHookDetails/0/targetArn"), arn);
  EXPECT_EQ(shown("lifecycleHookDetails/0/status"), "IN_PROGRESS");
  EXPECT_EQ(shown("lifecycleHookDetails/0/timeoutAction"), "CONTINUE");
  EXPECT_EQ(shown("deploymentConfiguration/lifecycleHooks/0/hookDetails/bucket"), "b");
  EXPECT_EQ(
      refusal(calls.ecs("ContinueServiceDeployment", R"({"serviceDeploymentArn":")" + deployment +
                                                         R"(","hookId":")" + id + "\"}")),
      "InvalidParameterException: Provided hookId is either completed, unavailable, or not "
      "associated with the given Resource ARN");
  EXPECT_TRUE(calls.functions().calls.empty()) << "a handler records, and calls nobody";
}

TEST_F(TrafficShifts, NeedAnAlternateForEveryLoadBalancer) {
  EXPECT_EQ(refusal(create(blue_green, load_balancers(""))),
            "InvalidParameterException: advancedConfiguration field is required for all "
            "loadBalancers when using a non-ROLLING deployment strategy");
  std::string twice = advanced();
  twice.replace(twice.find(green), green.size(), blue);
  EXPECT_EQ(refusal(create(blue_green, load_balancers(twice))),
            "InvalidParameterException: Duplicate targetGroupArn found: " + blue);
  std::string same_rule = advanced();
  same_rule.replace(same_rule.find(test), test.size(), production);
  EXPECT_EQ(refusal(create(blue_green, load_balancers(same_rule))),
            "InvalidParameterException: The following rules cannot be used as both production and "
            "test listener rules: " +
                production);
  std::string no_rule = advanced();
  no_rule.replace(no_rule.find(test), test.size(), test + "0");
  EXPECT_EQ(refusal(create(blue_green, load_balancers(no_rule))),
            "InvalidParameterException: The listener rule " + test +
                "0 does not exist, or does not forward to target groups.");
}

struct WrongConfiguration {
  std::string configuration;
  std::string message;
};

class WrongStrategy : public TrafficShifts,
                      public ::testing::WithParamInterface<WrongConfiguration> {};

TEST_P(WrongStrategy, IsRefused) {
  EXPECT_EQ(refusal(create(GetParam().configuration, load_balancers(advanced()))),
            GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Configurations, WrongStrategy,
    ::testing::Values(
        WrongConfiguration{R"("strategy":"CANARY","linearConfiguration":{})",
                           "InvalidParameterException: linearConfiguration can only be given with "
                           "the deployment strategy LINEAR."},
        WrongConfiguration{R"("strategy":"ROLLING","bakeTimeInMinutes":1)",
                           "InvalidParameterException: bakeTimeInMinutes can only be given with "
                           "the deployment strategy BLUE_GREEN, LINEAR or CANARY."},
        WrongConfiguration{R"("strategy":"BLUE_GREEN","bakeTimeInMinutes":1441)",
                           "InvalidParameterException: bakeTimeInMinutes must be between 0 and "
                           "1440."},
        WrongConfiguration{R"("strategy":"LINEAR","linearConfiguration":{"stepPercent":2.9})",
                           "InvalidParameterException: stepPercent must be a multiple of 0.1 from "
                           "3.0 to 100.0."},
        WrongConfiguration{R"("strategy":"CANARY","canaryConfiguration":{"canaryPercent":0.15})",
                           "InvalidParameterException: canaryPercent must be a multiple of 0.1 "
                           "from 0.1 to 100.0."},
        WrongConfiguration{
            R"("strategy":"BLUE_GREEN","lifecycleHooks":[{"targetType":"PAUSE",)"
            R"("lifecycleStages":["PRODUCTION_TRAFFIC_SHIFT"]}])",
            "InvalidParameterException: Invalid lifecycle stage provided for Pause Hook"},
        WrongConfiguration{
            R"("strategy":"BLUE_GREEN","lifecycleHooks":[{"hookTargetArn":"arn:aws:lambda:x",)"
            R"("lifecycleStages":["PRE_SCALE_UP"]}])",
            "InvalidParameterException: hookTargetArn has an invalid ARN format. Must be the ARN "
            "of a Lambda function. Got: arn:aws:lambda:x"},
        WrongConfiguration{
            R"("strategy":"BLUE_GREEN","lifecycleHooks":[{"lifecycleStages":["PRE_SCALE_UP"]}])",
            "InvalidParameterException: hookTargetArn is required for AWS_LAMBDA lifecycle hooks."},
        WrongConfiguration{
            R"("strategy":"BLUE_GREEN","lifecycleHooks":[{"lifecycleStages":["PRE_SCALE_UP"],)"
            R"("hookTargetArn":"arn:aws:lambda:eu-west-1:111122223333:function:other:live"}])",
            "UnsupportedFeatureException: drydock does not emulate Lambda. Start it with --lambda "
            "other=URL to say where the function is that this lifecycle hook calls."},
        WrongConfiguration{
            R"("strategy":"BLUE_GREEN","lifecycleHooks":[{"lifecycleStages":["PRE_SCALE_UP"],)"
            R"("hookTargetArn":"arn:aws:lambda:eu-west-1:111122223333:function:gate",)"
            R"("timeoutConfiguration":{"timeoutInMinutes":1441}}])",
            "InvalidParameterException: timeoutInMinutes must be between 1 and 1440 for "
            "AWS_LAMBDA lifecycle hooks."}));

}  // namespace
}  // namespace drydock::ecs::api::traffic_shift_test
