#include "api/ecs/run_task.h"

#include <gtest/gtest.h>

#include <string>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/instance/local_instance.h"
#include "emulator/ecs/instance/zone_loss.h"
#include "emulator/ecs/task.h"
#include "tests/api/calls.h"

namespace drydock::ecs::api::run_task_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;

/// A cluster "shop" with the definitions "job" (bridge, 256 MiB), "port" (host port 8080) and
/// "vpc".
struct RunTask : ::testing::Test {
  void SetUp() override {
    calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
    define("job", R"("containerDefinitions":[{"name":"a","image":"i","cpu":128,"memory":256}])");
    define("port", R"("containerDefinitions":[{"name":"a","image":"i","memory":64,
        "portMappings":[{"containerPort":80,"hostPort":8080}]}])");
    define("vpc", R"("networkMode":"awsvpc","cpu":"256","memory":"512",
        "containerDefinitions":[{"name":"a","image":"i"}])");
  }

  aws::Response define(const std::string& family, const std::string& members) {
    return calls.ecs("RegisterTaskDefinition", R"({"family":")" + family + "\"," + members + "}");
  }

  /// An instance in the zone that many of the job's tasks fit on.
  void add(const std::string& id, int jobs, const std::string& zone = "eu-west-1a") {
    ContainerInstance instance;
    instance.id = id;
    instance.arn = arn(id);
    instance.cluster = "shop";
    instance.attributes = engine_attributes(Calls::world(), zone);
    instance.registered = {.cpu_units = 4096, .memory_mib = jobs * 256};
    calls.store().put(Calls::world(), instance);
  }
  static std::string arn(const std::string& id) {
    return Calls::arn("container-instance/shop/" + id);
  }

  aws::Response run(const std::string& definition, const std::string& more = "") {
    return calls.ecs("RunTask",
                     R"({"cluster":"shop","taskDefinition":")" + definition + "\"" + more + "}");
  }
  aws::Response start(const std::string& definition, const std::string& instances,
                      const std::string& more = "") {
    return calls.ecs("StartTask", R"({"cluster":"shop","taskDefinition":")" + definition +
                                      R"(","containerInstances":[)" + instances + "]" + more + "}");
  }
  static std::string instance_of(const aws::Response& response, int task = 0) {
    const std::string found =
        json_at(response, "tasks/" + std::to_string(task) + "/containerInstanceArn");
    return found.substr(found.rfind('/') + 1);
  }
  /// What the first failure tells: "a RESOURCE:CPU", or "none".
  static std::string failure(const aws::Response& response, int at = 0) {
    const std::string path = "failures/" + std::to_string(at) + "/";
    const std::string found = json_at(response, path + "arn");
    if (found == "absent") return "none";
    return found.substr(found.rfind('/') + 1) + " " + json_at(response, path + "reason");
  }

  Calls calls;
};

const std::string in_subnets = R"(,"networkConfiguration":{"awsvpcConfiguration":{"subnets":[)";

TEST_F(RunTask, FindsNoPlaceInALostZone) {
  add("a", 1, "eu-west-1a");
  add("b", 1, "eu-west-1b");
  set_lost_zones(calls.store(), {"eu-west-1a"}, {});
  EXPECT_EQ(instance_of(run("job")), "b");
  EXPECT_EQ(failure(run("job")), "a AGENT");
  EXPECT_EQ(failure(start("job", R"("a")")), "a AGENT");
  const auto described = calls.ecs("DescribeContainerInstances",
                                   R"({"cluster":"shop","containerInstances":["a","b"]})");
  EXPECT_EQ(json_at(described, "containerInstances/0/agentConnected"), "false");
  EXPECT_EQ(json_at(described, "containerInstances/1/agentConnected"), "true");

  const auto network = ec2::default_network(Calls::world());
  const auto on_fargate = [&](std::size_t subnet) {
    return run("vpc", R"(,"launchType":"FARGATE","networkConfiguration":{"awsvpcConfiguration":)"
                      R"({"subnets":[")" +
                          network.subnets.at(subnet).id + R"("]}})");
  };
  EXPECT_EQ(json_at(on_fargate(0), "failures/0/reason"),
            "Capacity is unavailable at this time. Please try again later or in a different "
            "availability zone");
  EXPECT_EQ(json_at(on_fargate(1), "tasks/0/availabilityZone"), "eu-west-1b");
}

