#include "api/ecs/services.h"

#include <gtest/gtest.h>

#include <string>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "model/ecs/common.h"
#include "tests/api/calls.h"

namespace drydock::ecs::api::services_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;
using testing::xml_at;

/// A cluster "shop" with two revisions of the awsvpc definition "web" and the bridge one "job".
struct Services : ::testing::Test {
  void SetUp() override {
    calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
    for (int i = 0; i < 2; ++i) {
      calls.ecs("RegisterTaskDefinition",
                R"({"family":"web","networkMode":"awsvpc","cpu":"256","memory":"512",
                "containerDefinitions":[{"name":"app","image":"shop:v1",
                "portMappings":[{"containerPort":80}]}]})");
    }
    calls.ecs("RegisterTaskDefinition",
              R"({"family":"job","containerDefinitions":
              [{"name":"app","image":"shop:v1","memory":64}]})");
  }

  /// Makes the service "web" of web:1, with further members.
  aws::Response create(const std::string& members = "") {
    return calls.ecs("CreateService", "{" + common + members + "}");
  }
  aws::Response update(const std::string& members) {
    return calls.ecs("UpdateService", R"({"cluster":"shop","service":"web",)" + members + "}");
  }
  aws::Response describe(const std::string& members = "") {
    return calls.ecs("DescribeServices", R"({"cluster":"shop","services":["web"])" + members + "}");
  }
  const Service& record() { return *calls.store().find<Service>(Calls::world(), "shop/web"); }

  void add_task(const std::string& id, const std::string& deployment, TaskStatus status) {
    Task task{.id = id, .cluster = "shop", .service = "web", .deployment_id = deployment};
    task.last_status = status;
    calls.store().put(Calls::world(), task);
  }

  /// A target group of the type; with a load balancer in front of it unless told otherwise.
  std::string target_group(const std::string& type, bool with_load_balancer = true) {
    const auto network = ec2::default_network(Calls::world());
    const std::string group =
        xml_at(calls.elb("CreateTargetGroup", "&Name=tg-" + type + "&Protocol=HTTP&Port=80&VpcId=" +
                                                  network.vpc_id + "&TargetType=" + type),
               "//TargetGroupArn");
    if (!with_load_balancer) return group;
    const std::string load_balancer =
        xml_at(calls.elb("CreateLoadBalancer", "&Name=lb-" + type +
                                                   "&Subnets.member.1=" + network.subnets.at(0).id +
                                                   "&Subnets.member.2=" + network.subnets.at(1).id),
               "//LoadBalancerArn");
    calls.elb("CreateListener", "&LoadBalancerArn=" + load_balancer +
                                    "&Protocol=HTTP&Port=80&DefaultActions.member.1.Type=forward"
                                    "&DefaultActions.member.1.TargetGroupArn=" +
                                    group);
    return group;
  }

  const std::string common =
      R"("cluster":"shop","serviceName":"web","taskDefinition":"web:1","desiredCount":2,)"
      R"("launchType":"FARGATE","networkConfiguration":{"awsvpcConfiguration":)"
      R"({"subnets":["subnet-1"]}})";
  Calls calls;
};

