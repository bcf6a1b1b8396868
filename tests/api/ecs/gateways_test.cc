#include "api/ecs/gateways.h"

#include "emulator/elb/attributes.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/target_group.h"
#include "tests/api/ecs/gateway_calls.h"

namespace drydock::ecs::api::gateways_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;
using Gateways = testing::GatewayCalls;

const std::string invalid = "InvalidParameterException: ";

TEST_F(Gateways, AreActiveAtOnceAndHaveNoLoadBalancer) {
  const auto made = create_gateway("edge");
  EXPECT_EQ(made.body, R"({"gatewayArn":"arn:aws:ecs:eu-west-1:111122223333:gateway/edge",)"
                       R"("name":"edge","status":"ACTIVE"})");
  EXPECT_EQ(count<elb::LoadBalancer>(), 0U);
  const auto network = ec2::default_network(Calls::world());
  EXPECT_EQ(describe_gateway().body,
            R"({"gateway":{"gatewayArn":"arn:aws:ecs:eu-west-1:111122223333:gateway/edge",)"
            R"("name":"edge","status":"ACTIVE","infrastructureRoleArn":)"
            R"("arn:aws:iam::111122223333:role/infra","deletionProtection":false,)"
            R"("configuration":{"hostSharedAlb":{"networkConfiguration":{"subnets":[")" +
                network.subnets.at(0).id + R"(",")" + network.subnets.at(1).id + R"(",")" +
                network.subnets.at(2).id +
                R"("],"ipAddressType":"ipv4"},"scheme":"internet-facing","port":443,)"
                R"("protocol":"HTTPS","maxAlbCount":10,"currentAlbCount":0,)"
                R"("httpDesync":"defensive"}},"accessType":"PUBLIC","propagateTags":"GATEWAY",)"
                R"("tags":[],"createdAt":1700000000.000,"updatedAt":1700000000.000}})");
}

TEST_F(Gateways, KeepAndTellWhatTheyAreGiven) {
  const auto network = ec2::default_network(Calls::world());
  create_gateway(
      "edge",
      R"("scheme":"internal","webACLArn":"acl","maxAlbCount":2,"httpDesync":"strictest",)"
      R"("accessLogs":{"destination":{"s3":{"bucket":"logs","prefix":"p"}}},"networkConfiguration":)"
      R"({"inboundSecurityGroup":")" +
          network.security_group_id +
          R"("},"testTrafficRules":{"header":{"name":"x-test",)"
          R"("values":["1"]}})",
      R"(,"propagateTags":"NONE","tags":[{"key":"team","value":"a"}])");
  const auto shown = describe_gateway("arn:aws:ecs:eu-west-1:111122223333:gateway/edge");
  const std::string alb = "gateway/configuration/hostSharedAlb/";
  for (const auto& [path, value] :
       {std::pair<std::string, std::string>{"gateway/accessType", "PRIVATE"},
        {"gateway/propagateTags", "NONE"},
        {"gateway/tags/0/key", "team"},
        {alb + "webACLArn", "acl"},
        {alb + "accessLogs/destination/s3/bucket", "logs"},
        {alb + "accessLogs/destination/s3/prefix", "p"},
        {alb + "networkConfiguration/inboundSecurityGroup", network.security_group_id},
        {alb + "httpDesync", "strictest"},
        {alb + "maxAlbCount", "2"},
        {alb + "testTrafficRules/header/name", "x-test"}}) {
    EXPECT_EQ(json_at(shown, path), value) << path;
  }
}

TEST_F(Gateways, AreMadeOnceForOneClientToken) {
  create_gateway("edge", "", R"(,"clientToken":"t")");
  EXPECT_EQ(json_at(create_gateway("other", "", R"(,"clientToken":"t")"), "name"), "edge");
  EXPECT_EQ(count<Gateway>(), 1U);
  calls.ecs("DeleteGateway", R"({"gateway":"edge"})");
  EXPECT_EQ(json_at(create_gateway("other", "", R"(,"clientToken":"t")"), "name"), "other");
}

