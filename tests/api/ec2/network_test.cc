#include "api/ec2/network.h"

#include <gtest/gtest.h>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/task.h"
#include "tests/api/calls.h"

namespace drydock::ec2::api::network_test {
namespace {

using testing::Calls;
using testing::refusal;
using testing::xml_at;

const DefaultNetwork network = default_network(Calls::world());

TEST(Ec2, HasADefaultVpc) {
  Calls calls;
  const auto response =
      calls.ec2("DescribeVpcs", "&Filter.1.Name=is-default&Filter.1.Value.1=true");
  EXPECT_EQ(xml_at(response, "//vpcSet/item/vpcId"), network.vpc_id);
  EXPECT_EQ(xml_at(response, "//vpcSet/item/cidrBlock"), "172.31.0.0/16");
  EXPECT_EQ(xml_at(response, "//vpcSet/item/isDefault"), "true");
  EXPECT_EQ(xml_at(response, "//vpcSet/item/state"), "available");
  const auto none = calls.ec2("DescribeVpcs", "&Filter.1.Name=isDefault&Filter.1.Value.1=false");
  EXPECT_EQ(xml_at(none, "//vpcSet/item/vpcId"), "absent");
}

TEST(Ec2, HasASubnetInEachZone) {
  Calls calls;
  const auto all =
      calls.ec2("DescribeSubnets", "&Filter.1.Name=vpc-id&Filter.1.Value.1=" + network.vpc_id);
  EXPECT_EQ(xml_at(all, "//subnetSet/item[3]/subnetId"), network.subnets.at(2).id);
  EXPECT_EQ(xml_at(all, "//subnetSet/item[4]/subnetId"), "absent");
  EXPECT_EQ(xml_at(all, "//subnetSet/item[1]/availableIpAddressCount"), "4091");
  const auto second = calls.ec2("DescribeSubnets",
                                "&Filter.1.Name=availability-zone&Filter.1.Value.1=*-1b"
                                "&Filter.2.Name=default-for-az&Filter.2.Value.1=true");
  EXPECT_EQ(xml_at(second, "//subnetSet/item[1]/subnetId"), network.subnets.at(1).id);
  EXPECT_EQ(xml_at(second, "//subnetSet/item[2]/subnetId"), "absent");
  const auto named = calls.ec2("DescribeSubnets", "&SubnetId.1=" + network.subnets.at(0).id);
  EXPECT_EQ(xml_at(named, "//subnetSet/item[1]/cidrBlock"), "172.31.0.0/20");
}

TEST(Ec2, CountsTheAddressesThatTasksHold) {
  Calls calls;
  ecs::Task task{.id = "1", .cluster = "c"};
  task.network_interface = ecs::NetworkInterface{.subnet_id = network.subnets.at(0).id,
                                                 .private_ipv4_address = "172.31.0.4"};
  calls.store().put(Calls::world(), task);
  const auto response = calls.ec2("DescribeSubnets", "&SubnetId.1=" + network.subnets.at(0).id);
  EXPECT_EQ(xml_at(response, "//availableIpAddressCount"), "4090");
}

TEST(Ec2, HasADefaultSecurityGroup) {
  Calls calls;
  const auto response =
      calls.ec2("DescribeSecurityGroups", "&Filter.1.Name=group-name&Filter.1.Value.1=default");
  EXPECT_EQ(xml_at(response, "//securityGroupInfo/item/groupId"), network.security_group_id);
  EXPECT_EQ(xml_at(response, "//securityGroupInfo/item/groupName"), "default");
  EXPECT_EQ(xml_at(response, "//ipPermissionsEgress/item/ipRanges/item/cidrIp"), "0.0.0.0/0");
}

TEST(Ec2, TellsZones) {
  Calls calls;
  const auto response = calls.ec2("DescribeAvailabilityZones");
  EXPECT_EQ(xml_at(response, "//availabilityZoneInfo/item[1]/zoneName"), "eu-west-1a");
  EXPECT_EQ(xml_at(response, "//availabilityZoneInfo/item[1]/zoneState"), "available");
  const auto one = calls.ec2("DescribeAvailabilityZones", "&ZoneName.1=eu-west-1c");
  EXPECT_EQ(xml_at(one, "//availabilityZoneInfo/item[1]/zoneName"), "eu-west-1c");
  EXPECT_EQ(xml_at(one, "//availabilityZoneInfo/item[2]/zoneName"), "absent");
}

TEST(Ec2, RefusesInAwsWords) {
  Calls calls;
  // EC2 has its own form of an error: //Errors/Error/Message.
  EXPECT_EQ(refusal(calls.ec2("DescribeVpcs", "&VpcId.1=vpc-1")),
            "InvalidVpcID.NotFound: The vpc ID 'vpc-1' does not exist");
  EXPECT_EQ(refusal(calls.ec2("DescribeSubnets", "&SubnetId.1=subnet-1")),
            "InvalidSubnetID.NotFound: The subnet ID 'subnet-1' does not exist");
  EXPECT_EQ(refusal(calls.ec2("DescribeSecurityGroups", "&GroupId.1=sg-1")),
            "InvalidGroup.NotFound: The security group 'sg-1' does not exist");
  EXPECT_EQ(refusal(calls.ec2("DescribeVpcs", "&Filter.1.Name=colour&Filter.1.Value.1=red")),
            "InvalidParameterValue: The filter 'colour' is invalid");
}

}  // namespace
}  // namespace drydock::ec2::api::network_test
