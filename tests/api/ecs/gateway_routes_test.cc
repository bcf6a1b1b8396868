#include "api/ecs/gateway_routes.h"

#include <algorithm>

#include "emulator/ecs/scheduler/service_actions.h"
#include "emulator/elb/balancer_names.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/target_group.h"
#include "emulator/elb/traffic_split.h"
#include "tests/api/ecs/gateway_calls.h"

namespace drydock::ecs::api::gateway_routes_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;

const std::string invalid = "InvalidParameterException: ";
const std::string test_header = R"("testTrafficRules":{"header":{"name":"x-test","values":["1"]}})";
const std::string blue_green = R"(,"deploymentConfiguration":{"strategy":"BLUE_GREEN"})";

/// A gateway "edge" that the cluster may use.
struct ServicesBehindGateways : testing::GatewayCalls {
  void SetUp() override {
    GatewayCalls::SetUp();
    create_gateway("edge", test_header);
    associate("edge");
  }
  aws::Response describe_route() {
    return calls.ecs("DescribeGatewayRoute", R"({"gatewayRouteArn":")" + route_arn() + "\"}");
  }
  std::string route_arn() { return Calls::arn("gateway-route/" + route().key()); }
  std::vector<elb::Share> shares(const std::string& rule) {
    return elb::shares_of_rule(calls.store(), Calls::world(), rule);
  }
  int weight(const std::string& rule, const std::string& group) {
    const auto all = shares(rule);
    const auto found = std::ranges::find(all, group, &elb::Share::target_group_arn);
    return found == all.end() ? -1 : found->weight;
  }
  const elb::TargetGroup& group(std::size_t place) {
    return *calls.store().find<elb::TargetGroup>(Calls::world(), route().target_groups.at(place));
  }
  std::string routes(const std::string& members) {
    return json_at(list("GatewayRoutes", members), "gatewayRoutes");
  }
  void enter(const EnterStage& stage) {
    enter_stage(calls.store(), Calls::world(), "shop/web", stage, calls.ids(), Calls::now());
  }
};

TEST_F(ServicesBehindGateways, GetARouteWithAHostNameOfTheirOwn) {
  const auto made = create_service("web");
  EXPECT_EQ(json_at(made, "service/loadBalancers"), "[0]") << "it names none itself";
  EXPECT_EQ(json_at(made, "service/healthCheckGracePeriodSeconds"), "0");
  const std::string security_group = "arn:aws:ec2:eu-west-1:111122223333:security-group/" +
                                     ec2::default_network(Calls::world()).security_group_id;
  EXPECT_EQ(
      describe_route().body,
      R"({"gatewayRoute":{"gatewayRouteArn":")" + route_arn() +
          R"(","serviceArn":"arn:aws:ecs:eu-west-1:111122223333:service/shop/web",)"
          R"("serviceContainerPortName":"http","status":"ACTIVE","serviceUrl":"http://)" +
          route().endpoint +
          R"(.ecs.eu-west-1.localhost:4566","resources":{"hostSharedAlb":[{"loadBalancerArn":")" +
          route().load_balancer + R"(","listenerArn":")" + route().listener +
          R"(","listenerRuleArn":")" + route().rule + R"(","testListenerRuleArns":[")" +
          route().test_rule + R"("],"loadBalancerSecurityGroups":[{"arn":")" + security_group +
          R"("}]}]}}})");
  const auto& rule = *calls.store().find<elb::Rule>(Calls::world(), route().rule);
  EXPECT_EQ(elb::endpoint_names_of(rule), elb::endpoint_names(route().endpoint, "eu-west-1"));
  const auto& test = *calls.store().find<elb::Rule>(Calls::world(), route().test_rule);
  EXPECT_LT(test.priority, rule.priority) << "it is asked first";
  EXPECT_EQ(
      refusal(calls.ecs("DescribeGatewayRoute",
                        R"({"gatewayRouteArn":")" + Calls::arn("gateway-route/edge/1") + "\"}")),
      "ResourceNotFoundException: The specified gateway route was not found.");
}