TEST_F(RunTask, GivesAClusterTheLocalInstanceWhereItHasNone) {
  const auto clusters = [this] {
    return json_at(calls.ecs("DescribeClusters", R"({"clusters":["shop"]})"),
                   "clusters/0/registeredContainerInstancesCount");
  };
  EXPECT_EQ(clusters(), "0");
  const auto response = run("job");
  EXPECT_EQ(failure(response), "none");
  EXPECT_TRUE(json_at(response, "tasks/0/containerInstanceArn").starts_with(arn("")));
  EXPECT_EQ(json_at(response, "tasks/0/availabilityZone"), "eu-west-1a");
  EXPECT_EQ(clusters(), "1");
  EXPECT_EQ(instance_of(run("job")), instance_of(response));
}

TEST_F(RunTask, LeavesTheLocalInstanceToItsCluster) {
  const auto response = run("job");
  const std::string task = json_at(response, "tasks/0/taskArn");
  calls.ecs("StopTask", R"({"cluster":"shop","task":")" + task + "\"}");
  const std::string key = "shop/" + task.substr(task.rfind('/') + 1);
  calls.store().change<Task>(Calls::world(), key,
                             [](Task& record) { record.last_status = TaskStatus::stopped; });
  EXPECT_EQ(json_at(calls.ecs("DeleteCluster", R"({"cluster":"shop"})"), "cluster/status"),
            "INACTIVE");
}

TEST_F(RunTask, PlacesNothingOfFargate) {
  const auto response = run("vpc", R"(,"launchType":"FARGATE")" + in_subnets + R"("s"]}})");
  EXPECT_EQ(json_at(response, "tasks/0/containerInstanceArn"), "absent");
  EXPECT_EQ(calls.store().table<ContainerInstance>(Calls::world()).size(), 0U);
  const std::string fargate = R"(,"launchType":"FARGATE","networkConfiguration":)"
                              R"({"awsvpcConfiguration":{"subnets":["s"]}})";
  EXPECT_EQ(refusal(run("vpc", fargate + R"(,"placementStrategy":[{"type":"random"}])")),
            "InvalidParameterException: Placement strategies are not supported with FARGATE launch "
            "type.");
  EXPECT_EQ(
      refusal(run("vpc", fargate + R"(,"placementConstraints":[{"type":"memberOf"}])")),
      "InvalidParameterException: Placement constraints are not supported with FARGATE launch "
      "type.");
}

TEST_F(RunTask, HasNoInstanceWhereAllHaveGone) {
  add("a", 1);
  calls.ecs("DeregisterContainerInstance", R"({"cluster":"shop","containerInstance":"a"})");
  EXPECT_EQ(refusal(run("job")),
            "InvalidParameterException: No Container Instances were found in your cluster.");
}

TEST_F(RunTask, StartsWhatFitsAndTellsOfEachInstanceWhyNoMore) {
  add("a", 2);
  add("b", 1);
  const auto response = run("job", R"(,"count":5,"clientToken":"t")");
  EXPECT_EQ(json_at(response, "tasks"), "[3]");
  EXPECT_EQ(failure(response, 0), "a RESOURCE:MEMORY");
  EXPECT_EQ(failure(response, 1), "b RESOURCE:MEMORY");
  EXPECT_EQ(failure(response, 2), "none");
  EXPECT_EQ(json_at(run("job", R"(,"count":5,"clientToken":"t")"), "tasks"), "[3]");
  EXPECT_EQ(failure(run("job")), "a RESOURCE:MEMORY");
}

TEST_F(RunTask, TriesAgainWhereACallHasStartedNothing) {
  add("a", 0);
  const std::string token = R"(,"clientToken":"t")";
  EXPECT_EQ(failure(run("job", token)), "a RESOURCE:MEMORY");
  add("b", 1);
  EXPECT_EQ(instance_of(run("job", token)), "b");
}

TEST_F(RunTask, HeedsItsStrategies) {
  add("a", 4, "eu-west-1a");
  add("b", 4, "eu-west-1b");
  add("c", 2, "eu-west-1b");
  const auto spread = run("job", R"(,"count":2,"placementStrategy":[{"type":"spread",)"
                                 R"("field":"attribute:ecs.availability-zone"}])");
  EXPECT_EQ(instance_of(spread, 0), "a");
  EXPECT_EQ(instance_of(spread, 1), "b");
  EXPECT_EQ(json_at(spread, "tasks/1/availabilityZone"), "eu-west-1b");
  const auto packed = run("job", R"(,"placementStrategy":[{"type":"binpack","field":"memory"}])");
  EXPECT_EQ(instance_of(packed), "c");
}

