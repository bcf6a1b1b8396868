#include "api/ecs/task_sets.h"

#include <gtest/gtest.h>

#include <string>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "tests/api/calls.h"

namespace drydock::ecs::api::task_sets_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;
using testing::xml_at;

const std::string invalid = "InvalidParameterException: ";

/// A cluster "shop" with two revisions of the awsvpc definition "web".
struct TaskSets : ::testing::Test {
  void SetUp() override {
    calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
    for (int i = 0; i < 2; ++i) {
      calls.ecs("RegisterTaskDefinition",
                R"({"family":"web","networkMode":"awsvpc","cpu":"256","memory":"512",
                "containerDefinitions":[{"name":"app","image":"shop:v1",
                "portMappings":[{"containerPort":80}]}]})");
    }
  }

  /// Makes the service "web" with this deployment controller.
  aws::Response create(const std::string& controller, const std::string& members = "") {
    return calls.ecs("CreateService", R"({"cluster":"shop","serviceName":"web","desiredCount":4,)"
                                      R"("deploymentController":{"type":")" +
                                          controller + R"("})" + members + "}");
  }
  /// Calls an operation on the service "web".
  aws::Response on_web(const std::string& operation, const std::string& members) {
    return calls.ecs(operation, R"({"cluster":"shop","service":"web",)" + members + "}");
  }
  aws::Response make(const std::string& members = "") {
    return on_web("CreateTaskSet", runs + members);
  }
  std::string made(const std::string& members = "") { return json_at(make(members), "taskSet/id"); }
  aws::Response describe() {
    return calls.ecs("DescribeServices", R"({"cluster":"shop","services":["web"]})");
  }
  const Service& record() { return *calls.store().find<Service>(Calls::world(), "shop/web"); }

  void add_task(const std::string& id, const std::string& set, TaskStatus status) {
    Task task{.id = id, .cluster = "shop", .service = "web", .deployment_id = set};
    task.last_status = status;
    calls.store().put(Calls::world(), task);
  }

  /// A target group with a load balancer in front of it.
  std::string target_group() {
    const auto network = ec2::default_network(Calls::world());
    const std::string group =
        xml_at(calls.elb("CreateTargetGroup",
                         "&Name=blue&Protocol=HTTP&Port=80&TargetType=ip&VpcId=" + network.vpc_id),
               "//TargetGroupArn");
    const std::string front = xml_at(
        calls.elb("CreateLoadBalancer", "&Name=front&Subnets.member.1=" + network.subnets.at(0).id +
                                            "&Subnets.member.2=" + network.subnets.at(1).id),
        "//LoadBalancerArn");
    calls.elb("CreateListener", "&LoadBalancerArn=" + front +
                                    "&Protocol=HTTP&Port=80&DefaultActions.member.1.Type=forward"
                                    "&DefaultActions.member.1.TargetGroupArn=" +
                                    group);
    return group;
  }

  const std::string in_subnet =
      R"("networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-1"]}})";
  const std::string runs = R"("taskDefinition":"web:1","launchType":"FARGATE",)" + in_subnet;
  Calls calls;
};

TEST_F(TaskSets, AreNoneOfANewExternalService) {
  const auto response = create("EXTERNAL");
  EXPECT_EQ(json_at(response, "service/taskSets"), "[0]");
  EXPECT_EQ(json_at(response, "service/deployments"), "[0]");
  EXPECT_EQ(json_at(response, "service/taskDefinition"), "absent");
  EXPECT_EQ(json_at(response, "service/launchType"), "EC2");
  EXPECT_EQ(json_at(response, "service/currentServiceDeployment"), "absent");
  EXPECT_EQ(json_at(response, "service/deploymentController/type"), "EXTERNAL");
  EXPECT_EQ(json_at(response, "service/deploymentConfiguration"), "{2}");
}

