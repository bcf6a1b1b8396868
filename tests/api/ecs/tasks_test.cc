#include "api/ecs/tasks.h"

#include <gtest/gtest.h>

#include "emulator/ecs/cluster.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "model/ecs/common.h"
#include "tests/api/calls.h"

namespace drydock::ecs::api::tasks_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;

/// A cluster "shop" with the definitions "web" (Fargate, awsvpc) and "job" (bridge).
struct Tasks : ::testing::Test {
  void SetUp() override {
    calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
    calls.ecs("RegisterTaskDefinition",
              R"({"family":"web","networkMode":"awsvpc","cpu":"256","memory":"512",
              "tags":[{"key":"team","value":"a"}],
              "containerDefinitions":[{"name":"app","image":"shop:v1"}]})");
    calls.ecs("RegisterTaskDefinition",
              R"({"family":"job","containerDefinitions":
              [{"name":"app","image":"shop:v1","memory":64}]})");
  }

  std::string task_id(const aws::Response& response) {
    const std::string arn = json_at(response, "tasks/0/taskArn");
    return arn.substr(arn.rfind('/') + 1);
  }

  Calls calls;
};

constexpr std::string_view run_web =
    R"({"cluster":"shop","taskDefinition":"web","count":2,"launchType":"FARGATE",)"
    R"("networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-1","subnet-2"]}}})";
constexpr std::string_view run_job = R"({"cluster":"shop","taskDefinition":"job"})";

TEST_F(Tasks, AreAnsweredAsTheyBegin) {
  const auto response = calls.ecs("RunTask", run_web);
  EXPECT_EQ(json_at(response, "failures"), "[0]");
  EXPECT_EQ(json_at(response, "tasks"), "[2]");
  EXPECT_EQ(json_at(response, "tasks/0/lastStatus"), "PROVISIONING");
  EXPECT_EQ(json_at(response, "tasks/0/desiredStatus"), "RUNNING");
  EXPECT_EQ(json_at(response, "tasks/0/launchType"), "FARGATE");
  EXPECT_EQ(json_at(response, "tasks/0/platformVersion"), "1.4.0");
  EXPECT_EQ(json_at(response, "tasks/0/platformFamily"), "Linux");
  EXPECT_EQ(json_at(response, "tasks/0/cpu"), "256");
  EXPECT_EQ(json_at(response, "tasks/0/group"), "family:web");
  EXPECT_EQ(json_at(response, "tasks/0/healthStatus"), "UNKNOWN");
  EXPECT_EQ(json_at(response, "tasks/0/version"), "1");
  EXPECT_EQ(json_at(response, "tasks/0/startedBy"), "absent");
  EXPECT_EQ(json_at(response, "tasks/0/ephemeralStorage/sizeInGiB"), "20");
  EXPECT_EQ(json_at(response, "tasks/0/attachments/0/type"), "ElasticNetworkInterface");
  EXPECT_EQ(json_at(response, "tasks/0/attachments/0/details/0/value"), "subnet-1");
  EXPECT_EQ(json_at(response, "tasks/1/attachments/0/details/0/value"), "subnet-2");
  EXPECT_EQ(json_at(response, "tasks/0/containers/0/lastStatus"), "PENDING");
  EXPECT_EQ(json_at(response, "tasks/0/containers/0/cpu"), "0");
  EXPECT_EQ(json_at(response, "tasks/0/overrides/containerOverrides/0/name"), "app");
  EXPECT_EQ(json_at(response, "tasks/0/tags"), "[0]");
}

TEST_F(Tasks, AreKeptForTheirSupervisors) {
  calls.ecs("RunTask", run_job);
  const auto& tasks = calls.store().table<Task>(Calls::world()).rows();
  ASSERT_EQ(tasks.size(), 1U);
  const Task& task = tasks.begin()->second;
  EXPECT_EQ(task.cluster, "shop");
  EXPECT_EQ(task.last_status, TaskStatus::pending);
  EXPECT_EQ(task.desired_status, DesiredStatus::running);
  EXPECT_EQ(task.launch_type, model::ecs::LaunchType::ec2);
  EXPECT_EQ(task.containers.at(0).image, "shop:v1");
}