TEST_F(Gateways, AreRefusedWithAReason) {
  create_gateway("edge");
  EXPECT_EQ(refusal(create_gateway("edge")),
            invalid + "A gateway with the name edge already exists.");
  EXPECT_EQ(refusal(create_gateway("a_b")),
            invalid +
                "Gateway names can be up to 255 letters (uppercase and lowercase), numbers, "
                "and hyphens.");
  EXPECT_EQ(refusal(create_gateway("b", R"("port":80)")),
            invalid + "The gateway supports only port 443.");
  EXPECT_EQ(refusal(create_gateway("b", "", R"(,"tags":[{"key":"aws:a","value":"b"}])")),
            invalid + "Tag keys must not begin with the reserved prefix 'aws:'.");
  EXPECT_EQ(refusal(calls.ecs("CreateGateway", R"({"name":"b","infrastructureRoleArn":"r",)"
                                               R"("configuration":{}})")),
            invalid + "Exactly one configuration variant must be set: hostSharedAlb.");
  EXPECT_EQ(refusal(describe_gateway("none")), "GatewayNotFoundException: Gateway not found.");
  for (int i = 1; i < 100; ++i) create_gateway("g" + std::to_string(i));
  EXPECT_EQ(refusal(create_gateway("b")),
            invalid + "The maximum number of gateways has been reached.");
}

TEST_F(Gateways, AreListedByNameAndStatus) {
  for (const char* name : {"b", "a", "edge"}) create_gateway(name);
  update_gateway(R"("deletionProtection":true)");
  EXPECT_EQ(json_at(list("Gateways"), "gateways/0/name"), "a");
  EXPECT_EQ(json_at(list("Gateways"), "gateways"), "[3]");
  EXPECT_EQ(json_at(list("Gateways", R"("names":["b","none"])"), "gateways"), "[1]");
  EXPECT_EQ(json_at(list("Gateways", R"("status":["UPDATE_COMPLETE"])"), "gateways/0/name"),
            "edge");
  EXPECT_EQ(refusal(list("Gateways", R"("names":["1","2","3","4","5","6","7","8","9","0","a"])")),
            invalid + "names cannot have more than 10 elements.");
}

TEST_F(Gateways, AreDeletedOnlyWithoutProtectionAndAssociations) {
  create_gateway("edge");
  update_gateway(R"("deletionProtection":true)");
  const auto remove = [this] { return calls.ecs("DeleteGateway", R"({"gateway":"edge"})"); };
  EXPECT_EQ(refusal(remove()),
            invalid + "The gateway edge cannot be deleted because deletion protection is enabled.");
  update_gateway(R"("deletionProtection":false)");
  associate("edge");
  EXPECT_EQ(refusal(remove()), invalid +
                                   "The gateway edge cannot be deleted while it is associated with "
                                   "clusters. Disassociate all clusters first.");
  disassociate("edge");
  EXPECT_EQ(json_at(remove(), "status"), "DELETED");
  EXPECT_EQ(refusal(remove()), "GatewayNotFoundException: Gateway not found.");
}

TEST_F(Gateways, HaveTagsThatWhatTheyMakeHasToo) {
  create_gateway("edge", "", R"(,"tags":[{"key":"team","value":"a"}])");
  associate("edge");
  create_service("web");
  const std::string arn = Calls::arn("gateway/edge");
  calls.ecs("TagResource",
            R"({"resourceArn":")" + arn + R"(","tags":[{"key":"stage","value":"b"}]})");
  EXPECT_EQ(json_at(calls.ecs("ListTagsForResource", R"({"resourceArn":")" + arn + "\"}"), "tags"),
            "[2]");
  using Tags = std::map<std::string, std::string>;
  const auto tags = [this] {
    return calls.store().find<elb::LoadBalancer>(Calls::world(), route().load_balancer)->tags;
  };
  EXPECT_EQ(tags(), (Tags{{"AmazonECSManaged", "true"}, {"team", "a"}}));
  const auto& group =
      *calls.store().find<elb::TargetGroup>(Calls::world(), route().target_groups[0]);
  EXPECT_EQ(group.tags, tags());
  update_gateway(R"("deletionProtection":false)");
  EXPECT_EQ(tags(), (Tags{{"AmazonECSManaged", "true"}, {"stage", "b"}, {"team", "a"}}));
  update_gateway(R"("propagateTags":"NONE")");
  EXPECT_EQ(tags(), (Tags{{"AmazonECSManaged", "true"}}));
  EXPECT_EQ(refusal(calls.ecs("ListTagsForResource",
                              R"({"resourceArn":")" + Calls::arn("gateway/none") + "\"}")),
            "ResourceNotFoundException: The specified resource was not found.");
}