TEST_F(TaskSets, AreAnsweredToTheField) {
  create("EXTERNAL");
  const auto response = make(R"(,"scale":{"value":50,"unit":"PERCENT"},"externalId":"green",)"
                             R"("tags":[{"key":"team","value":"harbour"}])");
  const std::string id = calls.store().table<TaskSet>(Calls::world()).rows().begin()->second.id;
  EXPECT_EQ(response.body,
            R"({"taskSet":{"id":")" + id + R"(","taskSetArn":")" +
                Calls::arn("task-set/shop/web/" + id) + R"(","serviceArn":")" +
                Calls::arn("service/shop/web") + R"(","clusterArn":")" +
                Calls::arn("cluster/shop") +
                R"(","externalId":"green","status":"ACTIVE","taskDefinition":")" +
                Calls::arn("task-definition/web:1") +
                R"(","computedDesiredCount":0,"pendingCount":0,"runningCount":0,)"
                R"("createdAt":1700000000.000,"updatedAt":1700000000.000,"launchType":"FARGATE",)"
                R"("platformVersion":"1.4.0","platformFamily":"Linux","networkConfiguration":)"
                R"({"awsvpcConfiguration":{"subnets":["subnet-1"]}},"loadBalancers":[],)"
                R"("serviceRegistries":[],"scale":{"value":50.0,"unit":"PERCENT"},)"
                R"("stabilityStatus":"STABILIZING","stabilityStatusAt":1700000000.000,)"
                R"("tags":[{"key":"team","value":"harbour"}]}})");
}

TEST_F(TaskSets, AreDescribedByIdAndByArn) {
  create("EXTERNAL");
  const std::string first = made(R"(,"tags":[{"key":"a","value":"b"}])");
  const std::string second = made();
  add_task("1", second, TaskStatus::running);
  add_task("2", second, TaskStatus::pending);
  const std::string named = R"("taskSets":[")" + first + R"(",")" +
                            Calls::arn("task-set/shop/web/" + second) + R"(","ecs-svc/9"])";
  const auto plain = on_web("DescribeTaskSets", named);
  EXPECT_EQ(json_at(plain, "taskSets/0/id"), first);
  EXPECT_EQ(json_at(plain, "taskSets/0/tags"), "[0]");
  EXPECT_EQ(json_at(plain, "taskSets/1/runningCount"), "1");
  EXPECT_EQ(json_at(plain, "taskSets/1/pendingCount"), "1");
  EXPECT_EQ(json_at(plain, "failures/0/arn"), Calls::arn("task-set/shop/web/ecs-svc/9"));
  EXPECT_EQ(json_at(plain, "failures/0/reason"), "MISSING");
  const auto with_tags = on_web("DescribeTaskSets", named + R"(,"include":["TAGS"])");
  EXPECT_EQ(json_at(with_tags, "taskSets/0/tags/0/value"), "b");
  const auto service = describe();
  EXPECT_EQ(json_at(service, "services/0/taskSets"), "[2]");
  EXPECT_EQ(json_at(service, "services/0/runningCount"), "1");
}

TEST_F(TaskSets, AreScaledMadePrimaryAndDeleted) {
  create("EXTERNAL");
  const std::string first = made(R"(,"scale":{"value":100,"unit":"PERCENT"})");
  const std::string second = made();
  const auto primary =
      on_web("UpdateServicePrimaryTaskSet", R"("primaryTaskSet":")" + first + R"(")");
  EXPECT_EQ(json_at(primary, "taskSet/status"), "PRIMARY");
  const auto described = describe();
  EXPECT_EQ(json_at(described, "services/0/taskSets/0/id"), first);
  EXPECT_EQ(json_at(described, "services/0/launchType"), "FARGATE");
  EXPECT_EQ(json_at(described, "services/0/taskDefinition"), Calls::arn("task-definition/web:1"));
  const auto scaled = on_web(
      "UpdateTaskSet", R"("taskSet":")" + second + R"(","scale":{"value":12.5,"unit":"PERCENT"})");
  EXPECT_EQ(json_at(scaled, "taskSet/scale/value"), "12.500000");
  EXPECT_EQ(json_at(scaled, "taskSet/status"), "ACTIVE");
  const auto deleted = on_web("DeleteTaskSet", R"("taskSet":")" + second + R"(")");
  EXPECT_EQ(json_at(deleted, "taskSet/status"), "DRAINING");
  EXPECT_EQ(json_at(deleted, "taskSet/computedDesiredCount"), "0");
}