TEST_F(Services, AreAnsweredToTheField) {
  const auto response = create();
  const std::string id = record().task_set;
  const std::string number = id.substr(8);
  EXPECT_EQ(
      response.body,
      R"({"service":{"serviceArn":"arn:aws:ecs:eu-west-1:111122223333:service/shop/web",)"
      R"("serviceName":"web","clusterArn":"arn:aws:ecs:eu-west-1:111122223333:cluster/shop",)"
      R"("loadBalancers":[],"serviceRegistries":[],"status":"ACTIVE","desiredCount":2,)"
      R"("runningCount":0,"pendingCount":0,"launchType":"FARGATE","platformVersion":"LATEST",)"
      R"("platformFamily":"Linux","taskDefinition":)"
      R"("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1",)"
      R"("deploymentConfiguration":{"deploymentCircuitBreaker":{"enable":false,"rollback":false},)"
      R"("maximumPercent":200,"minimumHealthyPercent":100},"deployments":[{"id":")" +
          id +
          R"(","status":"PRIMARY","taskDefinition":)"
          R"("arn:aws:ecs:eu-west-1:111122223333:task-definition/web:1","desiredCount":2,)"
          R"("pendingCount":0,"runningCount":0,"failedTasks":0,"createdAt":1700000000.000,)"
          R"("updatedAt":1700000000.000,"launchType":"FARGATE","platformVersion":"1.4.0",)"
          R"("platformFamily":"Linux","networkConfiguration":{"awsvpcConfiguration":)"
          R"({"subnets":["subnet-1"]}},"rolloutState":"IN_PROGRESS",)"
          R"("rolloutStateReason":"ECS deployment )" +
          id +
          R"( in progress."}],"roleArn":"arn:aws:iam::111122223333:role/aws-service-role/)"
          R"(ecs.amazonaws.com/AWSServiceRoleForECS","events":[],"createdAt":1700000000.000,)"
          R"("currentServiceDeployment":)"
          R"("arn:aws:ecs:eu-west-1:111122223333:service-deployment/shop/web/)" +
          record().deployment +
          R"(","currentServiceRevisions":[{"arn":)"
          R"("arn:aws:ecs:eu-west-1:111122223333:service-revision/shop/web/)" +
          number +
          R"(","requestedTaskCount":2,"runningTaskCount":0,"pendingTaskCount":0}],)"
          R"("placementConstraints":[],"placementStrategy":[],"networkConfiguration":)"
          R"({"awsvpcConfiguration":{"subnets":["subnet-1"]}},"schedulingStrategy":"REPLICA",)"
          R"("tags":[],"createdBy":"arn:aws:iam::111122223333:root",)"
          R"("enableECSManagedTags":false,"propagateTags":"NONE","enableExecuteCommand":false,)"
          R"("availabilityZoneRebalancing":"ENABLED"}})");
}

TEST_F(Services, CountTheirTasksWhenDescribed) {
  create();
  const std::string id = record().task_set;
  add_task("1", id, TaskStatus::running);
  add_task("2", id, TaskStatus::activating);
  add_task("3", "ecs-svc/old", TaskStatus::running);
  add_task("4", id, TaskStatus::stopped);
  const auto response = describe();
  EXPECT_EQ(json_at(response, "services/0/runningCount"), "2");
  EXPECT_EQ(json_at(response, "services/0/pendingCount"), "1");
  EXPECT_EQ(json_at(response, "services/0/deployments/0/runningCount"), "1");
  EXPECT_EQ(json_at(response, "services/0/deployments/0/pendingCount"), "1");
}

TEST_F(Services, ShowANewPrimaryInTheAnswerToTheUpdate) {
  create();
  const std::string old = record().task_set;
  add_task("1", old, TaskStatus::running);
  const auto response = update(R"("taskDefinition":"web","volumeConfigurations":[])");
  EXPECT_EQ(json_at(response, "service/deployments"), "[2]");
  EXPECT_EQ(json_at(response, "service/deployments/0/status"), "PRIMARY");
  EXPECT_EQ(json_at(response, "service/deployments/0/taskDefinition"),
            "arn:aws:ecs:eu-west-1:111122223333:task-definition/web:2");
  EXPECT_EQ(json_at(response, "service/deployments/1/status"), "ACTIVE");
  EXPECT_EQ(json_at(response, "service/deployments/1/id"), old);
  EXPECT_EQ(json_at(response, "service/deployments/1/desiredCount"), "1");
  EXPECT_EQ(json_at(response, "service/deployments/1/runningCount"), "1");
}

TEST_F(Services, KeepTheirDeploymentWhenOnlyNumbersChange) {
  create();
  const auto response =
      update(R"("desiredCount":5,"deploymentConfiguration":{"minimumHealthyPercent":50},)"
             R"("enableExecuteCommand":true)");
  EXPECT_EQ(json_at(response, "service/deployments"), "[1]");
  EXPECT_EQ(json_at(response, "service/desiredCount"), "5");
  EXPECT_EQ(json_at(response, "service/deploymentConfiguration/minimumHealthyPercent"), "50");
  EXPECT_EQ(json_at(response, "service/deploymentConfiguration/maximumPercent"), "200");
  EXPECT_EQ(json_at(response, "service/enableExecuteCommand"), "true");
}