TEST_F(Tasks, CarryTagsOfTheirDefinitionAndTheirCluster) {
  const auto response =
      calls.ecs("RunTask",
                R"({"cluster":"shop","taskDefinition":"web","propagateTags":"TASK_DEFINITION",
      "enableECSManagedTags":true,"tags":[{"key":"a","value":"1"}],
      "networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-1"]}}})");
  EXPECT_EQ(json_at(response, "tasks/0/tags/0/key"), "team");
  EXPECT_EQ(json_at(response, "tasks/0/tags/1/key"), "a");
  EXPECT_EQ(json_at(response, "tasks/0/tags/2/key"), "aws:ecs:clusterName");
  EXPECT_EQ(json_at(response, "tasks/0/tags/2/value"), "shop");
}

TEST_F(Tasks, AreSharedAmongCapacityProviders) {
  const auto response =
      calls.ecs("RunTask",
                R"({"cluster":"shop","taskDefinition":"web","count":4,"capacityProviderStrategy":
      [{"capacityProvider":"FARGATE","base":1,"weight":1},
      {"capacityProvider":"FARGATE_SPOT","weight":2}],
      "networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-1"]}}})");
  EXPECT_EQ(json_at(response, "tasks/0/capacityProviderName"), "FARGATE");
  EXPECT_EQ(json_at(response, "tasks/1/capacityProviderName"), "FARGATE");
  EXPECT_EQ(json_at(response, "tasks/2/capacityProviderName"), "FARGATE_SPOT");
  EXPECT_EQ(json_at(response, "tasks/3/capacityProviderName"), "FARGATE_SPOT");
}

TEST_F(Tasks, StopInTheirOwnTime) {
  const std::string id = task_id(calls.ecs("RunTask", run_job));
  const auto stopped =
      calls.ecs("StopTask", R"({"cluster":"shop","task":")" + id + R"(","reason":"enough"})");
  EXPECT_EQ(json_at(stopped, "task/lastStatus"), "PENDING");
  EXPECT_EQ(json_at(stopped, "task/desiredStatus"), "STOPPED");
  EXPECT_EQ(json_at(stopped, "task/stopCode"), "UserInitiated");
  EXPECT_EQ(json_at(stopped, "task/stoppedReason"), "enough");
  EXPECT_EQ(json_at(stopped, "task/stoppingAt"), "1700000000");
  EXPECT_EQ(json_at(stopped, "task/version"), "2");
  const auto again = calls.ecs("StopTask", R"({"cluster":"shop","task":")" + id + "\"}");
  EXPECT_EQ(json_at(again, "task/stoppedReason"), "enough");
  EXPECT_EQ(json_at(again, "task/version"), "2");
}

TEST_F(Tasks, SayThatAUserStoppedThem) {
  const std::string id = task_id(calls.ecs("RunTask", run_job));
  const auto stopped = calls.ecs("StopTask", R"({"cluster":"shop","task":")" + id + "\"}");
  EXPECT_EQ(json_at(stopped, "task/stoppedReason"), "Task stopped by user");
}

TEST_F(Tasks, AreDescribedByIdAndByArn) {
  const auto run = calls.ecs("RunTask", run_job);
  const std::string missing = "0123456789abcdef0123456789abcdef";
  const auto response =
      calls.ecs("DescribeTasks", R"({"cluster":"shop","tasks":[")" + task_id(run) + R"(",")" +
                                     json_at(run, "tasks/0/taskArn") + R"(",")" + missing + "\"]}");
  EXPECT_EQ(json_at(response, "tasks"), "[2]");
  EXPECT_EQ(json_at(response, "failures/0/reason"), "MISSING");
  EXPECT_EQ(json_at(response, "failures/0/arn"),
            "arn:aws:ecs:eu-west-1:111122223333:task/shop/" + missing);
}

