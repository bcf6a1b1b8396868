#include "api/ecs/container_instances.h"

#include <gtest/gtest.h>

#include <string>

#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/task.h"
#include "model/ecs/task.h"
#include "tests/api/calls.h"

namespace drydock::ecs::api::container_instances_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;

constexpr std::string_view resources =
    R"("totalResources":[{"name":"CPU","type":"INTEGER","integerValue":2048},)"
    R"({"name":"MEMORY","type":"INTEGER","integerValue":4096},)"
    R"({"name":"PORTS","type":"STRINGSET","stringSetValue":["22","2375"]},)"
    R"({"name":"PORTS_UDP","type":"STRINGSET","stringSetValue":["53"]}])";

/// A cluster "shop", with as many instances as are registered.
struct ContainerInstances : ::testing::Test {
  void SetUp() override { calls.ecs("CreateCluster", R"({"clusterName":"shop"})"); }

  /// One more instance with these members: its answer.
  aws::Response add(const std::string& members = std::string(resources)) {
    return calls.ecs("RegisterContainerInstance", R"({"cluster":"shop",)" + members + "}");
  }
  std::string added(const std::string& members = std::string(resources)) {
    return json_at(add(members), "containerInstance/containerInstanceArn");
  }
  /// A call about one instance, or about a list of that one.
  aws::Response ask(const std::string& operation, const std::string& arn,
                    const std::string& more = "") {
    return calls.ecs(operation,
                     R"({"cluster":"shop","containerInstance":")" + arn + "\"" + more + "}");
  }
  aws::Response ask_of_list(const std::string& operation, const std::string& arn,
                            const std::string& more = "") {
    return calls.ecs(operation,
                     R"({"cluster":"shop","containerInstances":[")" + arn + "\"]" + more + "}");
  }
  std::string listed(const std::string& members) {
    const auto response =
        calls.ecs("ListContainerInstances", R"({"cluster":"shop")" + members + "}");
    return response.status == 200 ? json_at(response, "containerInstanceArns") : refusal(response);
  }
  void put_task(const std::string& arn, std::string id, TaskStatus status, std::string service) {
    Task task;
    task.id = std::move(id);
    task.cluster = "shop";
    task.service = std::move(service);
    task.group = "service:web";
    task.last_status = status;
    task.container_instance = arn.substr(arn.rfind('/') + 1);
    task.reserved = {.cpu_units = 48, .memory_mib = 96, .gpus = 1, .ports = {{80, Transport::tcp}}};
    calls.store().put(Calls::world(), task);
  }
  std::string text(const std::string& key, std::string (*of)(const Task&)) {
    return of(*calls.store().find<Task>(Calls::world(), key));
  }

  Calls calls;
};

TEST_F(ContainerInstances, AreRegisteredAsTheirAgentTells) {
  const auto response =
      add(std::string(resources) +
          R"(,"instanceIdentityDocument":"{\"instanceId\":\"i-1\",)"
          R"(\"availabilityZone\":\"eu-west-1b\",\"instanceType\":\"t3.micro\"}",)"
          R"("versionInfo":{"agentVersion":"1.80.0","dockerVersion":"25"},)"
          R"("attributes":[{"name":"color","value":"red"},{"name":"bare"}],)"
          R"("platformDevices":[{"id":"gpu-1","type":"GPU"},)"
          R"({"id":"gpu-2","type":"GPU"}],)"
          R"("tags":[{"key":"k","value":"v"}])");
  const auto at = [&](const std::string& path) {
    return json_at(response, "containerInstance/" + path);
  };
  EXPECT_TRUE(at("containerInstanceArn").starts_with(Calls::arn("container-instance/shop/")));
  EXPECT_EQ(at("ec2InstanceId"), "i-1");
  EXPECT_EQ(at("status"), "ACTIVE");
  EXPECT_EQ(at("version"), "1");
  EXPECT_EQ(at("agentConnected"), "true");
  EXPECT_EQ(at("versionInfo/agentVersion"), "1.80.0");
  EXPECT_EQ(at("versionInfo/dockerVersion"), "25");
  EXPECT_EQ(at("versionInfo/agentHash"), "absent");
  EXPECT_EQ(at("registeredAt"), "1700000000");
  EXPECT_EQ(at("registeredResources/0/name"), "CPU");
  EXPECT_EQ(at("registeredResources/0/integerValue"), "2048");
  EXPECT_EQ(at("registeredResources/1/integerValue"), "4096");
  EXPECT_EQ(at("registeredResources/2/stringSetValue/1"), "2375");
  EXPECT_EQ(at("registeredResources/3/stringSetValue/0"), "53");
  EXPECT_EQ(at("registeredResources/4/stringSetValue/1"), "gpu-2");
  EXPECT_EQ(at("attachments"), "[0]");
  EXPECT_EQ(at("tags/0/key"), "k");
  EXPECT_EQ(listed(R"(,"filter":"attribute:color == red and attribute:bare exists and )"
                   R"(attribute:ecs.instance-type == t3.micro and )"
                   R"(attribute:ecs.availability-zone == eu-west-1b and )"
                   R"(attribute:ecs.capability.task-eni exists")"),
            "[1]");
}