TEST_F(Services, DeployAnewWhenForced) {
  create();
  EXPECT_EQ(json_at(update(R"("forceNewDeployment":true)"), "service/deployments"), "[2]");
}

TEST_F(Services, TakeAnotherStrategyWithTheirNextDeployment) {
  create();
  const std::string spot =
      R"("capacityProviderStrategy":[{"capacityProvider":"FARGATE_SPOT","weight":1}])";
  const std::string provider = "service/deployments/0/capacityProviderStrategy/0/capacityProvider";
  EXPECT_EQ(json_at(update(spot), provider), "absent");
  EXPECT_EQ(json_at(update(R"("forceNewDeployment":true)"), provider), "FARGATE_SPOT");
}

TEST_F(Services, AreMadeOnceForOneClientToken) {
  const auto first = create(R"(,"clientToken":"t")");
  const auto again = create(R"(,"clientToken":"t")");
  EXPECT_EQ(first.body, again.body);
  const std::string not_idempotent =
      "InvalidParameterException: Creation of service was not idempotent.";
  EXPECT_EQ(refusal(create(R"(,"clientToken":"u")")), not_idempotent);
  EXPECT_EQ(refusal(create()), not_idempotent);
  EXPECT_EQ(refusal(create(R"(,"clientToken":"t","desiredCount":7)")), not_idempotent);
  EXPECT_EQ(refusal(calls.ecs("CreateService", R"({"cluster":"shop","serviceName":"other",)"
                                               R"("taskDefinition":"job","clientToken":"t"})")),
            not_idempotent);
  EXPECT_EQ(refusal(create(R"(,"clientToken":")" + std::string(37, 'a') + "\"")),
            "InvalidParameterException: clientToken can be up to 36 ASCII characters in the range "
            "of 33-126 (inclusive).");
}

TEST_F(Services, OfAnotherWorldOrClusterAreRefused) {
  create();
  const auto describe_arn = [&](const std::string& arn) {
    return refusal(
        calls.ecs("DescribeServices", R"({"cluster":"shop","services":[")" + arn + "\"]}"));
  };
  EXPECT_EQ(describe_arn(Calls::arn("service/shop/web")), "none");
  EXPECT_EQ(describe_arn("arn:aws:ecs:us-east-1:111122223333:service/shop/web"),
            "InvalidParameterException: Identifier is for us-east-1. Your region is eu-west-1");
  EXPECT_EQ(describe_arn(Calls::arn("service/harbour/web")),
            "InvalidParameterException: Invalid identifier: Identifier is for cluster harbour. "
            "Your cluster is shop");
  EXPECT_EQ(refusal(update(R"("taskDefinition":"arn:aws:ecs:eu-west-1:444455556666:)"
                           R"(task-definition/web:1")")),
            "InvalidParameterException: Identifier is for 444455556666. Your accountId is "
            "111122223333");
}

TEST_F(Services, DrainWhenDeletedAndCanBeMadeAnewOnceInactive) {
  create();
  EXPECT_EQ(refusal(calls.ecs("DeleteService", R"({"cluster":"shop","service":"web"})")),
            "InvalidParameterException: The service cannot be stopped while it is scaled above 0.");
  const auto deleted =
      calls.ecs("DeleteService", R"({"cluster":"shop","service":"web","force":true})");
  EXPECT_EQ(json_at(deleted, "service/status"), "DRAINING");
  EXPECT_EQ(json_at(deleted, "service/desiredCount"), "0");
  EXPECT_EQ(refusal(create()),
            "InvalidParameterException: Unable to Start a service that is still Draining.");
  EXPECT_EQ(refusal(update(R"("desiredCount":1)")),
            "ServiceNotActiveException: Service was not ACTIVE.");
  EXPECT_EQ(json_at(calls.ecs("ListServices", R"({"cluster":"shop"})"), "serviceArns"), "[0]");
  calls.store().change<Service>(Calls::world(), "shop/web",
                                [](Service& service) { service.status = ServiceStatus::inactive; });
  EXPECT_EQ(json_at(describe(), "services/0/status"), "INACTIVE");
  EXPECT_EQ(refusal(calls.ecs("DeleteService", R"({"cluster":"shop","service":"web"})")),
            "ServiceNotFoundException: Service not found.");
  EXPECT_EQ(json_at(create(), "service/status"), "ACTIVE");
}