TEST_F(Tasks, TellPortsAddressesAndHowTheyEnded) {
  const std::string id = task_id(calls.ecs("RunTask", run_job));
  calls.store().change<Task>(Calls::world(), "shop/" + id, [](Task& task) {
    task.last_status = TaskStatus::stopped;
    task.desired_status = DesiredStatus::stopped;
    task.stop_code = model::ecs::TaskStopCode::essential_container_exited;
    task.stopped_reason = "Essential container in task exited";
    task.started_at = Calls::now();
    Container& container = task.containers.front();
    container.phase = ContainerPhase::stopped;
    container.exit_code = 7;
    container.engine_id = "abc";
    container.image_digest = "sha256:1";
    container.ports.push_back({.container_port = 80, .host_port = 32768});
  });
  const auto response = calls.ecs("DescribeTasks", R"({"cluster":"shop","tasks":[")" + id + "\"]}");
  const std::string container = "tasks/0/containers/0/";
  EXPECT_EQ(json_at(response, "tasks/0/lastStatus"), "STOPPED");
  EXPECT_EQ(json_at(response, "tasks/0/stopCode"), "EssentialContainerExited");
  EXPECT_EQ(json_at(response, container + "exitCode"), "7");
  EXPECT_EQ(json_at(response, container + "runtimeId"), "abc");
  EXPECT_EQ(json_at(response, container + "imageDigest"), "sha256:1");
  EXPECT_EQ(json_at(response, container + "networkBindings/0/bindIP"), "0.0.0.0");
  EXPECT_EQ(json_at(response, container + "networkBindings/0/hostPort"), "32768");
  EXPECT_EQ(json_at(response, container + "networkBindings/0/protocol"), "tcp");
  EXPECT_EQ(json_at(response, container + "networkInterfaces"), "[0]");
}

TEST_F(Tasks, TellTheirNetworkInterface) {
  const std::string id = task_id(calls.ecs("RunTask", run_web));
  calls.store().change<Task>(Calls::world(), "shop/" + id, [](Task& task) {
    task.network_interface->private_ipv4_address = "172.31.0.4";
    task.network_interface->mac_address = "02:00:00:00:00:01";
    task.network_interface->status = AttachmentStatus::attached;
  });
  const auto response = calls.ecs("DescribeTasks", R"({"cluster":"shop","tasks":[")" + id + "\"]}");
  const std::string details = "tasks/0/attachments/0/details/";
  EXPECT_EQ(json_at(response, "tasks/0/attachments/0/status"), "ATTACHED");
  EXPECT_EQ(json_at(response, details + "2/value"), "02:00:00:00:00:01");
  EXPECT_EQ(json_at(response, details + "3/value"), "ip-172-31-0-4.eu-west-1.compute.internal");
  EXPECT_EQ(json_at(response, details + "4/name"), "privateIPv4Address");
  EXPECT_EQ(json_at(response, details + "4/value"), "172.31.0.4");
  EXPECT_EQ(json_at(response, "tasks/0/containers/0/networkInterfaces/0/privateIpv4Address"),
            "172.31.0.4");
  EXPECT_EQ(json_at(response, "tasks/0/containers/0/networkBindings"), "[0]");
}

TEST_F(Tasks, AreListedByWhatTheyAre) {
  calls.ecs("RunTask", R"({"cluster":"shop","taskDefinition":"job","startedBy":"me"})");
  calls.ecs("RunTask", run_web);
  Task of_service{.id = "f", .cluster = "shop", .service = "api"};
  of_service.desired_status = DesiredStatus::stopped;
  calls.store().put(Calls::world(), of_service);
  calls.store().put(Calls::world(), Service{.name = "api", .cluster = "shop"});
  const auto count = [this](const std::string& filter) {
    return json_at(calls.ecs("ListTasks", R"({"cluster":"shop")" + filter + "}"), "taskArns");
  };
  EXPECT_EQ(count(""), "[3]");
  EXPECT_EQ(count(R"(,"family":"web")"), "[2]");
  EXPECT_EQ(count(R"(,"startedBy":"me")"), "[1]");
  EXPECT_EQ(count(R"(,"launchType":"FARGATE")"), "[2]");
  EXPECT_EQ(count(R"(,"desiredStatus":"PENDING")"), "[0]");
  EXPECT_EQ(count(R"(,"desiredStatus":"STOPPED")"), "[1]");
  EXPECT_EQ(count(R"(,"serviceName":"api")"), "[0]");
  EXPECT_EQ(count(R"(,"serviceName":"api","desiredStatus":"STOPPED")"), "[1]");
  EXPECT_EQ(count(R"(,"maxResults":2)"), "[2]");
  EXPECT_EQ(count(R"(,"containerInstance":"i")"), "[0]");
}

