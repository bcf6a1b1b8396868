#include "api/ecs/task_definitions.h"

#include <gtest/gtest.h>

#include "emulator/ecs/task.h"
#include "tests/api/calls.h"

namespace drydock::ecs::api::task_definitions_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;

constexpr std::string_view web =
    R"({"family":"web","containerDefinitions":[{"name":"app","image":"shop:v1","memory":64}]})";

constexpr std::string_view fargate =
    R"({"family":"web","networkMode":"awsvpc","requiresCompatibilities":["FARGATE"],)"
    R"("cpu":".25 vCPU","memory":"0.5 GB","tags":[{"key":"a","value":"1"}],)"
    R"("containerDefinitions":[{"name":"app","image":"shop:v1",)"
    R"("portMappings":[{"containerPort":80}],"environment":[{"name":"E"}],)"
    R"("healthCheck":{"command":["CMD","true"]}}]})";

TEST(TaskDefinitionCalls, TellWhatTheMachineDoesNotGive) {
  Calls calls;
  const auto answer = [&](const std::string& members) {
    return refusal(calls.ecs("RegisterTaskDefinition",
                             R"({"family":"f","containerDefinitions":[{"name":"app","image":"a",)"
                             R"("memory":64}],)" +
                                 members + "}"));
  };
  const std::string volume = R"("volumes":[{"name":"v","host":{"sourcePath":"/var/run"}}])";
  EXPECT_EQ(answer(volume),
            "ClientException: The volume 'v' names the host path /var/run, which drydock gives to "
            "no container. Start drydock with --allow-mount /var/run to permit it.");
  EXPECT_EQ(answer(R"("networkMode":"host")"),
            "ClientException: The task definition asks for networkMode 'host', which reaches "
            "beyond the container to this machine. drydock allows it only when it is started with "
            "--allow-privileged.");
  calls.host_access().mounts = {"/var/run"};
  EXPECT_EQ(answer(volume), "none");
  EXPECT_EQ(answer(R"("networkMode":"bridge")"), "none");
}

TEST(TaskDefinitions, AreCompletedWithAwsDefaultsAndNothingElse) {
  Calls calls;
  EXPECT_EQ(calls.ecs("RegisterTaskDefinition", web).body,
            R"({"taskDefinition":{"taskDefinitionArn":)"
            R"("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1",)"
            R"("containerDefinitions":[{"name":"app","image":"shop:v1","cpu":0,"memory":64,)"
            R"("portMappings":[],"essential":true,"environment":[],"mountPoints":[],)"
            R"("volumesFrom":[],"systemControls":[]}],"family":"web","revision":1,"volumes":[],)"
            R"("status":"ACTIVE","requiresAttributes":[)"
            R"({"name":"com.amazonaws.ecs.capability.docker-remote-api.1.18"}],)"
            R"("placementConstraints":[],"compatibilities":["EXTERNAL","EC2"],)"
            R"("registeredAt":1700000000.000,"registeredBy":"arn:aws:iam::111122223333:root"}})");
}

TEST(TaskDefinitions, TellPortsSizesAndHealthChecksInFull) {
  Calls calls;
  const auto response = calls.ecs("RegisterTaskDefinition", fargate);
  const std::string container = "taskDefinition/containerDefinitions/0/";
  EXPECT_EQ(json_at(response, "taskDefinition/cpu"), "256");
  EXPECT_EQ(json_at(response, "taskDefinition/memory"), "512");
  EXPECT_EQ(json_at(response, "taskDefinition/compatibilities/1"), "FARGATE");
  EXPECT_EQ(json_at(response, container + "portMappings/0/hostPort"), "80");
  EXPECT_EQ(json_at(response, container + "portMappings/0/protocol"), "tcp");
  EXPECT_EQ(json_at(response, container + "environment/0/value"), "");
  EXPECT_EQ(json_at(response, container + "healthCheck/interval"), "30");
  EXPECT_EQ(json_at(response, container + "healthCheck/timeout"), "5");
  EXPECT_EQ(json_at(response, container + "healthCheck/retries"), "3");
  EXPECT_EQ(json_at(response, container + "healthCheck/startPeriod"), "absent");
  EXPECT_EQ(json_at(response, "tags/0/key"), "a");
}

TEST(TaskDefinitions, TellTagsBesideTheDefinitionWhereAskedFor) {
  Calls calls;
  calls.ecs("RegisterTaskDefinition", fargate);
  EXPECT_EQ(json_at(calls.ecs("DescribeTaskDefinition", R"({"taskDefinition":"web"})"), "tags"),
            "absent");
  EXPECT_EQ(
      json_at(calls.ecs("DescribeTaskDefinition", R"({"taskDefinition":"web","include":["TAGS"]})"),
              "tags/0/value"),
      "1");
}