TEST_F(ContainerInstances, HaveWhatTheEngineHasWhereTheyTellNothing) {
  const auto response = add(R"("attributes":[])");
  EXPECT_TRUE(json_at(response, "containerInstance/ec2InstanceId").starts_with("i-0"));
  EXPECT_EQ(json_at(response, "containerInstance/registeredResources/0/integerValue"), "458752");
  EXPECT_EQ(listed(R"(,"filter":"attribute:ecs.availability-zone == eu-west-1a")"), "[1]");
}

TEST_F(ContainerInstances, HaveTheirOwnCapabilitiesWhereTheyTellOfThem) {
  add(R"("attributes":[{"name":"com.amazonaws.ecs.capability.ecr-auth"}])");
  EXPECT_EQ(listed(R"(,"filter":"attribute:ecs.capability.task-eni exists")"), "[0]");
  EXPECT_EQ(listed(R"(,"filter":"attribute:ecs.os-type == linux")"), "[1]");
}

TEST_F(ContainerInstances, AreRegisteredAnewUnderTheirOwnArn) {
  const std::string arn = added();
  const auto again = add(std::string(resources) + R"(,"containerInstanceArn":")" + arn + "\"");
  EXPECT_EQ(json_at(again, "containerInstance/containerInstanceArn"), arn);
  EXPECT_EQ(json_at(again, "containerInstance/version"), "2");
  EXPECT_EQ(refusal(add(R"("containerInstanceArn":"none")")),
            "ClientException: The referenced container instance is not registered.");
  ask("DeregisterContainerInstance", arn);
  EXPECT_EQ(refusal(add(R"("containerInstanceArn":")" + arn + "\"")),
            "ClientException: The referenced container instance is not registered.");
}

TEST_F(ContainerInstances, AreRefusedWhatTheyCannotBe) {
  const auto resource = [this](const std::string& members) {
    return refusal(add(R"("totalResources":[{)" + members + "}]"));
  };
  EXPECT_EQ(resource(R"("name":"DISK","type":"INTEGER","integerValue":1)"),
            "InvalidParameterException: drydock does not know the resource 'DISK': CPU, MEMORY, "
            "PORTS and PORTS_UDP are known.");
  for (const char* value : {R"("type":"LONG","longValue":1)", R"("type":"INTEGER")",
                            R"("type":"INTEGER","integerValue":-1)"}) {
    EXPECT_EQ(resource(std::string(R"("name":"CPU",)") + value),
              "InvalidParameterException: The resource CPU must be of the type INTEGER, and not "
              "negative.");
  }
  EXPECT_EQ(resource(R"("name":"PORTS","type":"INTEGER")"),
            "InvalidParameterException: The resource PORTS must be of the type STRINGSET.");
  EXPECT_EQ(resource(R"("name":"PORTS","type":"STRINGSET","stringSetValue":["x"])"),
            "InvalidParameterException: 'x' in the resource PORTS is no port.");
  EXPECT_EQ(resource(R"("name":"CPU","type":"INTEGER","integerValue":1)"),
            "InvalidParameterException: An instance has the resources CPU and MEMORY at least.");
  const std::string cpu = R"("name":"CPU","type":"INTEGER","integerValue":1)";
  EXPECT_EQ(resource(cpu + "},{" + cpu),
            "InvalidParameterException: The resource CPU is given more than once.");
  EXPECT_EQ(refusal(add(R"("instanceIdentityDocument":"i-1")")),
            "ClientException: The instance identity document is not a JSON object.");
  EXPECT_EQ(refusal(add(R"("platformDevices":[{"id":"0","type":"NEURON_DEVICE"}])")),
            "ClientException: drydock does not emulate Neuron devices.");
  EXPECT_EQ(
      refusal(add(R"("attributes":[{"name":"a b"}])")),
      "InvalidParameterException: Attribute names must be 1 to 128 letters, numbers, hyphens, "
      "underscores, forward slashes, back slashes or periods.");
  EXPECT_EQ(listed(""), "[0]");
}