TEST_F(Tasks, AreRefusedInAwsWords) {
  calls.ecs("RegisterTaskDefinition",
            R"({"family":"gone","containerDefinitions":[{"name":"a","image":"i","memory":64}]})");
  calls.ecs("DeregisterTaskDefinition", R"({"taskDefinition":"gone:1"})");
  struct Row {
    std::string_view operation, body, refusal;
  };
  const Row rows[] = {
      {"RunTask", R"({"taskDefinition":"job"})", "ClusterNotFoundException: Cluster not found."},
      {"RunTask", R"({"cluster":"shop","taskDefinition":"none"})",
       "ClientException: TaskDefinition not found."},
      {"RunTask", R"({"cluster":"shop","taskDefinition":"gone:1"})",
       "ClientException: TaskDefinition is inactive"},
      {"RunTask", R"({"cluster":"shop","taskDefinition":"job","count":11})",
       "InvalidParameterException: Count must be between 1 and 10."},
      {"RunTask", R"({"cluster":"shop","taskDefinition":"web"})",
       "InvalidParameterException: Network Configuration must be provided when networkMode "
       "'awsvpc' is specified."},
      {"RunTask",
       R"({"cluster":"shop","taskDefinition":"job","overrides":
       {"containerOverrides":[{"name":"x"}]}})",
       "InvalidParameterException: Override for container named x is not a container in the "
       "TaskDefinition."},
      {"StopTask", R"({"cluster":"shop","task":"0123456789abcdef0123456789abcdef"})",
       "InvalidParameterException: The referenced task was not found."},
      {"StopTask", R"({"cluster":"shop","task":"short"})",
       "InvalidParameterException: taskId length should be one of [32,36]"},
      {"DescribeTasks", R"({"cluster":"shop","tasks":[]})",
       "InvalidParameterException: Tasks cannot be empty."},
      {"ListTasks", R"({"cluster":"shop","serviceName":"none"})",
       "ServiceNotFoundException: Service not found."},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(refusal(calls.ecs(row.operation, row.body)), row.refusal) << row.body;
  }
}

/// Runs of one task with a client token, in the cluster "shop" unless told otherwise.
std::string run_with(const std::string& token, const std::string& cluster = "shop",
                     const std::string& members = "") {
  return R"({"cluster":")" + cluster + R"(","taskDefinition":"job","clientToken":")" + token +
         "\"" + members + "}";
}

TEST_F(Tasks, AreStartedOnceForAClientToken) {
  const auto first = calls.ecs("RunTask", run_with("t"));
  const auto again = calls.ecs("RunTask", run_with("t", Calls::arn("cluster/shop")));
  EXPECT_EQ(refusal(again), "none");
  EXPECT_EQ(again.body, first.body);
  EXPECT_EQ(calls.store().table<Task>(Calls::world()).rows().size(), 1U);
  // A token means nothing to another cluster, and nothing follows from what is asked for without.
  calls.ecs("CreateCluster", R"({"clusterName":"harbour"})");
  EXPECT_NE(task_id(calls.ecs("RunTask", run_with("t", "harbour"))), task_id(first));
  EXPECT_NE(task_id(calls.ecs("RunTask", run_job)), task_id(calls.ecs("RunTask", run_job)));
  // What was started is told even where it could not be started again.
  calls.ecs("DeregisterTaskDefinition", R"({"taskDefinition":"job:1"})");
  EXPECT_EQ(task_id(calls.ecs("RunTask", run_with("t"))), task_id(first));
}

