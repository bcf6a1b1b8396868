#include "api/ecs/service_deployments.h"

#include <gtest/gtest.h>

#include "emulator/ecs/deployment/rollout.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/service.h"
#include "model/ecs/service.h"
#include "tests/api/calls.h"

namespace drydock::ecs::api::service_deployments_test {
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
  /// Lets the deployment that goes on complete.
  void complete() { complete_deployment(calls.store(), Calls::world(), "shop/web", calls.now()); }
  /// The ARN of the deployment that the service is under, or was under last.
  std::string current() { return Calls::arn("service-deployment/shop/web/" + record().deployment); }
  const Service& record() { return *calls.store().find<Service>(Calls::world(), "shop/web"); }

  Calls calls;
};

TEST_F(ServiceDeployments, NameTheDeploymentInTheirRevision) {
  const std::string number = record().task_set.substr(8);
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
  complete();
  const auto listed = list();
  EXPECT_EQ(json_at(listed, "serviceDeployments/0/status"), "SUCCESSFUL");
  EXPECT_EQ(json_at(listed, "serviceDeployments/0/finishedAt"), "1700000000");
}

TEST_F(ServiceDeployments, StayHistoryWhenOthersFollow) {
  complete();
  const std::string first = json_at(list(), "serviceDeployments/0/serviceDeploymentArn");
  for (int i = 0; i < 3; ++i) {
    const auto updated = calls.ecs(
        "UpdateService", R"({"cluster":"shop","service":"web","forceNewDeployment":true})");
    complete();
    const std::string current = json_at(updated, "service/currentServiceDeployment");
    EXPECT_EQ(json_at(describe(current), "serviceDeployments/0/status"), "SUCCESSFUL");
  }
  EXPECT_EQ(json_at(list(), "serviceDeployments"), "[4]");
  EXPECT_EQ(json_at(describe(first), "serviceDeployments/0/status"), "SUCCESSFUL");
  EXPECT_EQ(json_at(describe(first), "serviceDeployments/0/sourceServiceRevisions"), "[0]");
}

TEST_F(ServiceDeployments, TellOfARollbackInThePlaceOfWhatFailed) {
  complete();
  calls.ecs("UpdateService", R"({"cluster":"shop","service":"web","forceNewDeployment":true})");
  const std::string arn = current();
  note_failures(calls.store(), Calls::world(), "shop/web/" + record().task_set, {.tasks = 3},
                calls.now());
  roll_back_deployment(calls.store(), Calls::world(), "shop/web", GivenUpBy::circuit_breaker,
                       "because the circuit breaker threshold was exceeded.", calls.ids(),
                       calls.now());
  const auto described = describe(arn);
  EXPECT_EQ(json_at(list(), "serviceDeployments"), "[2]");
  EXPECT_EQ(json_at(described, "serviceDeployments/0/status"), "ROLLBACK_IN_PROGRESS");
  EXPECT_EQ(json_at(described, "serviceDeployments/0/statusReason"),
            "Service deployment rolled back because the circuit breaker threshold was exceeded.");
  EXPECT_EQ(json_at(described, "serviceDeployments/0/deploymentCircuitBreaker/status"),
            "TRIGGERED");
  EXPECT_EQ(json_at(described, "serviceDeployments/0/deploymentCircuitBreaker/failureCount"), "3");
  complete();
  EXPECT_EQ(json_at(describe(arn), "serviceDeployments/0/status"), "ROLLBACK_SUCCESSFUL");
}

TEST_F(ServiceDeployments, AreStoppedByANewerOne) {
  const std::string stopped = current();
  calls.ecs("UpdateService", R"({"cluster":"shop","service":"web","forceNewDeployment":true})");
  EXPECT_EQ(json_at(describe(stopped), "serviceDeployments/0/status"), "STOPPED");
  EXPECT_EQ(json_at(describe(current()), "serviceDeployments/0/status"), "IN_PROGRESS");
  EXPECT_EQ(json_at(list(R"(,"status":["STOPPED"])"), "serviceDeployments"), "[1]");
}

TEST_F(ServiceDeployments, AreListedByTheTimeOfTheirBeginning) {
  EXPECT_EQ(json_at(list(R"(,"createdAt":{"after":1700000000})"), "serviceDeployments"), "[1]");
  EXPECT_EQ(json_at(list(R"(,"createdAt":{"after":1700000001})"), "serviceDeployments"), "[0]");
  EXPECT_EQ(json_at(list(R"(,"createdAt":{"before":1699999999})"), "serviceDeployments"), "[0]");
}

TEST_F(ServiceDeployments, AreRolledBackWhereAClientStopsThem) {
  complete();
  const std::string good = record().task_set;
  calls.ecs("UpdateService", R"({"cluster":"shop","service":"web","forceNewDeployment":true})");
  const std::string arn = current();
  EXPECT_EQ(refusal(stop(arn, R"(,"stopType":"ABORT")")),
            "UnsupportedFeatureException: The stop type ABORT is not supported for rolling "
            "deployments.");
  EXPECT_EQ(json_at(stop(arn), "serviceDeploymentArn"), arn);
  EXPECT_EQ(record().task_set, good);
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

TEST_F(ServiceDeployments, AreOfRevisionsThatStayAsTheyWere) {
  const std::string arn = json_at(list(), "serviceDeployments/0/targetServiceRevisionArn");
  calls.ecs("RegisterTaskDefinition",
            R"({"family":"web","containerDefinitions":
            [{"name":"app","image":"shop:v2","memory":64}]})");
  calls.ecs("UpdateService", R"({"cluster":"shop","service":"web","taskDefinition":"web:2"})");
  const auto described = calls.ecs("DescribeServiceRevisions",
                                   R"({"serviceRevisionArns":[")" + arn + R"(","nothing"]})");
  EXPECT_EQ(json_at(described, "serviceRevisions/0/serviceRevisionArn"), arn);
  EXPECT_EQ(json_at(described, "serviceRevisions/0/taskDefinition"),
            Calls::arn("task-definition/web:1"));
  EXPECT_EQ(json_at(described, "serviceRevisions/0/containerImages/0/image"), "shop:v1");
  EXPECT_EQ(json_at(described, "serviceRevisions/0/createdAt"), "1700000000");
  EXPECT_EQ(json_at(described, "failures/0/reason"), "MISSING");
}

TEST_F(ServiceDeployments, TellWhatIsMissingAsAFailure) {
  const auto described = describe("arn:aws:ecs:eu-west-1:111122223333:service-deployment/x");
  EXPECT_EQ(json_at(described, "failures/0/reason"), "MISSING");
}

}  // namespace
}  // namespace drydock::ecs::api::service_deployments_test