TEST_F(ServicesBehindGateways, RegisterTheirTasksWithIt) {
  create_service("web");
  const auto resolved = resolved_load_balancers(revision());
  ASSERT_EQ(resolved.size(), 1U);
  EXPECT_EQ(resolved[0].target_group_arn, route().target_groups[0]);
  EXPECT_EQ(resolved[0].container_name, "app");
  EXPECT_EQ(resolved[0].container_port, 8080);
  EXPECT_EQ(shares(route().rule), (std::vector<elb::Share>{{route().target_groups[0], 100},
                                                           {route().target_groups[1], 0}}));
}

TEST_F(ServicesBehindGateways, AreToldOfInTheirRevision) {
  create_service("web");
  const auto shown = calls.ecs(
      "DescribeServiceRevisions",
      R"({"serviceRevisionArns":[")" + Calls::arn("service-revision/" + revision().key()) + "\"]}");
  const std::string first = "serviceRevisions/0/";
  EXPECT_EQ(json_at(shown, first + "loadBalancers"), "[0]");
  EXPECT_EQ(json_at(shown, first + "resolvedConfiguration"), "absent");
  EXPECT_EQ(json_at(shown, first + "gatewayConnectors/0/portName"), "http");
  const std::string connection = first + "ecsManagedResources/gatewayConnections/0/";
  for (const auto& [path, value] : std::initializer_list<std::pair<std::string, std::string>>{
           {"gatewayArn", Calls::arn("gateway/edge")},
           {"gatewayRouteArn", route_arn()},
           {"portName", "http"},
           {"serviceUrl", "http://" + route().endpoint + ".ecs.eu-west-1.localhost:4566"},
           {"accessType", "PUBLIC"},
           {"status", "ACTIVE"},
           {"resources/hostSharedAlb/0/listenerRuleArn", route().rule},
           {"resources/hostSharedAlb/0/testListenerRuleArn", route().test_rule},
           {"resources/hostSharedAlb/0/targetGroupArn", route().target_groups[0]},
           {"resources/hostSharedAlb/0/alternateTargetGroupArn", route().target_groups[1]}}) {
    EXPECT_EQ(json_at(shown, connection + path), value) << path;
  }
}

TEST_F(ServicesBehindGateways, AreCheckedAsTheirConnectorSays) {
  create_service("web",
                 R"({"portName":"http","healthCheck":{"healthCheckPath":"/up",)"
                 R"("healthCheckIntervalSeconds":10},"deregistrationDelay":{"timeoutSeconds":7}})");
  EXPECT_EQ(group(0).health_check.path, "/up");
  EXPECT_EQ(group(0).health_check.interval_seconds, 10);
  EXPECT_EQ(elb::deregistration_delay(group(0)), seconds(7));
}

TEST_F(ServicesBehindGateways, AreReachedThroughEveryCompatibleGateway) {
  create_gateway("inner", R"("scheme":"internal")");
  associate("inner");
  create_service("web");
  EXPECT_EQ(routes(R"("service":"web")"), "[2]");
  EXPECT_EQ(revision().load_balancers.size(), 2U);
  create_service("private", R"({"portName":"http","filters":{"accessTypes":["PRIVATE"]}})");
  EXPECT_EQ(route("shop/private").gateway, "inner");
  EXPECT_EQ(routes(R"("gateway":"inner")"), "[2]");
  EXPECT_EQ(count<elb::LoadBalancer>(), 2U);
}

TEST_F(ServicesBehindGateways, UseANewGatewayFromTheirNextDeploymentOn) {
  create_service("web");
  create_gateway("inner");
  associate("inner");
  update_service(R"("desiredCount":2)");
  EXPECT_EQ(count<GatewayRoute>(), 1U);
  update_service(R"("forceNewDeployment":true)");
  EXPECT_EQ(count<GatewayRoute>(), 2U);
}