TEST_F(Services, AreNotDeletedWhileADeploymentIsUnderWay) {
  create();
  update(R"("desiredCount":0,"taskDefinition":"web:2")");
  EXPECT_EQ(refusal(calls.ecs("DeleteService", R"({"cluster":"shop","service":"web"})")),
            "InvalidParameterException: The service cannot be stopped while deployments are "
            "active.");
}

TEST_F(Services, TellWhatIsMissingAsAFailure) {
  const auto response = describe();
  EXPECT_EQ(response.body,
            R"({"services":[],"failures":[{"arn":)"
            R"("arn:aws:ecs:eu-west-1:111122223333:service/shop/web","reason":"MISSING"}]})");
}

TEST_F(Services, TellTagsOnlyWhereAskedFor) {
  create(R"(,"tags":[{"key":"a","value":"1"}])");
  EXPECT_EQ(json_at(describe(), "services/0/tags"), "absent");
  EXPECT_EQ(json_at(describe(R"(,"include":["TAGS"])"), "services/0/tags/0/value"), "1");
}

TEST_F(Services, AreListedTenToAPage) {
  for (int i = 10; i < 22; ++i) {
    calls.store().put(Calls::world(), Service{.name = "s" + std::to_string(i),
                                              .cluster = "shop",
                                              .arn = "arn:s" + std::to_string(i),
                                              .launch_type = model::ecs::LaunchType::ec2});
  }
  const auto first = calls.ecs("ListServices", R"({"cluster":"shop"})");
  EXPECT_EQ(json_at(first, "serviceArns"), "[10]");
  const auto second = calls.ecs(
      "ListServices", R"({"cluster":"shop","nextToken":")" + json_at(first, "nextToken") + "\"}");
  EXPECT_EQ(second.body, R"({"serviceArns":["arn:s20","arn:s21"]})");
  EXPECT_EQ(json_at(calls.ecs("ListServices", R"({"cluster":"shop","launchType":"FARGATE"})"),
                    "serviceArns"),
            "[0]");
}

TEST_F(Services, TakeALoadBalancerThatSuitsTheirTasks) {
  const std::string group = target_group("ip");
  const auto response = create(R"(,"loadBalancers":[{"targetGroupArn":")" + group +
                               R"(","containerName":"app","containerPort":80}])");
  EXPECT_EQ(json_at(response, "service/loadBalancers/0/targetGroupArn"), group);
  EXPECT_EQ(json_at(response, "service/healthCheckGracePeriodSeconds"), "0");
}

TEST_F(Services, RefuseALoadBalancerThatCannotServeTheirTasks) {
  const std::string instances = target_group("instance");
  const std::string lone = target_group("ip", false);
  const auto refused = [this](const std::string& group, const std::string& container, int port) {
    return refusal(create(R"(,"loadBalancers":[{"targetGroupArn":")" + group +
                          R"(","containerName":")" + container + R"(","containerPort":)" +
                          std::to_string(port) + "}]"));
  };
  EXPECT_EQ(refused(instances, "app", 80),
            "InvalidParameterException: The provided target group " + instances +
                " has target type instance, which is incompatible with the awsvpc network mode "
                "specified in the task definition.");
  EXPECT_EQ(refused(lone, "app", 80),
            "InvalidParameterException: The target group with targetGroupArn " + lone +
                " does not have an associated load balancer.");
  EXPECT_EQ(refused("arn:none", "app", 80),
            "InvalidParameterException: The target group with targetGroupArn arn:none does not "
            "exist.");
  EXPECT_EQ(refused(instances, "app", 81),
            "InvalidParameterException: The container app did not have a container port 81 "
            "defined.");
  EXPECT_EQ(refused(instances, "x", 80),
            "InvalidParameterException: The container x does not exist in the task definition.");
  EXPECT_EQ(refusal(create(R"(,"loadBalancers":[{"loadBalancerName":"classic",)"
                           R"("containerName":"app","containerPort":80}])")),
            "UnsupportedFeatureException: drydock does not emulate Classic Load Balancers.");
}

