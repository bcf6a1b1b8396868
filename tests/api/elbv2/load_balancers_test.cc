#include "api/elbv2/load_balancers.h"

#include "emulator/ec2/default_network.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "tests/api/elbv2/load_balancing.h"

namespace drydock::elb::api::load_balancers_test {
namespace {

using testing::Calls;
using testing::refusal;
using testing::xml_at;
using LoadBalancers = testing::LoadBalancing;

TEST_F(LoadBalancers, AreAnsweredToTheField) {
  const auto response =
      calls.elb("CreateLoadBalancer", "&Name=shop&Tags.member.1.Key=a&SecurityGroups.member.1=" +
                                          network().security_group_id + subnets());
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
          "<member><ZoneName>eu-west-1a</ZoneName><SubnetId>" +
          network().subnets.at(0).id +
          "</SubnetId>"
          "<LoadBalancerAddresses></LoadBalancerAddresses></member>"
          "<member><ZoneName>eu-west-1b</ZoneName><SubnetId>" +
          network().subnets.at(1).id +
          "</SubnetId>"
          "<LoadBalancerAddresses></LoadBalancerAddresses></member></AvailabilityZones>"
          "<SecurityGroups><member>" +
          network().security_group_id +
          "</member></SecurityGroups>"
          "<IpAddressType>ipv4</IpAddressType></member></LoadBalancers>"
          "</CreateLoadBalancerResult><ResponseMetadata><RequestId>" +
          response.request_id + "</RequestId></ResponseMetadata></CreateLoadBalancerResponse>");
}

TEST_F(LoadBalancers, AreMadeOnceWithTheSameSettings) {
  const std::string arn = load_balancer();
  EXPECT_EQ(load_balancer(), arn);
  EXPECT_EQ(refusal(calls.elb("CreateLoadBalancer", "&Name=shop&Scheme=internal" + subnets())),
            "DuplicateLoadBalancerName: A load balancer with the specified name already exists.");
}

TEST_F(LoadBalancers, TellInTheirNameThatTheyAreInternal) {
  const auto response = calls.elb("CreateLoadBalancer", "&Name=shop&Scheme=internal" + subnets());
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
  const auto moved = calls.elb("SetSubnets", "&LoadBalancerArn=" + arn + subnets(1, 2));
  EXPECT_EQ(xml_at(moved, "//AvailabilityZones/member[2]/SubnetId"), network().subnets.at(2).id);
  const std::string group = network().security_group_id;
  const auto groups = calls.elb("SetSecurityGroups",
                                "&LoadBalancerArn=" + arn + "&SecurityGroups.member.1=" + group);
  EXPECT_EQ(xml_at(groups, "//SecurityGroupIds/member"), group);
  const auto type =
      calls.elb("SetIpAddressType", "&LoadBalancerArn=" + arn + "&IpAddressType=ipv4");
  EXPECT_EQ(xml_at(type, "//IpAddressType"), "ipv4");
  const auto shown = calls.elb("DescribeLoadBalancers");
  EXPECT_EQ(xml_at(shown, "//AvailabilityZones/member[1]/SubnetId"), network().subnets.at(1).id);
  EXPECT_EQ(xml_at(shown, "//SecurityGroups/member"), group);
}

TEST_F(LoadBalancers, StayWithIPv4) {
  const std::string of_it = "&LoadBalancerArn=" + load_balancer();
  const std::string refused =
      "InvalidConfigurationRequest: You must specify subnets with an associated IPv6 CIDR block.";
  for (const std::string type : {"dualstack", "dualstack-without-public-ipv4"}) {
    const std::string wanted = "&IpAddressType=" + type;
    EXPECT_EQ(refusal(calls.elb("SetIpAddressType", of_it + wanted)), refused);
    EXPECT_EQ(refusal(calls.elb("SetSubnets", of_it + subnets() + wanted)), refused);
    EXPECT_EQ(refusal(calls.elb("CreateLoadBalancer", "&Name=x" + subnets() + wanted)), refused);
  }
  EXPECT_EQ(xml_at(calls.elb("DescribeLoadBalancers"), "//IpAddressType"), "ipv4");
}

TEST_F(LoadBalancers, NameOnlyWhatTheNetworkHas) {
  const std::string of_it = "&LoadBalancerArn=" + load_balancer();
  const std::string first = "&Subnets.member.1=" + network().subnets.at(0).id;
  const std::string group = "&SecurityGroups.member.1=";
  struct Row {
    std::string members, refusal;
  };
  const Row rows[] = {
      {first + "&Subnets.member.2=subnet-0123abcd",
       "SubnetNotFound: The subnet ID 'subnet-0123abcd' does not exist"},
      {first + "&Subnets.member.2=s-1", "InvalidSubnet: The subnet ID 's-1' is not valid"},
      {first + "&Subnets.member.2=subnet-other",
       "InvalidSubnet: The subnet ID 'subnet-other' is not valid"},
      {first, "InvalidConfigurationRequest: More than 1 availability zone must be specified"},
      {first + "&Subnets.member.2=" + network().subnets.at(0).id,
       "InvalidConfigurationRequest: A load balancer cannot be attached to multiple subnets in the "
       "same Availability Zone"},
      {subnets() + "&SubnetMappings.member.1.SubnetId=" + network().subnets.at(2).id,
       "ValidationError: You must specify either subnets or subnet mappings, but not both"},
      {"&SubnetMappings.member.1.SubnetId=subnet-1&SubnetMappings.member.1.AllocationId=eipalloc-1",
       "InvalidConfigurationRequest: Allocation IDs are not supported for load balancers with type "
       "'application'"},
      {"&SubnetMappings.member.1.SubnetId=s-1&SubnetMappings.member.1.PrivateIPv4Address=10.0.0.1",
       "InvalidConfigurationRequest: Subnet addresses are not supported for load balancers with "
       "type 'application'"},
      {"&SubnetMappings.member.1.SubnetId=s-1&SubnetMappings.member.1.IPv6Address=2001:db8::1",
       "InvalidConfigurationRequest: Subnet addresses are not supported for load balancers with "
       "type 'application'"},
      {"&SubnetMappings.member.1.SubnetId=s-1&SubnetMappings.member.1.SourceNatIpv6Prefix=auto",
       "InvalidConfigurationRequest: Source NAT prefixes are not supported for load balancers with "
       "type 'application'"},
      {"&SubnetMappings.member.1.AllocationId=eipalloc-1",
       "ValidationError: A subnet ID must be specified"},
      {subnets() + "&EnablePrefixForIpv6SourceNat=on",
       "InvalidConfigurationRequest: Source NAT prefixes are not supported for load balancers with "
       "type 'application'"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(refusal(calls.elb("SetSubnets", of_it + row.members)), row.refusal) << row.members;
    EXPECT_EQ(refusal(calls.elb("CreateLoadBalancer", "&Name=x" + row.members)), row.refusal)
        << row.members;
  }
  const std::string unknown = "InvalidSecurityGroup: The security group 'sg-1' does not exist";
  EXPECT_EQ(refusal(calls.elb("CreateLoadBalancer", "&Name=x" + subnets() + group + "sg-1")),
            unknown);
  EXPECT_EQ(refusal(calls.elb("SetSecurityGroups", of_it + group + "sg-1")), unknown);
  EXPECT_EQ(refusal(calls.elb("SetSecurityGroups",
                              of_it + group + network().security_group_id +
                                  "&EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic=on")),
            "InvalidConfigurationRequest: Inbound rules on PrivateLink traffic are not supported "
            "for load balancers with type 'application'");
  for (const std::string pool :
       {"&CustomerOwnedIpv4Pool=ipv4pool-coip-1", "&IpamPools.Ipv4IpamPoolId=ipam-pool-1"}) {
    EXPECT_EQ(refusal(calls.elb("CreateLoadBalancer", "&Name=x" + pool + subnets())),
              "InvalidConfigurationRequest: drydock's load balancers take no addresses from pools");
  }
}

TEST_F(LoadBalancers, AreFiftyAtMost) {
  for (int i = 0; i < 50; ++i) load_balancer("lb-" + std::to_string(i));
  EXPECT_EQ(refusal(calls.elb("CreateLoadBalancer", "&Name=more" + subnets())),
            "TooManyLoadBalancers: The maximum number of load balancers has been reached");
  EXPECT_EQ(refusal(calls.elb("CreateLoadBalancer", "&Name=lb-1" + subnets())), "none");
}

TEST_F(LoadBalancers, HaveNoCapacityReserved) {
  const auto response =
      calls.elb("DescribeCapacityReservation", "&LoadBalancerArn=" + load_balancer());
  EXPECT_EQ(refusal(response), "none");
  EXPECT_EQ(xml_at(response, "//MinimumLoadBalancerCapacity"), "absent");
}

TEST_F(LoadBalancers, AreRefusedInAwsWords) {
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
      {"DescribeLoadBalancers",
       "&LoadBalancerArns.member.1=arn:aws:elasticloadbalancing:eu-west-2:111122223333:"
       "loadbalancer/app/x/1",
       "ValidationError: "
       "'arn:aws:elasticloadbalancing:eu-west-2:111122223333:loadbalancer/app/x/1' "
       "is not a valid load balancer ARN"},
      {"CreateLoadBalancer", "&Name=x&Type=network" + subnets(),
       "InvalidConfigurationRequest: drydock emulates load balancers of type 'application' only"},
      {"CreateLoadBalancer", "&Name=a_b" + subnets(),
       named + "'a_b' can only contain characters that are alphanumeric characters or hyphens(-)"},
      {"CreateLoadBalancer", "&Name=-a" + subnets(), named + "'-a' cannot begin or end with '-'"},
      {"CreateLoadBalancer", "&Name=internal-a" + subnets(),
       named + "'internal-a' cannot begin with 'internal-'"},
      {"CreateLoadBalancer", "&Name=" + std::string(33, 'a') + subnets(),
       named + "'" + std::string(33, 'a') + "' cannot be longer than '32' characters"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(refusal(calls.elb(row.operation, row.members)), row.refusal) << row.members;
  }
}

}  // namespace
}  // namespace drydock::elb::api::load_balancers_test