TEST_F(ServicesBehindGateways, KeepTheirHostNameFromRevisionToRevision) {
  create_service("web");
  complete();
  const std::string endpoint = route().endpoint;
  update_service(R"("forceNewDeployment":true)");
  complete();
  EXPECT_EQ(route().endpoint, endpoint);
  EXPECT_EQ(count<GatewayRoute>(), 1U);
}

TEST_F(ServicesBehindGateways, HaveAgainWithADeploymentWhatAClientTookAway) {
  create_service("web");
  complete();
  const GatewayRoute before = route();
  calls.elb("DeleteRule", "&RuleArn=" + before.rule);
  calls.elb("DeleteRule", "&RuleArn=" + before.test_rule);
  calls.elb("DeleteTargetGroup", "&TargetGroupArn=" + before.target_groups[1]);
  update_service(R"("forceNewDeployment":true)");
  EXPECT_EQ(route().rule, before.rule);
  EXPECT_EQ(route().target_groups[0], before.target_groups[0]);
  EXPECT_EQ(count<elb::TargetGroup>(), 2U);
  complete();
  calls.elb("DeleteLoadBalancer", "&LoadBalancerArn=" + before.load_balancer);
  update_service(R"("forceNewDeployment":true)");
  EXPECT_EQ(route().endpoint, before.endpoint);
  EXPECT_NE(route().load_balancer, before.load_balancer);
  EXPECT_EQ(gateway().balancers.size(), 1U);
  EXPECT_EQ(count<elb::LoadBalancer>(), 1U);
  EXPECT_EQ(count<elb::Rule>(), 2U);
}

TEST_F(ServicesBehindGateways, CanMoveToAnotherPort) {
  create_service("web");
  complete();
  update_service(R"("gatewayConnectors":[{"portName":"admin"}])");
  EXPECT_EQ(json_at(describe_route(), "gatewayRoute/status"), "UPDATE_IN_PROGRESS");
  EXPECT_EQ(json_at(describe_route(), "gatewayRoute/serviceContainerPortName"), "admin");
  EXPECT_EQ(resolved_load_balancers(revision()).at(0).container_port, 9090);
  complete();
  EXPECT_EQ(json_at(describe_route(), "gatewayRoute/status"), "ACTIVE");
}

TEST_F(ServicesBehindGateways, KeepTheirRouteWhileTheirOldTasksNeedIt) {
  create_service("web");
  complete();
  update_service(R"("gatewayConnectors":[])");
  EXPECT_EQ(route().status, model::ecs::GatewayRouteStatus::delete_in_progress);
  EXPECT_TRUE(revision().load_balancers.empty());
  complete();
  EXPECT_EQ(count<GatewayRoute>(), 0U);
  EXPECT_EQ(count<elb::TargetGroup>(), 0U);
  EXPECT_EQ(count<elb::Rule>(), 0U);
  EXPECT_EQ(count<elb::LoadBalancer>(), 0U);
  EXPECT_TRUE(gateway().balancers.empty());
}

TEST_F(ServicesBehindGateways, GoBackToTheRouteThatTheyHad) {
  create_service("web");
  complete();
  update_service(R"("gatewayConnectors":[])");
  roll_back_deployment(calls.store(), Calls::world(), "shop/web", GivenUpBy::client, "",
                       calls.ids(), Calls::now());
  settle_routes(calls.store(), Calls::world(), "shop/web");
  EXPECT_EQ(route().status, model::ecs::GatewayRouteStatus::active);
  EXPECT_EQ(service().gateway_connectors.size(), 1U);
  EXPECT_TRUE(service().load_balancers.empty()) << "the gateway's is none of its own";
}

TEST_F(ServicesBehindGateways, GoBackToThePortThatTheyHad) {
  create_service("web");
  complete();
  update_service(R"("gatewayConnectors":[{"portName":"admin","healthCheck":)"
                 R"({"healthCheckPath":"/admin"}}])");
  EXPECT_EQ(group(0).health_check.path, "/admin");
  roll_back_deployment(calls.store(), Calls::world(), "shop/web", GivenUpBy::client, "",
                       calls.ids(), Calls::now());
  EXPECT_EQ(group(0).health_check.path, "/");
  complete();
  EXPECT_EQ(route().port_name, "http");
  EXPECT_EQ(route().status, model::ecs::GatewayRouteStatus::active);
}