TEST_F(RunTask, HeedsConstraintsOfItsOwnAndOfItsDefinition) {
  add("a", 4, "eu-west-1a");
  add("b", 4, "eu-west-1b");
  const std::string in_b =
      R"({"type":"memberOf","expression":"attribute:ecs.availability-zone == eu-west-1b"})";
  EXPECT_EQ(instance_of(run("job", R"(,"placementConstraints":[)" + in_b + "]")), "b");
  define("pinned", R"("placementConstraints":[)" + in_b +
                       R"(],"containerDefinitions":[{"name":"a","image":"i","memory":64}])");
  EXPECT_EQ(instance_of(run("pinned")), "b");
  const std::string distinct = R"(,"placementConstraints":[{"type":"distinctInstance"}])";
  const auto response = run("pinned", distinct);
  EXPECT_EQ(failure(response, 0), "a MemberOf placement constraint unsatisfied.");
  EXPECT_EQ(failure(response, 1), "b DistinctInstance placement constraint unsatisfied.");
}

TEST_F(RunTask, RefusesConstraintsThatCannotBeRead) {
  EXPECT_EQ(
      refusal(run("job", R"(,"placementConstraints":[{"type":"memberOf",)"
                         R"("expression":"color == red"}])")),
      "InvalidParameterException: Invalid expression 'color == red': 'color' is not a subject "
      "at character 1.");
  EXPECT_EQ(refusal(define("x", R"("placementConstraints":[{"type":"memberOf","expression":"("}],
      "containerDefinitions":[{"name":"a","image":"i","memory":64}])")),
            "ClientException: Invalid expression '(': it ends too early at character 2.");
  EXPECT_EQ(refusal(run("job", R"(,"placementStrategy":[{"type":"spread"}])")),
            "InvalidParameterException: The field of the placement strategy spread must be "
            "instanceId, host or attribute:NAME.");
  std::string ten;
  for (int i = 0; i < 10; ++i)
    ten += (i == 0 ? "" : ",") + std::string(R"({"type":"memberOf",)"
                                             R"("expression":"agentConnected == true"})");
  EXPECT_EQ(json_at(run("job", R"(,"placementConstraints":[)" + ten + "]"), "tasks"), "[1]");
  define("pinned", R"("placementConstraints":[{"type":"memberOf","expression":
      "agentConnected == true"}],"containerDefinitions":[{"name":"a","image":"i","memory":64}])");
  EXPECT_EQ(refusal(run("pinned", R"(,"placementConstraints":[)" + ten + "]")),
            "InvalidParameterException: At most 10 placement constraints may be given.");
}

TEST_F(RunTask, GivesAHostPortOnce) {
  add("a", 4);
  add("b", 4);
  const auto response = run("port", R"(,"count":2)");
  EXPECT_EQ(json_at(response, "tasks"), "[1]");
  EXPECT_EQ(failure(response, 0), "a RESOURCE:PORTS");
  EXPECT_EQ(failure(response, 1), "b RESOURCE:PORTS");
  // The machine's ports are every account's.
  Task foreign = calls.store().table<Task>(Calls::world()).rows().begin()->second;
  calls.store().erase<Task>(Calls::world(), foreign.key());
  foreign.cluster = "theirs";
  calls.store().put({"999999999999", "us-east-1"}, foreign);
  EXPECT_EQ(failure(run("port")), "a RESOURCE:PORTS");
}

TEST_F(RunTask, NeedsASystemAndAnArchitectureAndGpus) {
  add("a", 4);
  const std::string container = R"("containerDefinitions":[{"name":"a","image":"i","memory":64}])";
  const auto with = [&](const std::string& members) {
    define("x", members + "," + container);
    return failure(run("x"));
  };
  EXPECT_EQ(with(R"("runtimePlatform":{"operatingSystemFamily":"LINUX"})"), "none");
  EXPECT_EQ(with(R"("runtimePlatform":{"operatingSystemFamily":"WINDOWS_SERVER_2022_CORE"})"),
            "a ATTRIBUTE");
  const auto arm = engine_attributes(Calls::world(), "").at("ecs.cpu-architecture") == "arm64";
  EXPECT_EQ(with(R"("runtimePlatform":{"cpuArchitecture":"ARM64"})"), arm ? "none" : "a ATTRIBUTE");
  define("gpu", R"("containerDefinitions":[{"name":"a","image":"i","memory":64,
      "resourceRequirements":[{"type":"GPU","value":"1"}]}])");
  EXPECT_EQ(failure(run("gpu")), "a RESOURCE:GPU");
}