TEST_F(TaskSets, AreMadeOnceForOneToken) {
  create("EXTERNAL");
  const std::string token = R"(,"clientToken":"t")";
  const std::string first = made(token);
  EXPECT_EQ(made(token), first);
  EXPECT_EQ(refusal(make(token + R"(,"externalId":"other")")),
            invalid + "Creation of TaskSet was not idempotent.");
  EXPECT_NE(made(R"(,"clientToken":"u")"), first);
}

TEST_F(TaskSets, HaveTags) {
  create("EXTERNAL");
  const std::string arn = Calls::arn("task-set/shop/web/" + made());
  calls.ecs("TagResource", R"({"resourceArn":")" + arn + R"(","tags":[{"key":"a","value":"b"}]})");
  EXPECT_EQ(json_at(calls.ecs("ListTagsForResource", R"({"resourceArn":")" + arn + R"("})"),
                    "tags/0/value"),
            "b");
  calls.ecs("UntagResource", R"({"resourceArn":")" + arn + R"(","tagKeys":["a"]})");
  EXPECT_EQ(
      json_at(calls.ecs("ListTagsForResource", R"({"resourceArn":")" + arn + R"("})"), "tags"),
      "[0]");
}

TEST_F(TaskSets, AreRefusedInAwsWords) {
  create("EXTERNAL");
  const std::string id = made();
  struct Row {
    std::string operation, members, refusal;
  };
  const std::string scale = R"(,"scale":{"value":1,"unit":"PERCENT"})";
  const Row rows[] = {
      {"DescribeTaskSets", R"("taskSets":[])", invalid + "TaskSets cannot be empty."},
      {"DescribeTaskSets", R"("taskSets":[")" + Calls::arn("task/shop/1") + R"("])",
       invalid + "Task Set Identifier is invalid"},
      {"UpdateTaskSet", R"("taskSet":"ecs-svc/9")" + scale,
       "TaskSetNotFoundException: TaskSet not found."},
      {"UpdateTaskSet", R"("taskSet":")" + id + R"(","scale":{"unit":"PERCENT"})",
       invalid + "The scale value can not be blank."},
      {"UpdateTaskSet", R"("taskSet":")" + id + R"(","scale":{"value":101,"unit":"PERCENT"})",
       invalid + "The scale value must be between 0 and 100."},
      {"UpdateServicePrimaryTaskSet", R"("primaryTaskSet":"ecs-svc/9")",
       "TaskSetNotFoundException: TaskSet not found."},
      {"CreateTaskSet", R"("taskDefinition":"none")", "ClientException: TaskDefinition not found."},
      {"CreateTaskSet", R"("taskDefinition":"web")",
       invalid + "Network Configuration must be provided when networkMode 'awsvpc' is specified."},
      {"CreateTaskSet", runs + R"(,"platformVersion":"9")",
       "PlatformUnknownException: The specified platform version does not exist."},
      {"CreateTaskSet", runs + R"(,"serviceRegistries":[{"registryArn":"arn:a"}])",
       "UnsupportedFeatureException: drydock does not emulate service discovery."},
      {"CreateTaskSet", runs + R"(,"tags":[{"key":"aws:a","value":"b"}])",
       invalid + "Tag keys must not begin with the reserved prefix 'aws:'."}};
  for (const Row& row : rows) {
    EXPECT_EQ(refusal(on_web(row.operation, row.members)), row.refusal) << row.members;
  }
}

TEST_F(TaskSets, AreForServicesOfOtherDeploymentControllersOnly) {
  const std::string only =
      invalid +
      "Amazon ECS only supports task set management on services configured to use external "
      "deployment controllers.";
  create("ECS", "," + runs);
  EXPECT_EQ(refusal(make()), only);
  EXPECT_EQ(refusal(on_web("DescribeTaskSets", R"("taskSets":["ecs-svc/1"])")), only);
  on_web("DeleteService", R"("force":true)");
  EXPECT_EQ(refusal(make()), "ServiceNotActiveException: Service was not ACTIVE.");
}