TEST_F(ServicesBehindGateways, ShareALoadBalancerAndTakeItWithTheLast) {
  create_service("web");
  create_service("next");
  EXPECT_EQ(route("shop/next").load_balancer, route().load_balancer);
  EXPECT_EQ(count<elb::LoadBalancer>(), 1U);
  end("shop/web");
  EXPECT_EQ(count<elb::LoadBalancer>(), 1U);
  end("shop/next");
  EXPECT_EQ(count<elb::LoadBalancer>(), 0U);
  EXPECT_EQ(count<elb::TargetGroup>(), 0U);
}

TEST_F(ServicesBehindGateways, GetOneMoreLoadBalancerUntilThereAreAsManyAsThereMayBe) {
  update_gateway(R"("configuration":{"hostSharedAlb":{"maxAlbCount":2}})");
  for (int i = 0; i < 26; ++i) create_service("s" + std::to_string(i));
  EXPECT_EQ(count<elb::LoadBalancer>(), 2U);
  EXPECT_EQ(gateway().balancers.size(), 2U);
  update_gateway(R"("configuration":{"hostSharedAlb":{"maxAlbCount":1}})");
  for (int i = 26; i < 50; ++i) EXPECT_EQ(refusal(create_service("s" + std::to_string(i))), "none");
  EXPECT_EQ(refusal(create_service("s50")),
            invalid +
                "The gateway edge has no room for another service: all of its 1 load "
                "balancers (maxAlbCount) are full.");
  end("shop/s0");
  EXPECT_EQ(refusal(create_service("s50")), "none");
  EXPECT_EQ(route("shop/s50").load_balancer, gateway().balancers.at(0).load_balancer);
}

TEST_F(ServicesBehindGateways, ShiftTheirTrafficAndTestGreenByTheHeader) {
  create_service("web", R"({"portName":"http"})", blue_green);
  enter({.stage = LifecycleStage::production_traffic_shift, .production = 1000, .test = 1000});
  complete();
  const std::string blue = route().target_groups[0];
  const std::string green = route().target_groups[1];
  update_service(R"("gatewayConnectors":[{"portName":"http","healthCheck":)"
                 R"({"healthCheckPath":"/green"}}])");
  EXPECT_EQ(resolved_load_balancers(revision()).at(0).target_group_arn, green);
  EXPECT_EQ(group(0).health_check.path, "/") << "blue is checked as before";
  EXPECT_EQ(group(1).health_check.path, "/green");
  EXPECT_EQ(weight(route().rule, green), 0);
  EXPECT_EQ(weight(route().test_rule, green), 0);
  enter({.stage = LifecycleStage::test_traffic_shift, .production = 0, .test = 1000});
  EXPECT_EQ(weight(route().rule, blue), 100);
  EXPECT_EQ(weight(route().rule, green), 0);
  EXPECT_EQ(weight(route().test_rule, blue), 0);
  EXPECT_EQ(weight(route().test_rule, green), 100);
  enter({.stage = LifecycleStage::production_traffic_shift, .production = 1000, .test = 1000});
  EXPECT_EQ(weight(route().rule, blue), 0);
  EXPECT_EQ(weight(route().rule, green), 100);
}

TEST_F(ServicesBehindGateways, FollowTheirGatewaysTestHeader) {
  create_service("web");
  const std::string rule = route().test_rule;
  update_gateway(R"("configuration":{"hostSharedAlb":{"testTrafficRules":{}}})");
  EXPECT_TRUE(shares(rule).empty()) << "there is none";
  EXPECT_EQ(
      json_at(describe_route(), "gatewayRoute/resources/hostSharedAlb/0/testListenerRuleArns"),
      "[0]");
  update_gateway(R"("configuration":{"hostSharedAlb":{"testTrafficRules":{"header":)"
                 R"({"name":"x-green","values":["yes"]}}}})");
  EXPECT_EQ(shares(rule), shares(route().rule));
  const auto& made = *calls.store().find<elb::Rule>(Calls::world(), rule);
  EXPECT_EQ(made.conditions.at(1).http_header_config->values, std::vector<std::string>{"yes"});
  EXPECT_LT(made.priority, calls.store().find<elb::Rule>(Calls::world(), route().rule)->priority);
}

