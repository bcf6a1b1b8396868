#include <gtest/gtest.h>

#include <map>

#include "tests/api/codedeploy/shop.h"

namespace drydock::codedeploy::api::applications_test {
namespace {

using testing::json_at;

TEST(Applications, AreOfEcsAlone) {
  Shop shop;
  for (const auto& [platform, word] :
       {std::pair("", "Server"), std::pair(R"(,"computePlatform":"Server")", "Server"),
        std::pair(R"(,"computePlatform":"Lambda")", "Lambda")}) {
    EXPECT_EQ(shop.refused("CreateApplication",
                           R"({"applicationName":"other")" + std::string(platform) + "}"),
              "InvalidComputePlatformException: drydock deploys to ECS alone: computePlatform must "
              "be ECS, not " +
                  std::string(word) + ".");
  }
  EXPECT_EQ(
      shop.refused("CreateApplication", R"({"applicationName":"shop","computePlatform":"ECS"})"),
      "ApplicationAlreadyExistsException: Application already exists: shop");
}

TEST(Applications, AreShown) {
  Shop shop;
  const auto shown = shop.call("GetApplication", R"({"applicationName":"shop"})");
  EXPECT_EQ(json_at(shown, "application/applicationName"), "shop");
  EXPECT_EQ(json_at(shown, "application/computePlatform"), "ECS");
  EXPECT_EQ(json_at(shown, "application/linkedToGitHub"), "false");
  EXPECT_EQ(json_at(shown, "application/createTime"), "1700000000");
  EXPECT_EQ(json_at(shown, "application/applicationId").size(), 36U);
  EXPECT_EQ(shop.refused("GetApplication", R"({"applicationName":"no"})"),
            "ApplicationDoesNotExistException: No application found for name: no");
  EXPECT_EQ(shop.shown("BatchGetApplications", R"({"applicationNames":["shop"]})",
                       "applicationsInfo/0/applicationName"),
            "shop");
  EXPECT_EQ(shop.refused("BatchGetApplications", R"({"applicationNames":["shop","no"]})"),
            "ApplicationDoesNotExistException: No application found for name: no");
  EXPECT_EQ(shop.shown("ListApplications", "{}", "applications/0"), "shop");
}

TEST(Applications, KeepTheirGroupsUnderANewName) {
  Shop shop;
  shop.call("CreateDeploymentGroup", Shop::group());
  EXPECT_EQ(shop.refused("UpdateApplication",
                         R"({"applicationName":"shop","newApplicationName":"store"})"),
            "none");
  EXPECT_EQ(
      shop.shown("ListDeploymentGroups", R"({"applicationName":"store"})", "deploymentGroups/0"),
      "live");
  EXPECT_EQ(shop.refused("ListDeploymentGroups", R"({"applicationName":"shop"})"),
            "ApplicationDoesNotExistException: No application found for name: shop");
  EXPECT_EQ(shop.refused("UpdateApplication", R"({"applicationName":"store"})"),
            "ApplicationNameRequiredException: Both the present name and the new one must be "
            "specified.");
}

TEST(Applications, GoWithTheirGroups) {
  Shop shop;
  shop.call("CreateDeploymentGroup", Shop::group());
  EXPECT_EQ(shop.refused("DeleteApplication", R"({"applicationName":"shop"})"), "none");
  EXPECT_EQ(shop.refused("DeleteApplication", R"({"applicationName":"shop"})"), "none");
  shop.call("CreateApplication", R"({"applicationName":"shop","computePlatform":"ECS"})");
  EXPECT_EQ(shop.shown("ListDeploymentGroups", R"({"applicationName":"shop"})", "deploymentGroups"),
            "[0]");
  EXPECT_EQ(shop.refused("CreateDeploymentGroup", Shop::group()), "none")
      << "the service is free again";
}

TEST(Applications, AndGroupsHaveTags) {
  Shop shop;
  shop.call("CreateDeploymentGroup",
            Shop::group({{"tags", R"([{"Key":"team","Value":"a"},{"Key":"bare"}])"}}));
  const std::string arn =
      R"("ResourceArn":"arn:aws:codedeploy:eu-west-1:111122223333:deploymentgroup:shop/live")";
  shop.call("TagResource", "{" + arn + R"(,"Tags":[{"Key":"team","Value":"b"}]})");
  shop.call("UntagResource", "{" + arn + R"(,"TagKeys":["bare"]})");
  const auto shown = shop.call("ListTagsForResource", "{" + arn + "}");
  EXPECT_EQ(json_at(shown, "Tags"), "[1]");
  EXPECT_EQ(json_at(shown, "Tags/0/Value"), "b");
  const std::string base = "arn:aws:codedeploy:eu-west-1:111122223333:";
  for (const auto& [resource, why] : std::map<std::string, std::string>{
           {base + "application:no",
            "ApplicationDoesNotExistException: No application found for name: no"},
           {base + "deploymentgroup:shop/no",
            "DeploymentGroupDoesNotExistException: No Deployment Group found for name: no"},
           {base + "deploymentconfig:a",
            "ArnNotSupportedException: Only applications and deployment groups have tags, not " +
                base + "deploymentconfig:a"},
           {"shop", "InvalidArnException: The ARN is not valid: shop"}}) {
    EXPECT_EQ(shop.refused("ListTagsForResource", R"({"ResourceArn":")" + resource + R"("})"), why);
  }
  EXPECT_EQ(shop.refused("TagResource", "{" + arn + R"(,"Tags":[{"Key":"aws:a"}]})"),
            "InvalidTagsToAddException: aws: prefixed tags are reserved for AWS use.");
}

TEST(DeploymentConfigs, AreAwsOwnAndThoseThatAreMade) {
  Shop shop;
  const auto shown =
      shop.call("GetDeploymentConfig",
                R"({"deploymentConfigName":"CodeDeployDefault.ECSLinear10PercentEvery3Minutes"})");
  EXPECT_EQ(json_at(shown, "deploymentConfigInfo/computePlatform"), "ECS");
  EXPECT_EQ(json_at(shown, "deploymentConfigInfo/trafficRoutingConfig/type"), "TimeBasedLinear");
  EXPECT_EQ(
      json_at(shown, "deploymentConfigInfo/trafficRoutingConfig/timeBasedLinear/linearInterval"),
      "3");
  const std::string own =
      R"({"deploymentConfigName":"Half","computePlatform":"ECS","trafficRoutingConfig":)"
      R"({"type":"TimeBasedCanary","timeBasedCanary":{"canaryPercentage":50,"canaryInterval":2}}})";
  EXPECT_EQ(shop.refused("CreateDeploymentConfig", own), "none");
  EXPECT_EQ(shop.refused("CreateDeploymentConfig", own),
            "DeploymentConfigAlreadyExistsException: Deployment configuration already exists: "
            "Half");
  const auto list = shop.call("ListDeploymentConfigs");
  EXPECT_EQ(json_at(list, "deploymentConfigsList"), "[6]");
  EXPECT_EQ(json_at(list, "deploymentConfigsList/5"), "Half");
  shop.call("CreateDeploymentGroup", Shop::group({{"deploymentConfigName", R"("Half")"}}));
  EXPECT_EQ(shop.refused("DeleteDeploymentConfig", R"({"deploymentConfigName":"Half"})"),
            "DeploymentConfigInUseException: The deployment configuration Half is in use by the "
            "deployment group live.");
  shop.call("DeleteDeploymentGroup", Shop::named());
  EXPECT_EQ(shop.refused("DeleteDeploymentConfig", R"({"deploymentConfigName":"Half"})"), "none");
}

TEST(DeploymentConfigs, AreRefusedForOtherPlatformsAndReservedNames) {
  Shop shop;
  const auto refused = [&](const std::string& members) {
    return shop.refused("CreateDeploymentConfig", "{" + members + "}");
  };
  EXPECT_EQ(refused(R"("deploymentConfigName":"a")"),
            "InvalidComputePlatformException: drydock deploys to ECS alone: computePlatform must "
            "be ECS, not Server.");
  EXPECT_EQ(refused(R"("deploymentConfigName":"CodeDeployDefault.A","computePlatform":"ECS")"),
            "InvalidDeploymentConfigNameException: Names that begin with CodeDeployDefault. are "
            "reserved.");
  EXPECT_EQ(refused(R"("deploymentConfigName":"a","computePlatform":"ECS",)"
                    R"("minimumHealthyHosts":{"type":"HOST_COUNT","value":1})"),
            "InvalidMinimumHealthyHostValueException: minimumHealthyHosts and zonalConfig are of "
            "EC2 instances alone.");
  EXPECT_EQ(refused(R"("deploymentConfigName":"a","computePlatform":"ECS")"),
            "InvalidTrafficRoutingConfigurationException: The traffic routing configuration has "
            "no type.");
  EXPECT_EQ(shop.refused("DeleteDeploymentConfig",
                         R"({"deploymentConfigName":"CodeDeployDefault.ECSAllAtOnce"})"),
            "InvalidOperationException: Predefined deployment configurations cannot be deleted.");
}

}  // namespace
}  // namespace drydock::codedeploy::api::applications_test
