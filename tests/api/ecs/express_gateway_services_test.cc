#include "api/ecs/express_gateway_services.h"

#include <gtest/gtest.h>

#include "emulator/autoscaling/scalable_target.h"
#include "emulator/ec2/default_network.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/deployment/rollout.h"
#include "emulator/ecs/express/express_end.h"
#include "emulator/ecs/express/express_gateway.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/target_group.h"
#include "tests/api/calls.h"

namespace drydock::ecs::api::express_gateway_services_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;

struct ExpressGatewayServicesTest : ::testing::Test {
  /// Makes the service "shop" with further members.
  aws::Response create(const std::string& members = "") {
    return calls.ecs("CreateExpressGatewayService",
                     R"({"serviceName":"shop",)" + roles +
                         R"("primaryContainer":{"image":"shop:v1"})" + members + "}");
  }
  aws::Response create_of(const std::string& members) {
    return calls.ecs("CreateExpressGatewayService", "{" + members + "}");
  }
  aws::Response update(const std::string& members) {
    return calls.ecs("UpdateExpressGatewayService", "{" + arn + members + "}");
  }
  aws::Response describe(const std::string& members = "") {
    return calls.ecs("DescribeExpressGatewayService", "{" + arn + members + "}");
  }
  aws::Response remove() { return calls.ecs("DeleteExpressGatewayService", "{" + arn + "}"); }
  /// The deployment under way comes to its end, as the service's controller would have it.
  void complete() {
    complete_deployment(calls.store(), Calls::world(), "default/shop", Calls::now());
  }
  /// The service ends likewise.
  void end() {
    const World world = Calls::world();
    end_service(calls.store(), world, "default/shop", Calls::now());
    end_gateway({calls.store(), world, calls.ids(), Calls::now()}, "default/shop");
  }
  std::string register_own(const std::string& family) {
    return json_at(calls.ecs("RegisterTaskDefinition",
                             R"({"family":")" + family +
                                 R"(","networkMode":"awsvpc","cpu":"512","memory":"1024",
        "requiresCompatibilities":["FARGATE"],"containerDefinitions":[{"name":"Main","image":"own:v1",
        "portMappings":[{"containerPort":9000,"name":"http"}]},{"name":"side","image":"side:v1"}]})"),
                   "taskDefinition/taskDefinitionArn");
  }
  const Service& service() { return *calls.store().find<Service>(Calls::world(), "default/shop"); }
  const ExpressGateway& gateway() {
    return *calls.store().find<ExpressGateway>(Calls::world(), "default/shop");
  }
  const elb::TargetGroup& group(std::size_t place) {
    return *calls.store().find<elb::TargetGroup>(Calls::world(), gateway().target_groups.at(place));
  }
  template <class Record>
  std::size_t count() {
    return calls.store().table<Record>(Calls::world()).size();
  }
  std::string current_revision() { return service().task_set.substr(8); }

  const std::string roles = R"("executionRoleArn":"arn:aws:iam::111122223333:role/exec",)"
                            R"("infrastructureRoleArn":"arn:aws:iam::111122223333:role/infra",)";
  const std::string arn = R"("serviceArn":")" + Calls::arn("service/default/shop") + R"(")";
  Calls calls;
};

