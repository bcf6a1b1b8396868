#pragma once

#include <map>
#include <string>

#include "emulator/ecs/service.h"
#include "emulator/store/store.h"
#include "tests/api/calls.h"

namespace drydock::codedeploy::api {

/// The application "shop", and two ECS services to which it may be deployed: "web" by CodeDeploy,
/// "rolling" not.
class Shop {
 public:
  Shop() {
    add_service("web", model::ecs::DeploymentControllerType::code_deploy);
    add_service("rolling", model::ecs::DeploymentControllerType::ecs);
    call("CreateApplication", R"({"applicationName":"shop","computePlatform":"ECS"})");
  }

  aws::Response call(std::string_view operation, std::string_view body = "{}") {
    return calls_.codedeploy(operation, body);
  }
  std::string shown(std::string_view operation, std::string_view body, std::string_view path) {
    return testing::json_at(call(operation, body), path);
  }
  std::string refused(std::string_view operation, std::string_view body) {
    return testing::refusal(call(operation, body));
  }
  [[nodiscard]] Store& store() { return calls_.store(); }
  [[nodiscard]] testing::FakeFunctions& functions() { return calls_.functions(); }

  /// Members of a call, and their values as JSON.
  using Members = std::map<std::string, std::string>;
  /// A call for a group; `changed` are added to its members, or stand in the place of theirs.
  static std::string group(Members changed = {}) {
    changed.merge(Members{
        {"applicationName", R"("shop")"},
        {"deploymentGroupName", R"("live")"},
        {"serviceRoleArn", R"("arn:aws:iam::111122223333:role/deploy")"},
        {"ecsServices", R"([{"clusterName":"harbour","serviceName":"web"}])"},
        {"deploymentStyle",
         R"({"deploymentType":"BLUE_GREEN","deploymentOption":"WITH_TRAFFIC_CONTROL"})"},
        {"blueGreenDeploymentConfiguration",
         R"({"deploymentReadyOption":{},"terminateBlueInstancesOnDeploymentSuccess":{}})"},
        {"loadBalancerInfo",
         R"({"targetGroupPairInfoList":[{"targetGroups":[{"name":"first"},{"name":"second"}],)"
         R"("prodTrafficRoute":{"listenerArns":["p"]},"testTrafficRoute":{"listenerArns":["t"]}}]})"}});
    std::string text;
    for (const auto& [name, value] : changed) {
      text += (text.empty() ? "{\"" : ",\"") + name + "\":" + value;
    }
    return text + "}";
  }
  static std::string named(const std::string& more = "") {
    return R"({"applicationName":"shop","deploymentGroupName":"live")" + more + "}";
  }
  /// A call for a deployment of "shop:2", by its AppSpec as the content of a JSON string.
  static std::string deployment(const std::string& more = "") {
    return named(R"(,"revision":{"revisionType":"AppSpecContent","appSpecContent":{"content":)"
                 R"("{version: 0.0, Resources: [{Web: {Type: AWS::ECS::Service, Properties: )"
                 R"({TaskDefinition: 'shop:2', LoadBalancerInfo: {ContainerName: app, )"
                 R"(ContainerPort: 80}}}}]}"}})" +
                 more);
  }

 private:
  void add_service(const std::string& name, model::ecs::DeploymentControllerType controller) {
    ecs::Service service;
    service.name = name;
    service.cluster = "harbour";
    service.arn = testing::Calls::arn("service/harbour/" + name);
    service.deployment_controller = model::ecs::DeploymentController{.type = controller};
    calls_.store().put(testing::Calls::world(), service);
  }

  testing::Calls calls_;
};

}  // namespace drydock::codedeploy::api
