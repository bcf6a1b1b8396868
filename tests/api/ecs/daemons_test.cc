#include "api/ecs/daemons.h"

#include <gtest/gtest.h>

#include <string>

#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/daemon/daemon_deployment.h"
#include "emulator/ecs/daemon/daemon_rollout.h"
#include "tests/api/calls.h"

namespace drydock::ecs::api::daemons_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;

/// A cluster "shop" with an instance of the capacity provider "mi", and a definition "agent:1".
struct DaemonCalls : ::testing::Test {
  void SetUp() override {
    calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
    const auto registered = calls.ecs(
        "RegisterContainerInstance",
        R"({"cluster":"shop","attributes":[{"name":"drydock.capacity-provider","value":"mi"}]})");
    EXPECT_EQ(json_at(registered, "containerInstance/capacityProviderName"), "mi");
    register_agent();
  }

  aws::Response register_agent(const std::string& members = "") {
    return calls.ecs("RegisterDaemonTaskDefinition",
                     R"({"family":"agent","containerDefinitions":
                     [{"name":"agent","image":"agent:v1","memory":64}])" +
                         members + "}");
  }
  aws::Response create(const std::string& members = "", const std::string& provider = "mi",
                       const std::string& definition = "agent:1") {
    return calls.ecs("CreateDaemon",
                     R"({"daemonName":"agent","clusterArn":")" + Calls::arn("cluster/shop") +
                         R"(","daemonTaskDefinitionArn":")" + definition +
                         R"(","capacityProviderArns":[")" +
                         Calls::arn("capacity-provider/" + provider) + "\"]" + members + "}");
  }
  aws::Response update(const std::string& members = "") {
    return calls.ecs("UpdateDaemon", R"({"daemonArn":")" + agent +
                                         R"(","daemonTaskDefinitionArn":"agent:1",)"
                                         R"("capacityProviderArns":["mi"])" +
                                         members + "}");
  }
  aws::Response on_agent(const std::string& operation, const std::string& members = "") {
    return calls.ecs(operation, R"({"daemonArn":")" + agent + "\"" + members + "}");
  }
  aws::Response describe_deployment(const std::string& arn) {
    return calls.ecs("DescribeDaemonDeployments", R"({"daemonDeploymentArns":[")" + arn + "\"]}");
  }
  aws::Response define(const std::string& operation, const std::string& definition) {
    return calls.ecs(operation, R"({"daemonTaskDefinition":")" + definition + "\"}");
  }

  Calls calls;
  const std::string agent = Calls::arn("daemon/shop/agent");
};

TEST_F(DaemonCalls, RegisterRevisionsOfAFamily) {
  const auto second = register_agent(R"(,"tags":[{"key":"k","value":"v"}],"pidMode":"none")");
  const std::string arn = Calls::arn("daemon-task-definition/agent:2");
  EXPECT_EQ(json_at(second, "daemonTaskDefinitionArn"), arn);
  const auto described = define("DescribeDaemonTaskDefinition", "agent");
  const std::string definition = "daemonTaskDefinition/";
  EXPECT_EQ(json_at(described, definition + "daemonTaskDefinitionArn"), arn);
  EXPECT_EQ(json_at(described, definition + "revision"), "2");
  EXPECT_EQ(json_at(described, definition + "status"), "ACTIVE");
  EXPECT_EQ(json_at(described, definition + "pidMode"), "none");
  EXPECT_EQ(json_at(described, definition + "registeredAt"), "1700000000");
  EXPECT_EQ(json_at(described, definition + "containerDefinitions/0/memory"), "64");
  const auto tags = calls.ecs("ListTagsForResource", R"({"resourceArn":")" + arn + "\"}");
  EXPECT_EQ(json_at(tags, "tags/0/value"), "v");
  EXPECT_EQ(refusal(define("DescribeDaemonTaskDefinition", "other")),
            "ClientException: Unable to describe daemon task definition.");
}

TEST_F(DaemonCalls, ListRevisionsByFamilyStatusAndAge) {
  register_agent();
  calls.ecs("RegisterDaemonTaskDefinition",
            R"({"family":"agents","containerDefinitions":
            [{"name":"agent","image":"agent:v1","memory":64}]})");
  const auto list = [this](const std::string& members) {
    return calls.ecs("ListDaemonTaskDefinitions", "{" + members + "}");
  };
  EXPECT_EQ(json_at(list(""), "daemonTaskDefinitions"), "[3]");
  EXPECT_EQ(json_at(list(R"("family":"agent")"), "daemonTaskDefinitions"), "[2]");
  EXPECT_EQ(json_at(list(R"("familyPrefix":"agents")"), "daemonTaskDefinitions"), "[1]");
  const auto last = list(R"("revision":"LAST_REGISTERED","sort":"DESC")");
  EXPECT_EQ(json_at(last, "daemonTaskDefinitions"), "[2]");
  EXPECT_EQ(json_at(last, "daemonTaskDefinitions/1/arn"),
            Calls::arn("daemon-task-definition/agent:2"));
  define("DeleteDaemonTaskDefinition", "agent:2");
  EXPECT_EQ(json_at(list(""), "daemonTaskDefinitions"), "[2]");
  EXPECT_EQ(json_at(list(R"("status":"ALL")"), "daemonTaskDefinitions"), "[3]");
}