TEST_F(ExpressGatewayServicesTest, AreAnsweredToTheField) {
  const auto response = create();
  const auto network = ec2::default_network(Calls::world());
  const std::string log_group = json_at(
      response, "service/activeConfigurations/0/primaryContainer/awsLogsConfiguration/logGroup");
  EXPECT_TRUE(log_group.starts_with("/aws/ecs/default/shop-")) << log_group;
  EXPECT_EQ(
      response.body,
      R"({"service":{"cluster":"arn:aws:ecs:eu-west-1:111122223333:cluster/default",)"
      R"("serviceName":"shop","serviceArn":)"
      R"("arn:aws:ecs:eu-west-1:111122223333:service/default/shop","infrastructureRoleArn":)"
      R"("arn:aws:iam::111122223333:role/infra","status":{"statusCode":"ACTIVE"},)"
      R"("currentDeployment":)"
      R"("arn:aws:ecs:eu-west-1:111122223333:service-deployment/default/shop/)" +
          service().deployment +
          R"(","activeConfigurations":[{"serviceRevisionArn":)"
          R"("arn:aws:ecs:eu-west-1:111122223333:service-revision/default/shop/)" +
          current_revision() +
          R"(","executionRoleArn":"arn:aws:iam::111122223333:role/exec","taskDefinitionArn":)"
          R"("arn:aws:ecs:eu-west-1:111122223333:task-definition/default-shop:1",)"
          R"("cpu":"256","memory":"512","cpuArchitecture":"X86_64","networkConfiguration":)"
          R"({"securityGroups":[")" +
          network.security_group_id + R"("],"subnets":[")" + network.subnets.at(0).id + R"(",")" +
          network.subnets.at(1).id + R"(",")" + network.subnets.at(2).id +
          R"("]},"healthCheckPath":"/ping","primaryContainer":{"image":"shop:v1",)"
          R"("containerPort":80,"awsLogsConfiguration":{"logGroup":")" +
          log_group +
          R"(","logStreamPrefix":"ecs"},"environment":[]},"scalingTarget":{"minTaskCount":1,)"
          R"("maxTaskCount":20,"autoScalingMetric":"AVERAGE_CPU","autoScalingTargetValue":60},)"
          R"("ingressPaths":[{"accessType":"PUBLIC","endpoint":"http://)" +
          gateway().endpoint +
          R"(.ecs.eu-west-1.localhost:4566"}],"createdAt":1700000000.000}],"tags":[],)"
          R"("createdAt":1700000000.000,"updatedAt":1700000000.000}})");
}

TEST_F(ExpressGatewayServicesTest, MakeAllThatTheirServiceNeeds) {
  create();
  const auto& cluster = *calls.store().find<Cluster>(Calls::world(), "default");
  EXPECT_EQ(cluster.capacity_providers, std::vector<std::string>{"FARGATE"});
  EXPECT_EQ(service().desired_count, 1);
  EXPECT_EQ(service().launch_type, model::ecs::LaunchType::fargate);
  const auto& configuration = service().deployment_configuration;
  EXPECT_EQ(configuration.strategy, model::ecs::DeploymentStrategy::canary);
  EXPECT_EQ(configuration.canary_configuration->canary_percent, 5.0);
  EXPECT_EQ(configuration.canary_configuration->canary_bake_time_in_minutes, 3);
  EXPECT_EQ(configuration.bake_time_in_minutes, 3);
  const auto& load_balancer = service().load_balancers.at(0);
  EXPECT_EQ(load_balancer.target_group_arn, gateway().target_groups[0]);
  EXPECT_EQ(load_balancer.container_name, "Main");
  EXPECT_EQ(load_balancer.container_port, 80);
  EXPECT_EQ(load_balancer.advanced_configuration->alternate_target_group_arn,
            gateway().target_groups[1]);
  EXPECT_EQ(load_balancer.advanced_configuration->production_listener_rule, gateway().rule);
  EXPECT_EQ(count<elb::LoadBalancer>(), 1U);
  EXPECT_EQ(count<autoscaling::ScalableTarget>(), 1U);
  const auto shown = calls.ecs("DescribeServices", R"({"services":["shop"]})");
  EXPECT_EQ(json_at(shown, "services/0/resourceManagementType"), "ECS");
}