TEST(TaskDefinitions, AreFoundByFamilyRevisionAndArn) {
  Calls calls;
  calls.ecs("RegisterTaskDefinition", web);
  calls.ecs("RegisterTaskDefinition", web);
  const auto revision = [&calls](const std::string& name) {
    return json_at(calls.ecs("DescribeTaskDefinition", R"({"taskDefinition":")" + name + "\"}"),
                   "taskDefinition/revision");
  };
  EXPECT_EQ(revision("web"), "2");
  EXPECT_EQ(revision("web:1"), "1");
  EXPECT_EQ(revision("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1"), "1");
  calls.ecs("DeregisterTaskDefinition", R"({"taskDefinition":"web:2"})");
  EXPECT_EQ(revision("web"), "1");
  EXPECT_EQ(revision("web:2"), "2");
}

TEST(TaskDefinitions, NeverReuseARevision) {
  Calls calls;
  calls.ecs("RegisterTaskDefinition", web);
  const auto gone = calls.ecs("DeregisterTaskDefinition", R"({"taskDefinition":"web:1"})");
  EXPECT_EQ(json_at(gone, "taskDefinition/status"), "INACTIVE");
  EXPECT_EQ(json_at(gone, "taskDefinition/deregisteredAt"), "1700000000");
  EXPECT_EQ(json_at(calls.ecs("RegisterTaskDefinition", web), "taskDefinition/revision"), "2");
}

TEST(TaskDefinitions, AreListedByRevisionAsANumber) {
  Calls calls;
  for (int i = 0; i < 11; ++i) calls.ecs("RegisterTaskDefinition", web);
  const auto descending =
      calls.ecs("ListTaskDefinitions", R"({"familyPrefix":"web","sort":"DESC","maxResults":2})");
  EXPECT_EQ(json_at(descending, "taskDefinitionArns/0"),
            "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:11");
  EXPECT_EQ(json_at(descending, "taskDefinitionArns/1"),
            "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:10");
  const auto next =
      calls.ecs("ListTaskDefinitions", R"({"sort":"DESC","maxResults":2,"nextToken":")" +
                                           json_at(descending, "nextToken") + "\"}");
  EXPECT_EQ(json_at(next, "taskDefinitionArns/0"),
            "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:9");
  const auto ascending = calls.ecs("ListTaskDefinitions");
  EXPECT_EQ(json_at(ascending, "taskDefinitionArns/1"),
            "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:2");
  EXPECT_EQ(json_at(ascending, "nextToken"), "absent");
}

TEST(TaskDefinitions, AreListedByStatus) {
  Calls calls;
  calls.ecs("RegisterTaskDefinition", web);
  calls.ecs("RegisterTaskDefinition", web);
  calls.ecs("DeregisterTaskDefinition", R"({"taskDefinition":"web:1"})");
  EXPECT_EQ(json_at(calls.ecs("ListTaskDefinitions"), "taskDefinitionArns"), "[1]");
  EXPECT_EQ(
      json_at(calls.ecs("ListTaskDefinitions", R"({"status":"INACTIVE"})"), "taskDefinitionArns/0"),
      "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1");
}

TEST(TaskDefinitions, HaveFamiliesThatAreActiveWhileOneRevisionIs) {
  Calls calls;
  calls.ecs("RegisterTaskDefinition", web);
  const auto families = [&calls](std::string_view body) {
    return calls.ecs("ListTaskDefinitionFamilies", body).body;
  };
  EXPECT_EQ(families("{}"), R"({"families":["web"]})");
  EXPECT_EQ(families(R"({"familyPrefix":"we"})"), R"({"families":["web"]})");
  EXPECT_EQ(families(R"({"familyPrefix":"x"})"), R"({"families":[]})");
  calls.ecs("DeregisterTaskDefinition", R"({"taskDefinition":"web:1"})");
  EXPECT_EQ(families("{}"), R"({"families":[]})");
  EXPECT_EQ(families(R"({"status":"INACTIVE"})"), R"({"families":["web"]})");
  EXPECT_EQ(families(R"({"status":"ALL"})"), R"({"families":["web"]})");
}

TEST(TaskDefinitions, AreRefusedInAwsWords) {
  Calls calls;
  struct Row {
    std::string_view operation, body, refusal;
  };
  const Row rows[] = {
      {"DescribeTaskDefinition", R"({"taskDefinition":"web"})",
       "ClientException: Unable to describe task definition."},
      {"DescribeTaskDefinition", R"({"taskDefinition":"web:foo"})",
       "InvalidParameterException: Invalid revision number. Number: foo"},
      {"DescribeTaskDefinition", R"({"taskDefinition":"arn:aws:ecs:x"})",
       "InvalidParameterException: The ARN provided is invalid."},
      {"DeregisterTaskDefinition", R"({"taskDefinition":"web"})",
       "ClientException: Revision is missing."},
      {"DeregisterTaskDefinition", R"({"taskDefinition":"web:7"})",
       "ClientException: The specified task definition does not exist. Specify a valid account, "
       "family, revision and try again."},
      {"RegisterTaskDefinition", R"({"family":"web","containerDefinitions":[]})",
       "ClientException: Container list cannot be empty."},
      {"ListTaskDefinitions", R"({"nextToken":"?"})",
       "InvalidParameterException: Invalid nextToken."},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(refusal(calls.ecs(row.operation, row.body)), row.refusal) << row.body;
  }
}

}  // namespace
}  // namespace drydock::ecs::api::task_definitions_test