TEST_F(ContainerInstances, AreAsManyAsAClusterMayHave) {
  const std::string first = added();
  for (std::size_t i = 1; i < cluster_instances_max; ++i) {
    calls.store().put(Calls::world(),
                      ContainerInstance{.id = std::to_string(i), .cluster = "shop"});
  }
  EXPECT_EQ(refusal(add()),
            "ClientException: A cluster can have at most 200 container instances here.");
  ask("DeregisterContainerInstance", first);
  EXPECT_NE(added(), "absent");
  EXPECT_EQ(json_at(ask_of_list("DescribeContainerInstances", first), "failures/0/reason"),
            "MISSING");
}

TEST_F(ContainerInstances, AreDescribedWithWhatTheirTasksLeave) {
  const std::string arn =
      added(std::string(resources) + R"(,"platformDevices":[{"id":"gpu-1","type":"GPU"},)"
                                     R"({"id":"gpu-2","type":"GPU"}])");
  put_task(arn, "1", TaskStatus::running, "web");
  put_task(arn, "2", TaskStatus::pending, "");
  put_task(arn, "3", TaskStatus::stopped, "web");
  const auto response = ask_of_list("DescribeContainerInstances", arn);
  const auto at = [&](const std::string& path) {
    return json_at(response, "containerInstances/0/" + path);
  };
  EXPECT_EQ(at("remainingResources/0/integerValue"), "1952");
  EXPECT_EQ(at("remainingResources/1/integerValue"), "3904");
  EXPECT_EQ(at("remainingResources/2/stringSetValue"), "[4]");
  EXPECT_EQ(at("remainingResources/4/stringSetValue"), "[0]");
  EXPECT_EQ(at("registeredResources/4/stringSetValue"), "[2]");
  EXPECT_EQ(at("runningTasksCount"), "1");
  EXPECT_EQ(at("pendingTasksCount"), "1");
  EXPECT_EQ(at("tags"), "[0]");
  EXPECT_EQ(at("healthStatus"), "absent");
}

TEST_F(ContainerInstances, TellMoreWhereTheyAreAsked) {
  const std::string arn = added(R"("tags":[{"key":"k","value":"v"}])");
  const auto response = ask_of_list("DescribeContainerInstances", arn,
                                    R"(,"include":["TAGS","CONTAINER_INSTANCE_HEALTH"])");
  EXPECT_EQ(json_at(response, "containerInstances/0/tags/0/value"), "v");
  EXPECT_EQ(json_at(response, "containerInstances/0/healthStatus/overallStatus"),
            "INSUFFICIENT_DATA");
  const auto none = ask_of_list("DescribeContainerInstances", "0123");
  EXPECT_EQ(json_at(none, "failures/0/arn"), Calls::arn("container-instance/shop/0123"));
  EXPECT_EQ(json_at(none, "failures/0/reason"), "MISSING");
  EXPECT_EQ(refusal(calls.ecs("DescribeContainerInstances",
                              R"({"cluster":"shop","containerInstances":[]})")),
            "InvalidParameterException: Container instances cannot be empty.");
}