TEST_F(ExpressGatewayServicesTest, TakeWhatTheyAreGiven) {
  calls.ecs("CreateCluster", R"({"clusterName":"web"})");
  const auto network = ec2::default_network(Calls::world());
  const auto made = create_of(
      roles +
      R"("cluster":"web","serviceName":"shop","taskRoleArn":"arn:aws:iam::111122223333:role/task",
      "cpu":"512","memory":"2048","cpuArchitecture":"ARM64","healthCheckPath":"/health?deep=1",
      "primaryContainer":{"image":"shop:v1","containerPort":8080,"command":["serve"],
        "environment":[{"name":"A","value":"1"}],
        "secrets":[{"name":"S","valueFrom":"arn:aws:ssm:eu-west-1:111122223333:parameter/s"}],
        "repositoryCredentials":{"credentialsParameter":"arn:key"},
        "awsLogsConfiguration":{"logGroup":"/shop","logStreamPrefix":"s"}},
      "networkConfiguration":{"subnets":[")" +
      network.subnets.at(0).id + R"(",")" + network.subnets.at(1).id +
      R"("]},"scalingTarget":{"minTaskCount":2,"maxTaskCount":3,"autoScalingMetric":)"
      R"("REQUEST_COUNT_PER_TARGET","autoScalingTargetValue":1000},)"
      R"("tags":[{"key":"team","value":"a"}])");
  const std::string shown = "service/activeConfigurations/0/";
  for (const auto& [path, value] :
       {std::pair{"cpu", "512"},
        {"memory", "2048"},
        {"cpuArchitecture", "ARM64"},
        {"taskRoleArn", "arn:aws:iam::111122223333:role/task"},
        {"healthCheckPath", "/health?deep=1"},
        {"primaryContainer/containerPort", "8080"},
        {"primaryContainer/command/0", "serve"},
        {"primaryContainer/environment/0/value", "1"},
        {"primaryContainer/secrets/0/name", "S"},
        {"primaryContainer/repositoryCredentials/credentialsParameter", "arn:key"},
        {"primaryContainer/awsLogsConfiguration/logGroup", "/shop"},
        {"networkConfiguration/subnets", "[2]"},
        {"scalingTarget/minTaskCount", "2"},
        {"scalingTarget/autoScalingMetric", "REQUEST_COUNT_PER_TARGET"},
        {"scalingTarget/autoScalingTargetValue", "1000"}}) {
    EXPECT_EQ(json_at(made, shown + path), value) << path;
  }
  EXPECT_EQ(json_at(made, "service/tags/0/key"), "team");
  EXPECT_EQ(calls.store().find<Service>(Calls::world(), "web/shop")->desired_count, 2);
}

TEST_F(ExpressGatewayServicesTest, AreNamedAfterTheirImageWhereNoNameIsGiven) {
  const auto made = create_of(
      roles + R"("primaryContainer":{"image":"localhost:4566/team/shop.web:v1@sha256:0"})");
  const std::string name = json_at(made, "service/serviceName");
  EXPECT_TRUE(name.starts_with("shop-web-") && name.size() == 13) << name;
}

TEST_F(ExpressGatewayServicesTest, TakeADefinitionOfTheCustomers) {
  const std::string own = register_own("own");
  const std::string infra = R"("infrastructureRoleArn":"arn:aws:iam::111122223333:role/infra",)";
  const auto made =
      create_of(infra + R"("serviceName":"shop","taskDefinitionArn":")" + own + R"(")");
  EXPECT_EQ(json_at(made, "service/activeConfigurations/0/taskDefinitionArn"), own);
  EXPECT_EQ(json_at(made, "service/activeConfigurations/0/primaryContainer/image"), "own:v1");
  EXPECT_EQ(json_at(made, "service/activeConfigurations/0/cpuArchitecture"), "absent");
  EXPECT_EQ(service().load_balancers.at(0).container_port, 9000);
  EXPECT_EQ(count<TaskDefinition>(), 1U);
  EXPECT_EQ(refusal(update(R"(,"cpu":"256")")),
            "InvalidParameterException: Either primaryContainer or taskDefinitionArn must be "
            "specified.");
  update(R"(,"executionRoleArn":"arn:aws:iam::111122223333:role/exec",
      "primaryContainer":{"image":"shop:v1"})");
  EXPECT_FALSE(gateway().customer_definition);
  EXPECT_EQ(service().load_balancers.at(0).container_port, 80);
  update(R"(,"taskDefinitionArn":")" + own + R"(")");
  EXPECT_TRUE(gateway().customer_definition);
  EXPECT_EQ(service().task_definition, own);
}