TEST_F(Services, GoByTheEarlySuccessCriteriaThatTheyWereGivenLast) {
  create(R"(,"deploymentConfiguration":{"minimumHealthyPercent":50,"earlySuccessCriteria":)"
         R"({"enable":true,"healthyPercent":90,"sourceServiceRevisionCleanup":"DEFERRED"}})");
  const std::string shown = "services/0/deploymentConfiguration/earlySuccessCriteria";
  EXPECT_EQ(json_at(describe(), shown + "/healthyPercent"), "90");
  EXPECT_EQ(json_at(describe(), shown + "/sourceServiceRevisionCleanup"), "DEFERRED");
  update(R"("deploymentConfiguration":{"maximumPercent":150})");
  EXPECT_EQ(json_at(describe(), shown + "/enable"), "true");
  update(R"("deploymentConfiguration":{"earlySuccessCriteria":{"enable":false}})");
  EXPECT_EQ(json_at(describe(), shown + "/enable"), "false");
}

TEST_F(Services, AreRebalancedWhereTheyCanBe) {
  const auto rebalancing = [](const aws::Response& response) {
    return json_at(response, "service/availabilityZoneRebalancing");
  };
  EXPECT_EQ(rebalancing(create()), "ENABLED");
  const std::string percents =
      R"("deploymentConfiguration":{"minimumHealthyPercent":50,"maximumPercent":100})";
  EXPECT_EQ(refusal(update(percents)),
            "InvalidParameterException: Availability Zone Rebalancing does not support "
            "maximumPercent <= 100 % as deployment configuration.");
  EXPECT_EQ(rebalancing(update(percents + R"(,"availabilityZoneRebalancing":"DISABLED")")),
            "DISABLED");
  EXPECT_EQ(rebalancing(update(R"("deploymentConfiguration":{"maximumPercent":200})")), "DISABLED");
  const std::string job =
      R"({"cluster":"shop","serviceName":"job","taskDefinition":"job","placementStrategy":)";
  EXPECT_EQ(
      rebalancing(calls.ecs("CreateService", job + R"([{"type":"binpack","field":"memory"}]})")),
      "DISABLED");
}

TEST_F(Services, RunOneTaskOfADaemonOnEachInstance) {
  const auto response = calls.ecs("CreateService",
                                  R"({"cluster":"shop","serviceName":"d","taskDefinition":"job",
      "schedulingStrategy":"DAEMON"})");
  EXPECT_EQ(json_at(response, "service/desiredCount"), "1");
  EXPECT_EQ(json_at(response, "service/deploymentConfiguration/minimumHealthyPercent"), "0");
  EXPECT_EQ(json_at(response, "service/deploymentConfiguration/maximumPercent"), "100");
  EXPECT_EQ(json_at(response, "service/launchType"), "EC2");
  const std::string refusal_of_count =
      "InvalidParameterException: The daemon scheduling strategy does not support a desired count "
      "for services. Remove the desired count value and try again";
  EXPECT_EQ(
      refusal(calls.ecs("UpdateService", R"({"cluster":"shop","service":"d","desiredCount":2})")),
      refusal_of_count);
  EXPECT_EQ(refusal(calls.ecs("CreateService",
                              R"({"cluster":"shop","serviceName":"e","taskDefinition":"job",
      "schedulingStrategy":"DAEMON","desiredCount":1})")),
            refusal_of_count);
}