TEST_F(ContainerInstances, AreListedByStatusAndFilter) {
  const std::string gone = added();
  const std::string draining = added();
  added();
  ask("DeregisterContainerInstance", gone);
  ask_of_list("UpdateContainerInstancesState", draining, R"(,"status":"DRAINING")");
  EXPECT_EQ(listed(""), "[2]");
  EXPECT_EQ(listed(R"(,"status":"ACTIVE")"), "[1]");
  EXPECT_EQ(listed(R"(,"status":"DRAINING")"), "[1]");
  EXPECT_EQ(listed(R"(,"status":"REGISTERING")"), "[0]");
  EXPECT_EQ(listed(R"(,"filter":"runningTasksCount > 0")"), "[0]");
  EXPECT_EQ(listed(R"(,"filter":"color == red")"),
            "InvalidParameterException: Invalid filter: 'color' is not a subject at character 1.");
}

TEST_F(ContainerInstances, AreDeregisteredWithTasksOnlyByForce) {
  const std::string arn = added();
  put_task(arn, "1", TaskStatus::running, "web");
  EXPECT_EQ(refusal(ask("DeregisterContainerInstance", arn)),
            "InvalidParameterException: Found running tasks on the instance.");
  const auto gone = ask("DeregisterContainerInstance", arn, R"(,"force":true)");
  EXPECT_EQ(json_at(gone, "containerInstance/status"), "INACTIVE");
  EXPECT_EQ(json_at(gone, "containerInstance/agentConnected"), "false");
  EXPECT_EQ(text("shop/1", [](const Task& task) { return task.stopped_reason; }),
            "Container instance deregistration forced by user");
  EXPECT_EQ(refusal(ask("DeregisterContainerInstance", "none")),
            "InvalidParameterException: The referenced container instance was not found.");
}

TEST_F(ContainerInstances, DrainAndComeBack) {
  const std::string arn = added();
  put_task(arn, "1", TaskStatus::running, "web");
  put_task(arn, "2", TaskStatus::pending, "web");
  put_task(arn, "3", TaskStatus::pending, "");
  const auto set = [&](const std::string& status) {
    return ask_of_list("UpdateContainerInstancesState", arn, R"(,"status":")" + status + "\"");
  };
  EXPECT_EQ(json_at(set("DRAINING"), "containerInstances/0/status"), "DRAINING");
  const auto desired = [this](const std::string& id) {
    return text("shop/" + id,
                [](const Task& task) { return std::string(to_text(task.desired_status)); });
  };
  EXPECT_EQ(desired("1"), "RUNNING");
  EXPECT_EQ(desired("2"), "STOPPED");
  EXPECT_EQ(desired("3"), "RUNNING");
  EXPECT_EQ(json_at(set("ACTIVE"), "containerInstances/0/version"), "3");
  EXPECT_EQ(refusal(set("REGISTERING")),
            "InvalidParameterException: Container instance status should be one of "
            "[ACTIVE,DRAINING].");
  ask("DeregisterContainerInstance", arn, R"(,"force":true)");
  EXPECT_EQ(json_at(set("ACTIVE"), "failures/0/reason"), "INACTIVE");
}

TEST_F(ContainerInstances, HaveNoAgentToUpdate) {
  EXPECT_EQ(refusal(ask("UpdateContainerAgent", added())),
            "NoUpdateAvailableException: There is no update available for your container agent.");
  EXPECT_EQ(refusal(ask("UpdateContainerAgent", "none")),
            "InvalidParameterException: The referenced container instance was not found.");
}

TEST_F(ContainerInstances, AreCountedInTheirClusterAndKeepIt) {
  const std::string arn = added();
  EXPECT_EQ(json_at(calls.ecs("DescribeClusters", R"({"clusters":["shop"]})"),
                    "clusters/0/registeredContainerInstancesCount"),
            "1");
  EXPECT_EQ(refusal(calls.ecs("DeleteCluster", R"({"cluster":"shop"})")),
            "ClusterContainsContainerInstancesException: The Cluster cannot be deleted while "
            "Container Instances are active or draining.");
  ask("DeregisterContainerInstance", arn);
  EXPECT_EQ(json_at(calls.ecs("DeleteCluster", R"({"cluster":"shop"})"),
                    "cluster/registeredContainerInstancesCount"),
            "0");
  EXPECT_EQ(calls.store().table<ContainerInstance>(Calls::world()).size(), 0U);
}

}  // namespace
}  // namespace drydock::ecs::api::container_instances_test