TEST_F(ServicesBehindGateways, AreListedByWhatIsAskedFor) {
  create_service("web");
  create_service("next", R"({"portName":"admin"})");
  const auto first = list("GatewayRoutes", R"("service":"web")");
  EXPECT_EQ(first.body, R"({"gatewayRoutes":[{"gatewayRouteArn":")" + route_arn() +
                            R"(","gatewayArn":"arn:aws:ecs:eu-west-1:111122223333:gateway/edge",)"
                            R"("clusterArn":"arn:aws:ecs:eu-west-1:111122223333:cluster/shop",)"
                            R"("serviceArn":"arn:aws:ecs:eu-west-1:111122223333:service/shop/web",)"
                            R"("serviceContainerPortName":"http","status":"ACTIVE"}]})");
  const std::string arn = Calls::arn("service/shop/web");
  for (const auto& [members, number] : std::initializer_list<std::pair<std::string, std::string>>{
           {"", "[2]"},
           {R"("gateway":"edge")", "[2]"},
           {R"("cluster":"shop")", "[2]"},
           {R"("cluster":"other")", "[0]"},
           {R"("service":")" + arn + "\"", "[1]"},
           {R"("cluster":"other","service":")" + arn + "\"", "[0]"},
           {R"("serviceContainerPortName":"admin")", "[1]"},
           {R"("status":["ACTIVE"])", "[2]"},
           {R"("status":["DELETE_IN_PROGRESS","CREATE_FAILED"])", "[0]"}}) {
    EXPECT_EQ(routes(members), number) << members;
  }
  EXPECT_EQ(refusal(list("GatewayRoutes", R"("gateway":"none")")),
            "GatewayNotFoundException: Gateway not found.");
  EXPECT_EQ(refusal(list("GatewayRoutes", R"("service":"arn:aws:ecs:us-east-1:1:service/a")")),
            invalid + "The ARN provided is invalid.");
}

TEST_F(ServicesBehindGateways, AreRefusedWithAReason) {
  EXPECT_EQ(refusal(create_service("web", R"({"portName":"grpc"})")),
            invalid +
                "The gateway connector's portName grpc is not the name of a port mapping in "
                "the task definition.");
  EXPECT_EQ(refusal(create_service("web", R"({"portName":"http","filters":{"accessTypes":)"
                                          R"(["PRIVATE"]}})")),
            invalid +
                "none of the gateways associated with cluster shop match the access types of "
                "the service's gateway connector.");
  const std::string external = R"(,"deploymentController":{"type":"EXTERNAL"})";
  EXPECT_EQ(refusal(calls.ecs("CreateService", R"({"cluster":"shop","serviceName":"web",)"
                                               R"("gatewayConnectors":[{"portName":"http"}])" +
                                                   external + "}")),
            invalid + "GatewayConnectors must be empty or null.");
  EXPECT_EQ(count<GatewayRoute>(), 0U);
  calls.ecs("CreateExpressGatewayService",
            R"({"serviceName":"web","executionRoleArn":"arn:aws:iam::111122223333:role/exec",)"
            R"("infrastructureRoleArn":"arn:aws:iam::111122223333:role/infra","cluster":"shop",)"
            R"("primaryContainer":{"image":"shop:v1"}})");
  EXPECT_EQ(refusal(update_service(R"("gatewayConnectors":[{"portName":"http"}])")),
            invalid + "An Express Mode service cannot use gatewayConnectors.");
}

}  // namespace
}  // namespace drydock::ecs::api::gateway_routes_test