TEST_F(Gateways, BringWhatTheyHaveMadeIntoLineWithAnUpdate) {
  create_gateway("edge");
  associate("edge");
  create_service("web");
  EXPECT_EQ(json_at(describe_gateway(), "gateway/configuration/hostSharedAlb/currentAlbCount"),
            "1");
  const auto updated = update_gateway(
      R"("infrastructureRoleArn":"arn:aws:iam::111122223333:role/b","deletionProtection":true,)"
      R"("configuration":{"hostSharedAlb":{"httpDesync":"monitor","accessLogs":{"destination":)"
      R"({"s3":{"bucket":"logs"}}},"testTrafficRules":{"header":{"name":"x-test",)"
      R"("values":["1"]}}}})");
  EXPECT_EQ(json_at(updated, "status"), "UPDATE_IN_PROGRESS");
  EXPECT_EQ(json_at(describe_gateway(), "gateway/status"), "UPDATE_COMPLETE");
  EXPECT_EQ(json_at(describe_gateway(), "gateway/infrastructureRoleArn"),
            "arn:aws:iam::111122223333:role/b");
  const auto& balancer =
      *calls.store().find<elb::LoadBalancer>(Calls::world(), route().load_balancer);
  EXPECT_EQ(balancer.attributes,
            (elb::AttributeValues{{"access_logs.s3.bucket", "logs"},
                                  {"access_logs.s3.enabled", "true"},
                                  {"deletion_protection.enabled", "true"},
                                  {"routing.http.desync_mitigation_mode", "monitor"}}));
  const auto* test = calls.store().find<elb::Rule>(Calls::world(), route().test_rule);
  ASSERT_NE(test, nullptr);
  EXPECT_EQ(test->conditions.at(1).http_header_config->http_header_name, "x-test");
  EXPECT_EQ(refusal(calls.elb("DeleteLoadBalancer", "&LoadBalancerArn=" + balancer.arn)),
            "OperationNotPermitted: Load balancer '" + balancer.arn +
                "' cannot be deleted because deletion protection is enabled");
  EXPECT_EQ(refusal(update_gateway(R"("configuration":{})")),
            invalid + "The configuration must be of the gateway's type: hostSharedAlb.");
  EXPECT_EQ(refusal(update_gateway(R"("configuration":{"hostSharedAlb":{"maxAlbCount":0}})")),
            invalid + "maxAlbCount must be between 1 and 50.");
}

TEST_F(Gateways, TellOfALoadBalancerThatTheyCouldNotUpdate) {
  create_gateway("edge");
  associate("edge");
  create_service("web");
  const std::string arn = route().load_balancer;
  calls.elb("DeleteLoadBalancer", "&LoadBalancerArn=" + arn);
  update_gateway(R"("propagateTags":"NONE")");
  const auto shown = describe_gateway();
  EXPECT_EQ(json_at(shown, "gateway/status"), "UPDATE_FAILED");
  EXPECT_EQ(json_at(shown, "gateway/statusReason"), "1 load balancers could not be updated.");
  EXPECT_EQ(json_at(shown, "gateway/failures/0/arn"), arn);
  EXPECT_EQ(json_at(shown, "gateway/failures/0/errors/0/code"), "LoadBalancerNotFound");
  EXPECT_EQ(json_at(shown, "gateway/configuration/hostSharedAlb/currentAlbCount"), "0");
}

TEST_F(Gateways, AreAssociatedWithFivePerCluster) {
  for (int i = 0; i < 6; ++i) create_gateway("g" + std::to_string(i));
  EXPECT_EQ(associate("g0").body,
            R"({"gatewayArn":"arn:aws:ecs:eu-west-1:111122223333:gateway/g0",)"
            R"("clusterArn":"arn:aws:ecs:eu-west-1:111122223333:cluster/shop",)"
            R"("status":"ACTIVE"})");
  for (int i = 1; i < 5; ++i) associate("g" + std::to_string(i));
  EXPECT_EQ(refusal(associate("g5")),
            invalid +
                "The cluster shop is associated with 5 gateways already, the most that it "
                "can be.");
  EXPECT_EQ(json_at(associate("g4"), "status"), "ACTIVE") << "it is already";
  EXPECT_EQ(refusal(associate("none")), "GatewayNotFoundException: Gateway not found.");
  EXPECT_EQ(refusal(associate("g5", "none")), "ClusterNotFoundException: Cluster not found.");
}