TEST_F(ExpressGatewayServicesTest, RefuseWhatCannotBe) {
  const std::string infra = R"("infrastructureRoleArn":"arn:aws:iam::111122223333:role/infra")";
  const std::string container = R"(,"primaryContainer":{"image":"shop:v1"})";
  const std::string invalid = "InvalidParameterException: ";
  struct Row {
    std::string members;
    std::string words;
  };
  for (const Row& row :
       {Row{infra, invalid + "Either primaryContainer or taskDefinitionArn must be specified."},
        {infra + container, invalid + "executionRoleArn must be specified with primaryContainer."},
        {infra + container + R"(,"taskDefinitionArn":"own:1")",
         invalid + "taskDefinitionArn cannot be specified together with primaryContainer, "
                   "executionRoleArn, taskRoleArn, cpu, memory, or cpuArchitecture."},
        {infra + R"(,"taskDefinitionArn":"none:1")", "ClientException: TaskDefinition not found."},
        {roles + R"("serviceName":"a.b")" + container,
         invalid + "Service name contains invalid characters."},
        {roles + R"("cluster":"none")" + container, "ClusterNotFoundException: Cluster not found."},
        {roles + R"("cpu":"300")" + container,
         "ClientException: No Fargate configuration exists for given values."},
        {roles + R"("healthCheckPath":"ping")" + container,
         invalid + "Health check path 'ping' must begin with a '/' character"},
        {roles + R"("scalingTarget":{"minTaskCount":3,"maxTaskCount":2})" + container,
         invalid + "maxTaskCount must not be less than minTaskCount."}}) {
    EXPECT_EQ(refusal(create_of(row.members)), row.words) << row.members;
  }
  EXPECT_EQ(count<ExpressGateway>() + count<elb::TargetGroup>() + count<TaskDefinition>() +
                count<Cluster>() + count<Service>(),
            0U)
      << "what is refused leaves nothing";
}

TEST_F(ExpressGatewayServicesTest, AreMadeOnce) {
  create();
  EXPECT_EQ(refusal(create()),
            "InvalidParameterException: Creation of service was not idempotent.");
  remove();
  EXPECT_EQ(refusal(create()),
            "InvalidParameterException: Unable to Start a service that is still Draining.");
  end();
  EXPECT_EQ(refusal(create()), "none");
  EXPECT_EQ(count<elb::LoadBalancer>(), 1U);
}

TEST_F(ExpressGatewayServicesTest, DeployWhatAnUpdateChanges) {
  create();
  complete();
  const std::string first = current_revision();
  const auto updated = update(R"(,"primaryContainer":{"image":"shop:v2"},"memory":"1024")");
  EXPECT_NE(current_revision(), first);
  EXPECT_EQ(json_at(updated, "service/targetConfiguration/primaryContainer/image"), "shop:v2");
  EXPECT_EQ(json_at(updated, "service/targetConfiguration/memory"), "1024");
  EXPECT_EQ(json_at(updated, "service/targetConfiguration/taskDefinitionArn"),
            Calls::arn("task-definition/default-shop:2"));
  const auto shown = describe();
  EXPECT_EQ(json_at(shown, "service/activeConfigurations"), "[2]");
  EXPECT_EQ(json_at(shown, "service/activeConfigurations/1/primaryContainer/image"), "shop:v1");
  EXPECT_EQ(json_at(shown, "service/tags"), "absent");
  EXPECT_EQ(json_at(describe(R"(,"include":["TAGS"])"), "service/tags"), "[0]");
}

TEST_F(ExpressGatewayServicesTest, DeployNothingWhereNothingChanges) {
  create();
  const std::string first = current_revision();
  const auto updated = update(R"(,"cpu":"256","primaryContainer":{"image":"shop:v1"},)"
                              R"("healthCheckPath":"/ping")");
  EXPECT_EQ(json_at(updated, "service/targetConfiguration/cpu"), "256");
  EXPECT_EQ(current_revision(), first);
  EXPECT_EQ(count<TaskDefinition>(), 1U);
}