TEST_F(DaemonCalls, DeleteARevisionOnceNoDaemonRunsIt) {
  create();
  EXPECT_EQ(json_at(define("DeleteDaemonTaskDefinition", "agent:1"), "daemonTaskDefinitionArn"),
            Calls::arn("daemon-task-definition/agent:1"));
  const std::string status = "daemonTaskDefinition/status";
  EXPECT_EQ(json_at(define("DescribeDaemonTaskDefinition", "agent:1"), status),
            "DELETE_IN_PROGRESS");
  EXPECT_EQ(refusal(define("DeleteDaemonTaskDefinition", "agent:1")),
            "ClientException: The specified daemon task definition does not exist or is not "
            "active.");
  EXPECT_EQ(refusal(update()), "ClientException: Daemon task definition is not active.");
  end_daemon(calls.store(), Calls::world(), "shop/agent", Calls::now());
  EXPECT_EQ(json_at(define("DescribeDaemonTaskDefinition", "agent:1"), status), "DELETED");
  EXPECT_EQ(json_at(register_agent(), "daemonTaskDefinitionArn"),
            Calls::arn("daemon-task-definition/agent:2"));
}

TEST_F(DaemonCalls, RefuseWhatTheHostDoesNotGive) {
  EXPECT_EQ(refusal(register_agent(R"(,"pidMode":"shared")")),
            "ClientException: The task definition asks for pidMode 'host', which reaches beyond "
            "the container to this machine. drydock allows it only when it is started with "
            "--allow-privileged.");
}

TEST_F(DaemonCalls, CreateADaemonWithItsFirstDeployment) {
  const auto created = create(R"(,"critical":false,"propagateTags":"DAEMON",)"
                              R"("deploymentConfiguration":{"drainPercent":50.0})");
  EXPECT_EQ(json_at(created, "daemonArn"), agent);
  EXPECT_EQ(json_at(created, "status"), "ACTIVE");
  const std::string deployment = json_at(created, "deploymentArn");
  EXPECT_EQ(deployment.substr(0, deployment.rfind('/')),
            Calls::arn("daemon-deployment/shop/agent"));
  const auto described = on_agent("DescribeDaemon");
  EXPECT_EQ(json_at(described, "daemon/deploymentArn"), deployment);
  EXPECT_EQ(json_at(described, "daemon/clusterArn"), Calls::arn("cluster/shop"));
  const std::string revision = json_at(described, "daemon/currentRevisions/0/arn");
  EXPECT_EQ(json_at(described, "daemon/currentRevisions/0/capacityProviders/0/arn"),
            Calls::arn("capacity-provider/mi"));
  EXPECT_EQ(json_at(described, "daemon/currentRevisions/0/totalRunningCount"), "0");
  const auto shown = describe_deployment(deployment);
  EXPECT_EQ(json_at(shown, "daemonDeployments/0/status"), "PENDING");
  EXPECT_EQ(json_at(shown, "daemonDeployments/0/targetDaemonRevision/arn"), revision);
  EXPECT_EQ(json_at(shown, "daemonDeployments/0/circuitBreaker/status"), "MONITORING");
  EXPECT_EQ(json_at(shown, "daemonDeployments/0/circuitBreaker/threshold"), "3");
  EXPECT_EQ(json_at(shown, "daemonDeployments/0/alarms/status"), "DISABLED");
  EXPECT_EQ(json_at(shown, "daemonDeployments/0/deploymentConfiguration/drainPercent"), "50");
  const auto revisions =
      calls.ecs("DescribeDaemonRevisions", R"({"daemonRevisionArns":[")" + revision + "\"]}");
  EXPECT_EQ(json_at(revisions, "daemonRevisions/0/critical"), "false");
  EXPECT_EQ(json_at(revisions, "daemonRevisions/0/propagateTags"), "DAEMON");
  EXPECT_EQ(json_at(revisions, "daemonRevisions/0/containerImages/0/image"), "agent:v1");
}