TEST_F(RunTask, PutsAwsvpcTasksWhereTheirSubnetsAre) {
  const auto network = ec2::default_network(Calls::world());
  add("a", 4, "eu-west-1a");
  add("b", 4, "eu-west-1b");
  const auto subnets = [&](const std::string& list) {
    return R"(,"networkConfiguration":{"awsvpcConfiguration":{"subnets":[)" + list + "]}}";
  };
  const std::string of_b = "\"" + network.subnets[1].id + "\"";
  const std::string of_c = "\"" + network.subnets[2].id + "\"";
  const auto response = run("vpc", subnets(of_c + "," + of_b));
  EXPECT_EQ(instance_of(response), "b");
  EXPECT_EQ(json_at(response, "tasks/0/attachments/0/details/0/value"), network.subnets[1].id);
  EXPECT_EQ(failure(run("vpc", subnets(of_c))), "a LOCATION");
}

TEST_F(RunTask, FreesWhatATaskHadOnceItHasStopped) {
  add("a", 1);
  const std::string task = json_at(run("job"), "tasks/0/taskArn");
  EXPECT_EQ(failure(run("job")), "a RESOURCE:MEMORY");
  calls.store().change<Task>(Calls::world(), "shop/" + task.substr(task.rfind('/') + 1),
                             [](Task& record) { record.last_status = TaskStatus::stopped; });
  EXPECT_EQ(failure(run("job")), "none");
}

TEST_F(RunTask, IsListedByItsInstance) {
  add("a", 4);
  run("job", R"(,"count":2)");
  const auto listed = [this](const std::string& more) {
    return json_at(
        calls.ecs("ListTasks", R"({"cluster":"shop","containerInstance":"a")" + more + "}"),
        "taskArns");
  };
  EXPECT_EQ(listed(""), "[2]");
  EXPECT_EQ(listed(R"(,"family":"port")"), "[0]");
  EXPECT_EQ(listed(R"(,"serviceName":"web")"), "[0]");
  EXPECT_EQ(listed(R"(,"desiredStatus":"STOPPED")"), "[0]");
  EXPECT_EQ(
      json_at(calls.ecs("ListTasks", R"({"cluster":"shop","containerInstance":"b"})"), "taskArns"),
      "[0]");
}

TEST_F(RunTask, IsStartedOnTheInstancesThatStartTaskNames) {
  add("a", 1);
  add("b", 1);
  const auto response = start("job", R"("b","a")", R"(,"startedBy":"me","group":"g")");
  EXPECT_EQ(instance_of(response, 0), "b");
  EXPECT_EQ(instance_of(response, 1), "a");
  EXPECT_EQ(json_at(response, "tasks/0/launchType"), "EC2");
  EXPECT_EQ(json_at(response, "tasks/0/startedBy"), "me");
  EXPECT_EQ(json_at(response, "tasks/0/group"), "g");
  EXPECT_EQ(json_at(response, "failures"), "[0]");
}

TEST_F(RunTask, HasAFailureForEachInstanceWhereStartTaskCannotBe) {
  for (const std::string id : {"busy", "draining", "gone", "free"}) add(id, 1);
  start("job", R"("busy")");
  calls.ecs("UpdateContainerInstancesState",
            R"({"cluster":"shop","containerInstances":["draining"],"status":"DRAINING"})");
  calls.ecs("DeregisterContainerInstance", R"({"cluster":"shop","containerInstance":"gone"})");
  const auto response = start("job", R"("busy","draining","gone","none","free","free")");
  EXPECT_EQ(failure(response, 0), "busy RESOURCE:MEMORY");
  EXPECT_EQ(failure(response, 1), "draining DRAINING");
  EXPECT_EQ(failure(response, 2), "gone INACTIVE");
  EXPECT_EQ(failure(response, 3), "none MISSING");
  EXPECT_EQ(failure(response, 4), "free RESOURCE:MEMORY");
  EXPECT_EQ(json_at(response, "tasks"), "[1]");
}

TEST_F(RunTask, IsRefusedInStartTaskToo) {
  EXPECT_EQ(refusal(start("job", "")),
            "InvalidParameterException: Container instances must have between 1 and 10 elements.");
  EXPECT_EQ(refusal(start("none", R"("a")")), "ClientException: TaskDefinition not found.");
  EXPECT_EQ(refusal(start("vpc", R"("a")")),
            "InvalidParameterException: Network Configuration must be provided when networkMode "
            "'awsvpc' is specified.");
  EXPECT_EQ(refusal(start("job", R"("a")", R"(,"volumeConfigurations":[{"name":"v"}])")),
            "UnsupportedFeatureException: drydock does not emulate volumes that are configured at "
            "launch.");
}

}  // namespace
}  // namespace drydock::ecs::api::run_task_test