TEST_F(Services, AreRefusedInAwsWords) {
  struct Row {
    std::string members, refusal;
  };
  const std::string invalid = "InvalidParameterException: ";
  const std::string start = R"("cluster":"shop","serviceName":"x",)";
  const std::string job = start + R"("taskDefinition":"job")";
  const Row rows[] = {
      {R"("serviceName":"x","taskDefinition":"job")",
       "ClusterNotFoundException: Cluster not found."},
      {start + R"("desiredCount":1)", invalid + "TaskDefinition can not be blank."},
      {start + R"("taskDefinition":"none")", "ClientException: TaskDefinition not found."},
      {start + R"("taskDefinition":"web")",
       invalid + "Network Configuration must be provided when networkMode 'awsvpc' is specified."},
      {job + R"(,"role":"r","desiredCount":-1)",
       invalid + "The desired count must not be negative."},
      {job + R"(,"launchType":"EC2","capacityProviderStrategy":[{"capacityProvider":"FARGATE"}])",
       invalid + "Specify either Launch Type or Capacity Provider Strategy, but not both."},
      {job + R"(,"launchType":"FARGATE")",
       invalid + "Task definition does not support launch_type FARGATE."},
      {job + R"(,"deploymentConfiguration":{"maximumPercent":100})",
       invalid + "Both maximumPercent and minimumHealthyPercent cannot be 100 as this will block "
                 "deployments."},
      {job + R"(,"healthCheckGracePeriodSeconds":5)",
       invalid + "Health check grace period is only valid for services configured to use load "
                 "balancers"},
      {job + R"(,"deploymentConfiguration":{"lifecycleHooks":[{"targetType":"PAUSE",)"
             R"("lifecycleStages":["PRE_SCALE_UP"]}]})",
       "InvalidParameterException: lifecycleHooks can only be given with the deployment strategy "
       "BLUE_GREEN, LINEAR or CANARY."},
      {job +
           R"(,"deploymentConfiguration":{"alarms":{"alarmNames":[],"enable":true,"rollback":true}})",
       "InvalidParameterException: Deployment alarms must name between 1 and 100 alarms."},
      {job + R"(,"deploymentConfiguration":{"earlySuccessCriteria":{"enable":true}})",
       invalid + "earlySuccessCriteria must have healthyPercent and sourceServiceRevisionCleanup "
                 "where it is enabled."},
      {job + R"(,"deploymentConfiguration":{"minimumHealthyPercent":50,"earlySuccessCriteria":)" +
           R"({"enable":true,"healthyPercent":49,"sourceServiceRevisionCleanup":"BLOCKING"}})",
       invalid + "healthyPercent of earlySuccessCriteria must be between minimumHealthyPercent "
                 "(50) and 100."},
      {job + R"(,"deploymentConfiguration":{"strategy":"BLUE_GREEN","earlySuccessCriteria":)" +
           R"({"enable":true,"healthyPercent":100,"sourceServiceRevisionCleanup":"DEFERRED"}})",
       invalid + "earlySuccessCriteria can only be given with the deployment strategy ROLLING."},
      {job + R"(,"deploymentConfiguration":{"deploymentCircuitBreaker":{"enable":true,)" +
           R"("rollback":true,"thresholdConfiguration":{"type":"COUNT","value":0}}})",
       invalid + "The value of the circuit breaker's threshold must be at least 1."},
      {job + R"(,"deploymentConfiguration":{"deploymentCircuitBreaker":{"enable":true,)" +
           R"("rollback":true,"thresholdConfiguration":{"type":"BOUNDED_PERCENT","value":101}}})",
       invalid + "The value of the circuit breaker's threshold must not be greater than 100 with "
                 "the type BOUNDED_PERCENT."},
      {job + R"(,"gatewayConnectors":[{"portName":"http"}])",
       invalid + "gatewayConnectors require the awsvpc network mode."},
      {job + R"(,"monitoring":{"metricConfigurations":[{"metricNames":["CPUUtilization"],)" +
           R"("resolutionSeconds":20}]})",
       "UnsupportedFeatureException: drydock does not emulate the monitoring of services."},
      {R"("cluster":"shop","serviceName":"a b","taskDefinition":"job")",
       invalid + "Service name contains invalid characters."},
      {common + R"(,"role":"r")",
       invalid + "You cannot specify an IAM role for services that require a service linked role."},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(refusal(calls.ecs("CreateService", "{" + row.members + "}")), row.refusal)
        << row.members;
  }
  EXPECT_EQ(refusal(update(R"("desiredCount":1)")), "ServiceNotFoundException: Service not found.");
  EXPECT_EQ(refusal(calls.ecs("DescribeServices", R"({"cluster":"shop","services":[]})")),
            invalid + "Services cannot be empty.");
}

}  // namespace
}  // namespace drydock::ecs::api::services_test