TEST_F(DaemonCalls, RefuseWhatIsNotThere) {
  EXPECT_EQ(refusal(create("", "FARGATE")),
            "UnsupportedFeatureException: ECS Managed Daemons is only supported for Amazon ECS "
            "Managed Instances Capacity Providers.");
  EXPECT_EQ(refusal(create("", "other")),
            "InvalidParameterException: The specified capacity provider 'other' was not found. "
            "Specify a valid name or ARN and try again. In drydock a Managed Instances capacity "
            "provider is there once a container instance of the cluster has the attribute "
            "drydock.capacity-provider=other.");
  EXPECT_EQ(refusal(create("", "mi", "agent:7")),
            "ClientException: Daemon task definition not found.");
  EXPECT_EQ(refusal(create(R"(,"deploymentConfiguration":{"bakeTimeInMinutes":1441})")),
            "InvalidParameterException: bakeTimeInMinutes must be between 0 and 1440.");
  EXPECT_EQ(refusal(on_agent("DescribeDaemon")), "DaemonNotFoundException: Daemon not found.");
  EXPECT_EQ(refusal(on_agent("DeleteDaemon")), "DaemonNotFoundException: Daemon not found.");
  EXPECT_EQ(json_at(describe_deployment("arn"), "failures/0/reason"), "MISSING");
}

TEST_F(DaemonCalls, CreateADaemonOnce) {
  const auto created = create(R"(,"clientToken":"once")");
  EXPECT_EQ(json_at(create(R"(,"clientToken":"once")"), "deploymentArn"),
            json_at(created, "deploymentArn"));
  EXPECT_EQ(refusal(create()), "InvalidParameterException: Creation of daemon was not idempotent.");
}

TEST_F(DaemonCalls, UpdateADaemonByANewDeployment) {
  const auto created = create(R"(,"critical":false)");
  const auto updated = update();
  const std::string first = json_at(created, "deploymentArn");
  const std::string second = json_at(updated, "deploymentArn");
  EXPECT_NE(second, first);
  EXPECT_EQ(json_at(describe_deployment(first), "daemonDeployments/0/status"), "STOPPED");
  EXPECT_EQ(json_at(describe_deployment(second), "daemonDeployments/0/sourceDaemonRevisions"),
            "[1]");
  const auto listed = on_agent("ListDaemonDeployments", R"(,"status":["STOPPED"])");
  EXPECT_EQ(json_at(listed, "daemonDeployments"), "[1]");
  EXPECT_EQ(json_at(listed, "daemonDeployments/0/daemonDeploymentArn"), first);
  const auto* daemon = calls.store().find<Daemon>(Calls::world(), "shop/agent");
  EXPECT_TRUE(
      find_daemon_revision(calls.store(), Calls::world(), *daemon, daemon->revision)->critical);
}

TEST_F(DaemonCalls, ListTheDaemonsOfACluster) {
  create();
  const std::string cluster = R"("clusterArn":")" + Calls::arn("cluster/shop") + "\"";
  const auto listed = calls.ecs("ListDaemons", "{" + cluster + "}");
  EXPECT_EQ(json_at(listed, "daemonSummariesList/0/daemonArn"), agent);
  EXPECT_EQ(json_at(calls.ecs("ListDaemons", "{" + cluster + R"(,"capacityProviderArns":["no"]})"),
                    "daemonSummariesList"),
            "[0]");
  EXPECT_EQ(refusal(calls.ecs("DeleteCluster", R"({"cluster":"shop"})")),
            "ClientException: The Cluster cannot be deleted while Daemons are active.");
}

TEST_F(DaemonCalls, DeleteADaemonByADeployment) {
  create();
  const auto deleted = on_agent("DeleteDaemon");
  EXPECT_EQ(json_at(deleted, "status"), "DELETE_IN_PROGRESS");
  const auto shown = describe_deployment(json_at(deleted, "deploymentArn"));
  EXPECT_EQ(json_at(shown, "daemonDeployments/0/status"), "PENDING");
  EXPECT_EQ(json_at(shown, "daemonDeployments/0/targetDaemonRevision"), "absent");
  EXPECT_EQ(refusal(update()), "DaemonNotActiveException: Daemon was not ACTIVE.");
  EXPECT_EQ(refusal(on_agent("DeleteDaemon")), "DaemonNotActiveException: Daemon was not ACTIVE.");
}

TEST_F(DaemonCalls, KeepOtherTasksWaitingForTheDaemons) {
  calls.ecs("RegisterTaskDefinition",
            R"({"family":"web","containerDefinitions":
            [{"name":"app","image":"shop:v1","memory":64}]})");
  create();
  const auto run = calls.ecs("RunTask", R"({"cluster":"shop","taskDefinition":"web"})");
  EXPECT_EQ(json_at(run, "tasks"), "[0]");
  EXPECT_EQ(json_at(run, "failures/0/reason"), "DAEMON");
}

}  // namespace
}  // namespace drydock::ecs::api::daemons_test