TEST_F(Gateways, ListTheirAssociations) {
  calls.ecs("CreateCluster", R"({"clusterName":"other"})");
  for (const char* name : {"a", "b"}) create_gateway(name);
  associate("a");
  associate("a", "other");
  associate("b");
  const auto associations = [this](const std::string& members) {
    return json_at(list("GatewayClusterAssociations", members), "gatewayClusterAssociations");
  };
  EXPECT_EQ(associations(""), "[3]");
  EXPECT_EQ(associations(R"("gateway":"a")"), "[2]");
  EXPECT_EQ(associations(R"("cluster":"shop")"), "[2]");
  EXPECT_EQ(associations(R"("cluster":")" + Calls::arn("cluster/shop") + R"(","gateway":"b")"),
            "[1]");
  EXPECT_EQ(associations(R"("status":["DISASSOCIATING"])"), "[0]");
  EXPECT_EQ(associations(R"("gateway":"none")"), "[0]");
  calls.ecs("DeleteCluster", R"({"cluster":"other"})");
  EXPECT_EQ(associations(""), "[2]") << "they go with the cluster";
}

TEST_F(Gateways, LeaveAClusterOnceItsServicesHaveDroppedThem) {
  create_gateway("edge");
  EXPECT_EQ(refusal(disassociate("edge")),
            "ResourceNotFoundException: The gateway is not associated with the cluster.");
  associate("edge");
  create_service("web");
  EXPECT_EQ(json_at(disassociate("edge"), "status"), "DISASSOCIATING");
  const auto shown = list("GatewayClusterAssociations");
  EXPECT_EQ(json_at(shown, "gatewayClusterAssociations/0/status"), "DISASSOCIATING");
  EXPECT_EQ(refusal(create_service("next")),
            invalid +
                "gatewayConnectors were specified but no gateways are associated with "
                "cluster shop.")
      << "it takes no new service";
  EXPECT_EQ(refusal(update_service(R"("forceNewDeployment":true)")),
            invalid +
                "gatewayConnectors were specified but no gateways are associated with "
                "cluster shop.");
  update_service(R"("gatewayConnectors":[])");
  EXPECT_EQ(route().status, model::ecs::GatewayRouteStatus::delete_in_progress);
  complete();
  EXPECT_EQ(count<GatewayRoute>(), 0U);
  EXPECT_EQ(count<GatewayAssociation>(), 0U);
  EXPECT_EQ(count<elb::LoadBalancer>(), 0U);
}

TEST_F(Gateways, TellWhatTheyHaveMade) {
  create_gateway("edge");
  associate("edge");
  const auto resources = [this](const std::string& members = "") {
    return calls.ecs("DescribeGatewayResources", R"({"gateway":"edge")" + members + "}");
  };
  EXPECT_EQ(
      resources().body,
      R"({"gatewayResources":{"gatewayArn":"arn:aws:ecs:eu-west-1:111122223333:gateway/edge",)"
      R"("resources":{"hostSharedAlb":[]}}})");
  create_service("web");
  create_service("next");
  const std::string first = "gatewayResources/resources/hostSharedAlb/0/";
  const auto shown = resources();
  EXPECT_EQ(json_at(shown, first + "loadBalancerArn"), route().load_balancer);
  EXPECT_EQ(json_at(shown, first + "listenerArn"), route().listener);
  EXPECT_EQ(json_at(shown, first + "securityGroup"),
            ec2::default_network(Calls::world()).security_group_id);
  EXPECT_EQ(json_at(shown, first + "gatewayRouteArns"), "[2]");
  EXPECT_EQ(refusal(resources(R"(,"maxResults":21)")),
            invalid + "maxResults must be between 1 and 20.");
}

}  // namespace
}  // namespace drydock::ecs::api::gateways_test
