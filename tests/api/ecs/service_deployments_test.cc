#include "api/ecs/service_deployments.h"

#include <gtest/gtest.h>

#include "emulator/ecs/service.h"
#include "model/ecs/service.h"
#include "tests/api/calls.h"

namespace drydock::ecs::api {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;

/// A service "web" in the cluster "shop" with a circuit breaker.
struct ServiceDeployments : ::testing::Test {
  void SetUp() override {
    calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
    calls.ecs("RegisterTaskDefinition",
              R"({"family":"web","containerDefinitions":
              [{"name":"app","image":"shop:v1","memory":64}]})");
    calls.ecs("CreateService",
              R"({"cluster":"shop","serviceName":"web","taskDefinition":"web","desiredCount":2,
              "deploymentConfiguration":
              {"deploymentCircuitBreaker":{"enable":true,"rollback":true}}})");
  }

  aws::Response list(const std::string& members = "") {
    return calls.ecs("ListServiceDeployments",
                     R"({"cluster":"shop","service":"web")" + members + "}");
  }
  aws::Response describe(const std::string& arn) {
    return calls.ecs("DescribeServiceDeployments", R"({"serviceDeploymentArns":[")" + arn + "\"]}");
  }
  aws::Response stop(const std::string& arn, const std::string& members = "") {
    return calls.ecs("StopServiceDeployment",
                     R"({"serviceDeploymentArn":")" + arn + "\"" + members + "}");
  }
  template <class Mutate>
  void change(Mutate mutate) {
    calls.store().change<Service>(Calls::world(), "shop/web", mutate);
  }
  const Service& record() { return *calls.store().find<Service>(Calls::world(), "shop/web"); }

  Calls calls;
};

TEST_F(ServiceDeployments, NameTheDeploymentInTheirRevision) {
  const std::string number = record().deployments.at(0).id.substr(8);
  const auto listed = list();
  EXPECT_EQ(json_at(listed, "serviceDeployments/0/targetServiceRevisionArn"),
            "arn:aws:ecs:eu-west-1:111122223333:service-revision/shop/web/" + number);
  EXPECT_EQ(json_at(listed, "serviceDeployments/0/status"), "IN_PROGRESS");
  const auto described = describe(json_at(listed, "serviceDeployments/0/serviceDeploymentArn"));
  EXPECT_EQ(json_at(described, "serviceDeployments/0/status"), "IN_PROGRESS");
  EXPECT_EQ(json_at(described, "serviceDeployments/0/targetServiceRevision/requestedTaskCount"),
            "2");
  EXPECT_EQ(json_at(described, "serviceDeployments/0/deploymentCircuitBreaker/status"),
            "MONITORING");
  EXPECT_EQ(json_at(described, "serviceDeployments/0/deploymentCircuitBreaker/threshold"), "3");
  EXPECT_EQ(json_at(described, "serviceDeployments/0/finishedAt"), "absent");
}

TEST_F(ServiceDeployments, ShowTheThresholdThatTheServiceIsGiven) {
  const auto updated = calls.ecs(
      "UpdateService",
      R"({"cluster":"shop","service":"web","deploymentConfiguration":{"deploymentCircuitBreaker":)"
      R"({"enable":true,"rollback":false,"resetOnHealthyTask":false,)"
      R"("thresholdConfiguration":{"type":"UNBOUNDED_PERCENT","value":75}}}})");
  const std::string breaker = "service/deploymentConfiguration/deploymentCircuitBreaker/";
  EXPECT_EQ(json_at(updated, breaker + "resetOnHealthyTask"), "false");
  EXPECT_EQ(json_at(updated, breaker + "thresholdConfiguration/value"), "75");
  const auto described = describe(json_at(list(), "serviceDeployments/0/serviceDeploymentArn"));
  EXPECT_EQ(json_at(described, "serviceDeployments/0/deploymentCircuitBreaker/threshold"), "2");
}

TEST_F(ServiceDeployments, SucceedWhenTheirRolloutHas) {
  change([](Service& service) {
    service.deployments.at(0).rollout_state = model::ecs::DeploymentRolloutState::completed;
  });
  const auto listed = list();
  EXPECT_EQ(json_at(listed, "serviceDeployments/0/status"), "SUCCESSFUL");
  EXPECT_EQ(json_at(listed, "serviceDeployments/0/finishedAt"), "1700000000");
}

