#include "api/elbv2/load_balancers.h"

#include "emulator/ec2/default_network.h"
#include "tests/api/elbv2/load_balancing.h"

namespace drydock::elb::api {
namespace {

using testing::Calls;
using testing::refusal;
using testing::xml_at;
using LoadBalancers = testing::LoadBalancing;

TEST_F(LoadBalancers, AreAnsweredToTheField) {
  const auto response = calls.elb("CreateLoadBalancer",
                                  "&Name=shop&Subnets.member.1=subnet-1&Subnets.member.2=subnet-2"
                                  "&SecurityGroups.member.1=sg-1&Tags.member.1.Key=a");
  const LoadBalancer& kept =
      calls.store().table<LoadBalancer>(Calls::world()).rows().begin()->second;
  EXPECT_TRUE(kept.arn.starts_with(
      "arn:aws:elasticloadbalancing:eu-west-1:111122223333:loadbalancer/app/shop/"));
  EXPECT_TRUE(kept.dns_name.starts_with("shop-"));
  EXPECT_TRUE(kept.dns_name.ends_with(".eu-west-1.elb.localhost"));
  EXPECT_EQ(
      response.body,
      "<CreateLoadBalancerResponse "
      "xmlns=\"http://elasticloadbalancing.amazonaws.com/doc/2015-12-01/\">"
      "<CreateLoadBalancerResult><LoadBalancers><member><LoadBalancerArn>" +
          kept.arn + "</LoadBalancerArn><DNSName>" + kept.dns_name +
          "</DNSName><CanonicalHostedZoneId>Z35SXDOTRQ7X7K</CanonicalHostedZoneId>"
          "<CreatedTime>2023-11-14T22:13:20.000Z</CreatedTime>"
          "<LoadBalancerName>shop</LoadBalancerName><Scheme>internet-facing</Scheme><VpcId>" +
          ec2::default_network(Calls::world()).vpc_id +
          "</VpcId><State><Code>active</Code></State><Type>application</Type><AvailabilityZones>"
          "<member><ZoneName>eu-west-1a</ZoneName><SubnetId>subnet-1</SubnetId>"
          "<LoadBalancerAddresses></LoadBalancerAddresses></member>"
          "<member><ZoneName>eu-west-1b</ZoneName><SubnetId>subnet-2</SubnetId>"
          "<LoadBalancerAddresses></LoadBalancerAddresses></member></AvailabilityZones>"
          "<SecurityGroups><member>sg-1</member></SecurityGroups>"
          "<IpAddressType>ipv4</IpAddressType></member></LoadBalancers>"
          "</CreateLoadBalancerResult><ResponseMetadata><RequestId>" +
          response.request_id + "</RequestId></ResponseMetadata></CreateLoadBalancerResponse>");
}

TEST_F(LoadBalancers, AreMadeOnceWithTheSameSettings) {
  const std::string arn = load_balancer();
  EXPECT_EQ(load_balancer(), arn);
  EXPECT_EQ(refusal(calls.elb("CreateLoadBalancer",
                              "&Name=shop&Scheme=internal&Subnets.member.1=s-1"
                              "&Subnets.member.2=s-2")),
            "DuplicateLoadBalancerName: A load balancer with the specified name already exists.");
}

TEST_F(LoadBalancers, TellInTheirNameThatTheyAreInternal) {
  const auto response = calls.elb(
      "CreateLoadBalancer", "&Name=shop&Scheme=internal&Subnets.member.1=s-1&Subnets.member.2=s-2");
  EXPECT_TRUE(xml_at(response, "//DNSName").starts_with("internal-shop-"));
}

TEST_F(LoadBalancers, AreFoundByArnByNameAndInPages) {
  const std::string arn = load_balancer("a");
  load_balancer("b");
  EXPECT_EQ(xml_at(calls.elb("DescribeLoadBalancers", "&LoadBalancerArns.member.1=" + arn),
                   "//LoadBalancerName"),
            "a");
  EXPECT_EQ(xml_at(calls.elb("DescribeLoadBalancers", "&Names.member.1=b"), "//LoadBalancerName"),
            "b");
  const auto first = calls.elb("DescribeLoadBalancers", "&PageSize=1");
  EXPECT_EQ(xml_at(first, "//LoadBalancerName"), "a");
  const auto second =
      calls.elb("DescribeLoadBalancers", "&PageSize=1&Marker=" + xml_at(first, "//NextMarker"));
  EXPECT_EQ(xml_at(second, "//LoadBalancerName"), "b");
  EXPECT_EQ(xml_at(second, "//NextMarker"), "absent");
}

TEST_F(LoadBalancers, TakeTheirListenersAndRulesWithThem) {
  const std::string arn = load_balancer();
  const std::string group = target_group();
  create_rule(listener(arn, group), group, "/a", 1);
  EXPECT_EQ(refusal(calls.elb("DeleteLoadBalancer", "&LoadBalancerArn=" + arn)), "none");
  EXPECT_TRUE(calls.store().table<Listener>(Calls::world()).rows().empty());
  EXPECT_TRUE(calls.store().table<Rule>(Calls::world()).rows().empty());
  EXPECT_EQ(refusal(calls.elb("DeleteLoadBalancer", "&LoadBalancerArn=" + arn)), "none");
}

TEST_F(LoadBalancers, AreProtectedFromDeletion) {
  const std::string arn = load_balancer();
  calls.elb("ModifyLoadBalancerAttributes",
            "&LoadBalancerArn=" + arn +
                "&Attributes.member.1.Key=deletion_protection.enabled"
                "&Attributes.member.1.Value=true");
  EXPECT_EQ(refusal(calls.elb("DeleteLoadBalancer", "&LoadBalancerArn=" + arn)),
            "OperationNotPermitted: Load balancer '" + arn +
                "' cannot be deleted because deletion protection is enabled");
}

TEST_F(LoadBalancers, CanBeMovedToOtherSubnetsAndGroups) {
  const std::string arn = load_balancer();
  const auto subnets = calls.elb(
      "SetSubnets", "&LoadBalancerArn=" + arn + "&Subnets.member.1=s-3&Subnets.member.2=s-4");
  EXPECT_EQ(xml_at(subnets, "//AvailabilityZones/member[2]/SubnetId"), "s-4");
  const auto groups =
      calls.elb("SetSecurityGroups", "&LoadBalancerArn=" + arn + "&SecurityGroups.member.1=sg-9");
  EXPECT_EQ(xml_at(groups, "//SecurityGroupIds/member"), "sg-9");
  const auto type =
      calls.elb("SetIpAddressType", "&LoadBalancerArn=" + arn + "&IpAddressType=dualstack");
  EXPECT_EQ(xml_at(type, "//IpAddressType"), "dualstack");
  const auto shown = calls.elb("DescribeLoadBalancers");
  EXPECT_EQ(xml_at(shown, "//AvailabilityZones/member[1]/SubnetId"), "s-3");
  EXPECT_EQ(xml_at(shown, "//SecurityGroups/member"), "sg-9");
}

TEST_F(LoadBalancers, HaveNoCapacityReserved) {
  const auto response =
      calls.elb("DescribeCapacityReservation", "&LoadBalancerArn=" + load_balancer());
  EXPECT_EQ(refusal(response), "none");
  EXPECT_EQ(xml_at(response, "//MinimumLoadBalancerCapacity"), "absent");
}

TEST_F(LoadBalancers, AreRefusedInAwsWords) {
  const std::string subnets = "&Subnets.member.1=s-1&Subnets.member.2=s-2";
  const std::string named = "ValidationError: Load balancer name ";
  struct Row {
    std::string operation, members, refusal;
  };
  const Row rows[] = {
      {"DescribeLoadBalancers", "&LoadBalancerArns.member.1=arn:x",
       "LoadBalancerNotFound: Load balancers '[arn:x]' not found"},
      {"DescribeLoadBalancers", "&Names.member.1=x",
       "LoadBalancerNotFound: Load balancers '[x]' not found"},
      {"DescribeLoadBalancers", "&Marker=x", "ValidationError: The marker is not valid"},
      {"CreateLoadBalancer", "&Name=x&Subnets.member.1=s-1",
       "InvalidConfigurationRequest: More than 1 availability zone must be specified"},
      {"CreateLoadBalancer", "&Name=x&Type=network" + subnets,
       "InvalidConfigurationRequest: drydock emulates load balancers of type 'application' only"},
      {"CreateLoadBalancer", "&Name=a_b" + subnets,
       named + "'a_b' can only contain characters that are alphanumeric characters or hyphens(-)"},
      {"CreateLoadBalancer", "&Name=-a" + subnets, named + "'-a' cannot begin or end with '-'"},
      {"CreateLoadBalancer", "&Name=internal-a" + subnets,
       named + "'internal-a' cannot begin with 'internal-'"},
      {"CreateLoadBalancer", "&Name=" + std::string(33, 'a') + subnets,
       named + "'" + std::string(33, 'a') + "' cannot be longer than '32' characters"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(refusal(calls.elb(row.operation, row.members)), row.refusal) << row.members;
  }
}

}  // namespace
}  // namespace drydock::elb::api