TEST_F(TaskSets, OfCodeDeployAreDescribedOnly) {
  const std::string balanced = R"(,"loadBalancers":[{"targetGroupArn":")" + target_group() +
                               R"(","containerName":"app","containerPort":80}])";
  const auto response = create("CODE_DEPLOY", "," + runs + balanced);
  const std::string id = record().task_set;
  EXPECT_EQ(json_at(response, "service/deployments"), "[0]");
  EXPECT_EQ(json_at(response, "service/taskSets/0/id"), id);
  EXPECT_EQ(json_at(response, "service/taskSets/0/status"), "PRIMARY");
  EXPECT_EQ(json_at(response, "service/taskSets/0/scale/value"), "100");
  EXPECT_EQ(json_at(response, "service/taskSets/0/startedBy"), "absent");
  EXPECT_EQ(json_at(response, "service/taskDefinition"), Calls::arn("task-definition/web:1"));
  EXPECT_EQ(json_at(on_web("DescribeTaskSets", R"("taskSets":[")" + id + R"("])"),
                    "taskSets/0/loadBalancers/0/containerPort"),
            "80");
  EXPECT_EQ(refusal(make()),
            invalid +
                "Amazon ECS only supports task set management on services configured to use "
                "external deployment controllers.");
}

TEST_F(TaskSets, SayWhatAServiceOfTheirsCanNot) {
  const std::string group = target_group();
  const std::string balancer =
      R"({"targetGroupArn":")" + group + R"(","containerName":"app","containerPort":80})";
  struct Row {
    std::string controller, members, refusal;
  };
  const std::string alarms =
      R"(,"deploymentConfiguration":{"alarms":{"alarmNames":[],"enable":false,"rollback":false}})";
  const std::string canary = R"(,"deploymentConfiguration":{"strategy":"CANARY"})";
  const Row rows[] = {
      {"EXTERNAL", R"(,"taskDefinition":"web")", invalid + "TaskDefinition must be blank."},
      {"EXTERNAL", R"(,"launchType":"FARGATE")", invalid + "LaunchType must be blank."},
      {"EXTERNAL", R"(,"platformVersion":"LATEST")", invalid + "PlatformVersion must be blank."},
      {"EXTERNAL", R"(,"role":"r")",
       invalid + "You cannot specify an IAM role for services that require a service linked role."},
      {"EXTERNAL", R"(,"loadBalancers":[)" + balancer + "]",
       invalid + "LoadBalancers must be empty or null."},
      {"EXTERNAL", "," + in_subnet, invalid + "NetworkConfiguration must be empty or null."},
      {"EXTERNAL", R"(,"schedulingStrategy":"DAEMON")",
       invalid + "The daemon scheduling strategy is not supported with the EXTERNAL deployment "
                 "controller."},
      {"EXTERNAL", alarms,
       invalid + "Alarm based rollback feature is only supported with ECS deployment controller. "
                 "Update to ECS deployment controller and try again."},
      {"CODE_DEPLOY", "," + runs + canary,
       invalid + "Deployment strategies are only supported with ECS deployment controller. Update "
                 "to ECS deployment controller and try again."},
      {"CODE_DEPLOY", "," + runs,
       invalid +
           "A load balancer is required for services with a CODE_DEPLOY deployment controller."},
      {"CODE_DEPLOY", "," + runs + R"(,"loadBalancers":[)" + balancer + "," + balancer + "]",
       invalid + "load balancers can have at most 1 items."},
      {"CODE_DEPLOY", R"(,"loadBalancers":[)" + balancer + "]",
       invalid + "TaskDefinition can not be blank."}};
  for (const Row& row : rows) {
    EXPECT_EQ(refusal(create(row.controller, row.members)), row.refusal) << row.members;
  }
}

