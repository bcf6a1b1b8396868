#include <gtest/gtest.h>

#include "emulator/codedeploy/deployment_group.h"
#include "tests/api/codedeploy/shop.h"

namespace drydock::codedeploy::api::deployment_groups_test {
namespace {

using testing::json_at;

TEST(DeploymentGroups, AreShownWithAllThatClientsCountOn) {
  Shop shop;
  const auto made = shop.call("CreateDeploymentGroup", Shop::group());
  const auto shown = shop.call("GetDeploymentGroup", Shop::named());
  const std::string info = "deploymentGroupInfo/";
  EXPECT_EQ(json_at(shown, info + "deploymentGroupId"), json_at(made, "deploymentGroupId"));
  EXPECT_EQ(json_at(shown, info + "applicationName"), "shop");
  EXPECT_EQ(json_at(shown, info + "computePlatform"), "ECS");
  EXPECT_EQ(json_at(shown, info + "deploymentConfigName"), "CodeDeployDefault.ECSAllAtOnce");
  EXPECT_EQ(json_at(shown, info + "deploymentStyle/deploymentType"), "BLUE_GREEN");
  EXPECT_EQ(json_at(shown, info + "ecsServices/0/serviceName"), "web");
  // `aws ecs deploy` adds up the two.
  const std::string blue_green = info + "blueGreenDeploymentConfiguration/";
  EXPECT_EQ(json_at(shown, blue_green + "deploymentReadyOption/waitTimeInMinutes"), "0");
  EXPECT_EQ(json_at(shown, blue_green + "deploymentReadyOption/actionOnTimeout"),
            "CONTINUE_DEPLOYMENT");
  EXPECT_EQ(json_at(shown, blue_green + "terminateBlueInstancesOnDeploymentSuccess/"
                                        "terminationWaitTimeInMinutes"),
            "0");
  EXPECT_EQ(json_at(shown, info + "lastAttemptedDeployment"), "absent");
  EXPECT_EQ(shop.shown("BatchGetDeploymentGroups",
                       R"({"applicationName":"shop","deploymentGroupNames":["no","live"]})",
                       "errorMessage"),
            "No Deployment Group found for name: no");
}

TEST(DeploymentGroups, AreRefusedForWhatIsNotOfEcs) {
  Shop shop;
  struct Row {
    std::string member, value, why;
  };
  for (const Row& row :
       {Row{"ecsServices", R"([])",
            "InvalidECSServiceException: A deployment group of the ECS compute platform has "
            "exactly one ECS service."},
        Row{"ecsServices", R"([{"clusterName":"harbour","serviceName":"no"}])",
            "InvalidECSServiceException: The ECS service harbour/no does not exist or is not "
            "ACTIVE."},
        Row{"ecsServices", R"([{"clusterName":"harbour","serviceName":"rolling"}])",
            "InvalidECSServiceException: Deployment group's ECS service must be configured for a "
            "CODE_DEPLOY deployment controller."},
        Row{"deploymentStyle", R"({"deploymentType":"IN_PLACE"})",
            "InvalidDeploymentStyleException: For the ECS compute platform the deployment type "
            "must be BLUE_GREEN and the deployment option WITH_TRAFFIC_CONTROL."},
        Row{"blueGreenDeploymentConfiguration", R"({"deploymentReadyOption":{}})",
            "InvalidBlueGreenDeploymentConfigurationException: For the ECS compute platform the "
            "blue/green configuration must have a deploymentReadyOption and "
            "terminateBlueInstancesOnDeploymentSuccess."},
        Row{"blueGreenDeploymentConfiguration",
            R"({"deploymentReadyOption":{},)"
            R"("terminateBlueInstancesOnDeploymentSuccess":{"terminationWaitTimeInMinutes":2881}})",
            "InvalidBlueGreenDeploymentConfigurationException: terminationWaitTimeInMinutes must "
            "be between 0 and 2880."},
        Row{"blueGreenDeploymentConfiguration",
            R"({"deploymentReadyOption":{"actionOnTimeout":"STOP_DEPLOYMENT"},)"
            R"("terminateBlueInstancesOnDeploymentSuccess":{}})",
            "InvalidBlueGreenDeploymentConfigurationException: With STOP_DEPLOYMENT "
            "waitTimeInMinutes must be at least 1."},
        Row{"loadBalancerInfo", R"({"targetGroupInfoList":[{"name":"a"}]})",
            "InvalidLoadBalancerInfoException: For the ECS compute platform the load balancer info "
            "is one target group pair in targetGroupPairInfoList, and nothing else."},
        Row{"loadBalancerInfo",
            R"({"targetGroupPairInfoList":[{"targetGroups":[{"name":"a"},)"
            R"({"name":"a"}],"prodTrafficRoute":{"listenerArns":["p"]}}]})",
            "InvalidTargetGroupPairException: A target group pair names two different target "
            "groups."},
        Row{"loadBalancerInfo",
            R"({"targetGroupPairInfoList":[{"targetGroups":[{"name":"a"},)"
            R"({"name":"b"}]}]})",
            "InvalidTargetGroupPairException: A target group pair has one listener for production "
            "traffic, and at most one for test traffic."},
        Row{"autoScalingGroups", R"(["a"])",
            "InvalidInputException: autoScalingGroups is of EC2 instances, and drydock deploys to "
            "ECS alone."},
        Row{"triggerConfigurations", R"([{"triggerName":"a"}])",
            "InvalidTriggerConfigException: drydock has no SNS topics, so a trigger would tell "
            "nobody: EventBridge tells of deployments (CodeDeploy Deployment State-change "
            "Notification)."},
        Row{"serviceRoleArn", R"("deploy")",
            "InvalidRoleException: The service role must be given by its ARN."},
        Row{"alarmConfiguration", R"({"enabled":true})",
            "InvalidAlarmConfigException: The alarm configuration is enabled, but the alarm list "
            "is empty."},
        Row{"alarmConfiguration", R"({"alarms":[{"name":"a"},{"name":"a"}]})",
            "InvalidAlarmConfigException: Two alarms with the same name have been specified."},
        Row{"autoRollbackConfiguration", R"({"enabled":true})",
            "InvalidAutoRollbackConfigException: Automatic rollback is enabled, but no event types "
            "were listed."},
        Row{"deploymentConfigName", R"("No")",
            "DeploymentConfigDoesNotExistException: No Deployment Configuration found for name: "
            "No"}}) {
    EXPECT_EQ(shop.refused("CreateDeploymentGroup", Shop::group({{row.member, row.value}})),
              row.why);
  }
}

TEST(DeploymentGroups, HaveOneServiceThatNoOtherHas) {
  Shop shop;
  EXPECT_EQ(shop.refused(
                "CreateDeploymentGroup",
                Shop::group({{"ecsServices",
                              R"([{"clusterName":"harbour","serviceName":)"
                              R"("arn:aws:ecs:eu-west-1:111122223333:service/harbour/web"}])"}})),
            "none");
  EXPECT_EQ(shop.refused("CreateDeploymentGroup", Shop::group()),
            "DeploymentGroupAlreadyExistsException: Deployment group already exists: live");
  EXPECT_EQ(
      shop.refused("CreateDeploymentGroup", Shop::group({{"deploymentGroupName", R"("other")"}})),
      "ECSServiceMappingLimitExceededException: The ECS service harbour/web is associated "
      "with the deployment group live already.");
}

TEST(DeploymentGroups, ChangeOnlyWhatIsGiven) {
  Shop shop;
  shop.call(
      "CreateDeploymentGroup",
      Shop::group({{"alarmConfiguration", R"({"enabled":true,"alarms":[{"name":"errors"}]})"}}));
  const std::string update = R"({"applicationName":"shop","currentDeploymentGroupName":"live",)";
  EXPECT_EQ(shop.refused("UpdateDeploymentGroup",
                         update + R"("newDeploymentGroupName":"main","deploymentConfigName":)"
                                  R"("CodeDeployDefault.ECSCanary10Percent5Minutes"})"),
            "none");
  const auto shown =
      shop.call("GetDeploymentGroup", R"({"applicationName":"shop","deploymentGroupName":"main"})");
  EXPECT_EQ(json_at(shown, "deploymentGroupInfo/deploymentConfigName"),
            "CodeDeployDefault.ECSCanary10Percent5Minutes");
  EXPECT_EQ(json_at(shown, "deploymentGroupInfo/alarmConfiguration/alarms/0/name"), "errors");
  EXPECT_EQ(json_at(shown, "deploymentGroupInfo/ecsServices/0/serviceName"), "web");
  EXPECT_EQ(shop.refused("GetDeploymentGroup", Shop::named()),
            "DeploymentGroupDoesNotExistException: No Deployment Group found for name: live");
  EXPECT_EQ(shop.refused("UpdateDeploymentGroup", update + R"("deploymentConfigName":"a"})"),
            "DeploymentGroupDoesNotExistException: No Deployment Group found for name: live");
}

}  // namespace
}  // namespace drydock::codedeploy::api::deployment_groups_test