TEST_F(Tasks, ConflictWithAnotherRequestOfTheirToken) {
  const auto first = calls.ecs("RunTask", run_with("t"));
  const auto other = calls.ecs("RunTask", run_with("t", "shop", R"(,"count":2)"));
  EXPECT_EQ(refusal(other),
            "ConflictException: The RunTask request could not be processed due to conflicts. The "
            "provided clientToken is already in use with a different RunTask request.");
  EXPECT_EQ(json_at(other, "resourceIds"), "[1]");
  EXPECT_EQ(json_at(other, "resourceIds/0"), json_at(first, "tasks/0/taskArn"));
  EXPECT_EQ(calls.store().table<Task>(Calls::world()).rows().size(), 1U);
}

TEST_F(Tasks, OfATokenAreToldInShortOnceStoppedAndThenForgotten) {
  const auto first = calls.ecs("RunTask", run_with("t"));
  const std::string key = "shop/" + task_id(first);
  const auto stop = [&](Duration ago) {
    calls.store().change<Task>(Calls::world(), key, [&](Task& task) {
      task.desired_status = DesiredStatus::stopped;
      task.last_status = TaskStatus::stopped;
      task.stopped_at = Calls::now() - ago;
    });
  };
  stop(std::chrono::minutes(59));
  const auto again = calls.ecs("RunTask", run_with("t"));
  EXPECT_EQ(json_at(again, "tasks/0/taskArn"), json_at(first, "tasks/0/taskArn"));
  EXPECT_EQ(json_at(again, "tasks/0/lastStatus"), "STOPPED");
  EXPECT_EQ(json_at(again, "tasks/0/containers"), "absent");
  stop(std::chrono::hours(1));
  EXPECT_NE(task_id(calls.ecs("RunTask", run_with("t"))), task_id(first));
}

TEST_F(Tasks, TakeTokensOfPrintableAscii) {
  EXPECT_EQ(refusal(calls.ecs("RunTask", run_with(std::string(64, 'a')))), "none");
  EXPECT_EQ(refusal(calls.ecs("RunTask", run_with(""))), "none");
  for (const std::string& token : {std::string(65, 'a'), std::string("a b")}) {
    EXPECT_EQ(refusal(calls.ecs("RunTask", run_with(token))),
              "InvalidParameterException: clientToken can be up to 64 ASCII characters in the "
              "range of 33-126 (inclusive).");
  }
}

TEST_F(Tasks, OfAnotherWorldAreRefused) {
  const std::string id = "/0123456789abcdef0123456789abcdef";
  const std::string region =
      "InvalidParameterException: Identifier is for us-east-1. Your region "
      "is eu-west-1";
  const std::string there = "arn:aws:ecs:us-east-1:111122223333:";
  const auto about = [](const std::string& name, const std::string& value) {
    return R"({"cluster":"shop",")" + name + "\":" + value + "}";
  };
  const std::pair<std::string, std::string> rows[] = {
      {"DescribeTasks", about("tasks", "[\"" + there + "task/shop" + id + "\"]")},
      {"StopTask", about("task", "\"" + there + "task/shop" + id + "\"")},
      {"RunTask", about("taskDefinition", "\"" + there + "task-definition/job:1\"")},
      {"ListTasks", about("serviceName", "\"" + there + "service/shop/web\"")},
      {"ListTasks",
       about("containerInstance", "\"" + there + "container-instance/shop" + id + "\"")},
      {"RunTask", R"({"taskDefinition":"job","cluster":")" + there + "cluster/shop\"}"},
      {"DescribeTaskDefinition", about("taskDefinition", "\"" + there + "task-definition/job\"")},
      {"DeregisterTaskDefinition",
       about("taskDefinition", "\"" + there + "task-definition/job:1\"")},
  };
  for (const auto& [operation, body] : rows) {
    EXPECT_EQ(refusal(calls.ecs(operation, body)), region) << operation;
  }
}

}  // namespace
}  // namespace drydock::ecs::api::tasks_test