TEST_F(ExpressGatewayServicesTest, CheckGreenByANewPathAndBlueByTheOld) {
  create();
  complete();
  update(R"(,"healthCheckPath":"/health")");
  EXPECT_EQ(group(0).health_check.path, "/ping");
  EXPECT_EQ(group(1).health_check.path, "/health");
  const auto shown = describe();
  EXPECT_EQ(json_at(shown, "service/activeConfigurations/0/healthCheckPath"), "/health");
  EXPECT_EQ(json_at(shown, "service/activeConfigurations/1/healthCheckPath"), "/ping");
  complete();
  update(R"(,"cpu":"512","memory":"1024")");
  EXPECT_EQ(group(0).health_check.path, "/health") << "the path goes along to the next group";
}

TEST_F(ExpressGatewayServicesTest, ScaleWithoutADeployment) {
  create();
  const std::string first = current_revision();
  const auto updated = update(R"(,"scalingTarget":{"minTaskCount":3,"autoScalingTargetValue":80})");
  EXPECT_EQ(json_at(updated, "service/targetConfiguration/scalingTarget/minTaskCount"), "3");
  EXPECT_EQ(json_at(updated, "service/targetConfiguration/scalingTarget/maxTaskCount"), "20");
  EXPECT_EQ(service().desired_count, 3);
  EXPECT_EQ(current_revision(), first);
  EXPECT_EQ(refusal(update(R"(,"scalingTarget":{"maxTaskCount":2})")),
            "InvalidParameterException: maxTaskCount must not be less than minTaskCount.");
}

TEST_F(ExpressGatewayServicesTest, AreToldWithAllThatIsManagedForThem) {
  create();
  const std::string revision = Calls::arn("service-revision/default/shop/" + current_revision());
  const auto managed = [&] {
    return calls.ecs("DescribeServiceRevisions",
                     R"({"serviceRevisionArns":[")" + revision + R"("]})");
  };
  const auto shown = managed();
  const std::string path = "serviceRevisions/0/ecsManagedResources/";
  const std::string ingress = path + "ingressPaths/0/";
  EXPECT_EQ(json_at(shown, ingress + "endpoint"),
            "http://" + gateway().endpoint + ".ecs.eu-west-1.localhost:4566");
  EXPECT_EQ(json_at(shown, ingress + "loadBalancer/arn"), gateway().load_balancer);
  EXPECT_EQ(json_at(shown, ingress + "loadBalancer/scheme"), "internet-facing");
  EXPECT_EQ(json_at(shown, ingress + "listener/status"), "ACTIVE");
  EXPECT_EQ(json_at(shown, ingress + "rule/arn"), gateway().rule);
  EXPECT_EQ(json_at(shown, ingress + "targetGroups"), "[2]");
  EXPECT_EQ(json_at(shown, ingress + "targetGroups/0/healthCheckPath"), "/ping");
  EXPECT_EQ(json_at(shown, ingress + "certificate"), "absent");
  EXPECT_EQ(json_at(shown, path + "autoScaling/scalableTarget/maxCapacity"), "20");
  EXPECT_EQ(json_at(shown, path + "autoScaling/applicationAutoScalingPolicies/0/metric"),
            "ECSServiceAverageCPUUtilization");
  EXPECT_EQ(json_at(shown, path + "metricAlarms"), "[2]");
  remove();
  end();
  EXPECT_EQ(json_at(managed(), "serviceRevisions/0/ecsManagedResources"), "absent");
}

TEST_F(ExpressGatewayServicesTest, MoveToOtherSubnets) {
  create();
  const auto network = ec2::default_network(Calls::world());
  const auto updated = update(R"(,"networkConfiguration":{"subnets":[")" + network.subnets[0].id +
                              R"(",")" + network.subnets[1].id + R"("]})");
  const std::string shown = "service/targetConfiguration/networkConfiguration/";
  EXPECT_EQ(json_at(updated, shown + "subnets"), "[2]");
  EXPECT_EQ(json_at(updated, shown + "securityGroups/0"), network.security_group_id);
  EXPECT_NE(refusal(update(R"(,"networkConfiguration":{"subnets":["subnet-1"]})")), "none");
}