TEST_F(ServiceDeployments, TellOfARollbackInThePlaceOfWhatFailed) {
  change([](Service& service) {
    Deployment failed = service.deployments.at(0);
    failed.id = "ecs-svc/77";
    failed.status = DeploymentStatus::active;
    failed.rollout_state = model::ecs::DeploymentRolloutState::failed;
    failed.failed_tasks = 3;
    service.deployments.at(0).rolls_back = failed.id;
    service.deployments.push_back(failed);
  });
  const auto described =
      describe("arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/77");
  EXPECT_EQ(json_at(list(), "serviceDeployments"), "[1]");
  EXPECT_EQ(json_at(described, "serviceDeployments/0/status"), "ROLLBACK_IN_PROGRESS");
  EXPECT_EQ(json_at(described, "serviceDeployments/0/statusReason"),
            "Service deployment rolled back because the circuit breaker threshold was exceeded.");
  EXPECT_EQ(json_at(described, "serviceDeployments/0/deploymentCircuitBreaker/status"),
            "TRIGGERED");
  EXPECT_EQ(json_at(described, "serviceDeployments/0/deploymentCircuitBreaker/failureCount"), "3");
  change([](Service& service) {
    service.deployments.resize(1);
    service.deployments.at(0).rollout_state = model::ecs::DeploymentRolloutState::completed;
  });
  EXPECT_EQ(json_at(list(), "serviceDeployments/0/status"), "ROLLBACK_SUCCESSFUL");
}

TEST_F(ServiceDeployments, AreStoppedByANewerOne) {
  calls.ecs("UpdateService", R"({"cluster":"shop","service":"web","forceNewDeployment":true})");
  const auto listed = list();
  EXPECT_EQ(json_at(listed, "serviceDeployments/0/status"), "IN_PROGRESS");
  EXPECT_EQ(json_at(listed, "serviceDeployments/1/status"), "STOPPED");
  EXPECT_EQ(json_at(list(R"(,"status":["STOPPED"])"), "serviceDeployments"), "[1]");
}

TEST_F(ServiceDeployments, AreListedByTheTimeOfTheirBeginning) {
  EXPECT_EQ(json_at(list(R"(,"createdAt":{"after":1700000000})"), "serviceDeployments"), "[1]");
  EXPECT_EQ(json_at(list(R"(,"createdAt":{"after":1700000001})"), "serviceDeployments"), "[0]");
  EXPECT_EQ(json_at(list(R"(,"createdAt":{"before":1699999999})"), "serviceDeployments"), "[0]");
}

TEST_F(ServiceDeployments, AreRolledBackWhereAClientStopsThem) {
  change([](Service& service) {
    service.deployments.at(0).rollout_state = model::ecs::DeploymentRolloutState::completed;
    service.last_completed = service.deployments.at(0);
  });
  calls.ecs("UpdateService", R"({"cluster":"shop","service":"web","forceNewDeployment":true})");
  const std::string good = record().deployments.at(1).id;
  const std::string arn = json_at(list(), "serviceDeployments/0/serviceDeploymentArn");
  EXPECT_EQ(refusal(stop(arn, R"(,"stopType":"ABORT")")),
            "UnsupportedFeatureException: The stop type ABORT is not supported for rolling "
            "deployments.");
  EXPECT_EQ(json_at(stop(arn), "serviceDeploymentArn"), arn);
  EXPECT_EQ(primary(record())->id, good);
  EXPECT_TRUE(
      record().events.front().message.ends_with("rolling back to deployment " + good + "."));
  const auto described = describe(arn);
  EXPECT_EQ(json_at(described, "serviceDeployments/0/status"), "ROLLBACK_IN_PROGRESS");
  EXPECT_EQ(json_at(described, "serviceDeployments/0/statusReason"),
            "Service deployment rolled back because a stop was requested.");
  EXPECT_NE(json_at(described, "serviceDeployments/0/deploymentCircuitBreaker/status"),
            "TRIGGERED");
  EXPECT_EQ(refusal(stop(arn)), "ConflictException: The service deployment is not in progress.");
}

TEST_F(ServiceDeployments, AreStoppedOnlyWhereThereIsSomethingToGoBackTo) {
  const std::string arn = json_at(list(), "serviceDeployments/0/serviceDeploymentArn");
  EXPECT_EQ(refusal(stop(arn)),
            "ConflictException: There is no completed service deployment to roll back to.");
  EXPECT_EQ(refusal(stop("arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/1")),
            "ServiceDeploymentNotFoundException: The service deployment does not exist.");
}

TEST_F(ServiceDeployments, TellWhatIsMissingAsAFailure) {
  const auto described = describe("arn:aws:ecs:eu-west-1:111122223333:service-deployment/x");
  EXPECT_EQ(json_at(described, "failures/0/reason"), "MISSING");
}

}  // namespace
}  // namespace drydock::ecs::api