TEST_F(TaskSets, LeaveAServiceItsRest) {
  create("EXTERNAL",
         R"(,"deploymentConfiguration":{"maximumPercent":150,"minimumHealthyPercent":0})"
         R"(,"healthCheckGracePeriodSeconds":5)");
  EXPECT_EQ(record().deployment_configuration.maximum_percent, 200);
  EXPECT_EQ(record().deployment_configuration.minimum_healthy_percent, 100);
  const auto changed = on_web("UpdateService", R"("desiredCount":7,"propagateTags":"SERVICE",)"
                                               R"("healthCheckGracePeriodSeconds":9)");
  EXPECT_EQ(json_at(changed, "service/desiredCount"), "7");
  EXPECT_EQ(json_at(changed, "service/propagateTags"), "SERVICE");
  EXPECT_EQ(json_at(changed, "service/healthCheckGracePeriodSeconds"), "9");
  EXPECT_EQ(json_at(changed, "service/deployments"), "[0]");
  const std::string external =
      " on services with an EXTERNAL deployment controller. Use CreateTaskSet to create a new task "
      "set.";
  const std::pair<std::string, std::string> rows[] = {
      {R"("taskDefinition":"web:2","forceNewDeployment":true)",
       "Unable to update task definition" + external},
      {in_subnet, "Unable to update network parameters" + external},
      {R"("deploymentConfiguration":{"maximumPercent":150})",
       "Unable to update deployment configuration" + external},
      {R"("forceNewDeployment":true)", "Cannot force a new deployment" + external}};
  for (const auto& [members, error] : rows) {
    EXPECT_EQ(refusal(on_web("UpdateService", members)), invalid + error);
  }
  EXPECT_EQ(refusal(on_web("UpdateService", R"("deploymentController":{"type":"ECS"})")),
            "UnsupportedFeatureException: drydock does not emulate the change of a service's "
            "deployment controller.");
}

TEST_F(TaskSets, OfCodeDeployAreNotForUpdateService) {
  create("CODE_DEPLOY", "," + runs + R"(,"loadBalancers":[{"targetGroupArn":")" + target_group() +
                            R"(","containerName":"app","containerPort":80}])");
  const std::string code_deploy =
      " on services with a CODE_DEPLOY deployment controller. Use AWS CodeDeploy to trigger a new "
      "deployment.";
  const std::pair<std::string, std::string> rows[] = {
      {R"("taskDefinition":"web:2")", "Unable to update task definition" + code_deploy},
      {in_subnet, "Unable to update network parameters" + code_deploy},
      {R"("platformVersion":"1.4.0")", "Unable to update platform version" + code_deploy},
      {R"("forceNewDeployment":true)", "Cannot force a new deployment" + code_deploy}};
  for (const auto& [members, error] : rows) {
    EXPECT_EQ(refusal(on_web("UpdateService", members)), invalid + error);
  }
  const auto changed = on_web(
      "UpdateService", R"("desiredCount":1,"deploymentConfiguration":{"maximumPercent":150})");
  EXPECT_EQ(json_at(changed, "service/desiredCount"), "1");
  EXPECT_EQ(json_at(changed, "service/deploymentConfiguration/maximumPercent"), "150");
}

TEST_F(TaskSets, KeepAServiceFromBeingDeletedWithoutForce) {
  create("EXTERNAL");
  const std::string first = made();
  on_web("UpdateService", R"("desiredCount":0)");
  EXPECT_EQ(refusal(on_web("DeleteService", R"("force":false)")),
            invalid + "The service cannot be stopped while deployments are active.");
  on_web("UpdateServicePrimaryTaskSet", R"("primaryTaskSet":")" + first + R"(")");
  const auto deleted = on_web("DeleteService", R"("force":false)");
  EXPECT_EQ(json_at(deleted, "service/status"), "DRAINING");
  EXPECT_EQ(json_at(deleted, "service/taskSets/0/status"), "DRAINING");
}

}  // namespace
}  // namespace drydock::ecs::api::task_sets_test