TEST_F(ExpressGatewayServicesTest, TakeAwayWhatTheyMadeOnceTheyHaveEnded) {
  create();
  const auto removed = remove();
  EXPECT_EQ(json_at(removed, "service/status/statusCode"), "DRAINING");
  EXPECT_EQ(service().desired_count, 0);
  EXPECT_EQ(count<elb::TargetGroup>(), 2U) << "its tasks still have requests";
  const std::string inactive = "ServiceNotActiveException: ";
  EXPECT_EQ(refusal(remove()), inactive + "Service is in DRAINING status.");
  EXPECT_EQ(refusal(update("")), inactive + "Service is in DRAINING status.");
  end();
  const auto shown = describe();
  EXPECT_EQ(json_at(shown, "service/status/statusCode"), "INACTIVE");
  EXPECT_EQ(json_at(shown, "service/activeConfigurations"), "[0]");
  EXPECT_EQ(refusal(update("")),
            inactive + "Cannot perform this operation on a service in INACTIVE status.");
  EXPECT_EQ(count<elb::TargetGroup>() + count<elb::LoadBalancer>() + count<elb::Listener>() +
                count<elb::Rule>() + count<autoscaling::ScalableTarget>(),
            0U);
  EXPECT_EQ(count<TaskDefinition>(), 1U);
}

TEST_F(ExpressGatewayServicesTest, AreNoOtherServices) {
  const std::string words = "InvalidParameterException: Resource not found.";
  EXPECT_EQ(refusal(update("")), words);
  EXPECT_EQ(refusal(remove()), words);
  EXPECT_EQ(refusal(describe()), "ResourceNotFoundException: Resource not found.");
  create();
  remove();
  end();
  register_own("own");
  calls.ecs("CreateService", R"({"serviceName":"shop","taskDefinition":"own","launchType":"FARGATE",
      "networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-1"]}}})");
  EXPECT_EQ(refusal(describe()), "ResourceNotFoundException: Resource not found.")
      << "another service has the name now";
}

TEST_F(ExpressGatewayServicesTest, KeepWhatTheirOwnCallsChange) {
  create();
  complete();
  EXPECT_EQ(
      refusal(calls.ecs("UpdateService",
                        R"({"service":"shop","deploymentConfiguration":{"strategy":"ROLLING"}})")),
      "none");
  update(R"(,"primaryContainer":{"image":"shop:v2"},"healthCheckPath":"/health")");
  EXPECT_EQ(service().deployment_configuration.strategy, model::ecs::DeploymentStrategy::rolling);
  EXPECT_EQ(group(0).health_check.path, "/health") << "a rolling update stays with its group";
  EXPECT_EQ(group(1).health_check.path, "/ping");
}

TEST_F(ExpressGatewayServicesTest, AreListedByWhoManagesThem) {
  create();
  register_own("own");
  calls.ecs("CreateService", R"({"serviceName":"own","taskDefinition":"own","launchType":"FARGATE",
      "networkConfiguration":{"awsvpcConfiguration":{"subnets":["subnet-1"]}}})");
  const auto listed = [&](const std::string& type) {
    return calls.ecs("ListServices", R"({"resourceManagementType":")" + type + R"("})");
  };
  EXPECT_EQ(json_at(listed("ECS"), "serviceArns"), "[1]");
  EXPECT_EQ(json_at(listed("ECS"), "serviceArns/0"), Calls::arn("service/default/shop"));
  EXPECT_EQ(json_at(listed("CUSTOMER"), "serviceArns/0"), Calls::arn("service/default/own"));
  EXPECT_EQ(json_at(calls.ecs("ListServices"), "serviceArns"), "[2]");
}

}  // namespace
}  // namespace drydock::ecs::api::express_gateway_services_test
