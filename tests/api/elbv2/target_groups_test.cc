#include "api/elbv2/target_groups.h"

#include "emulator/ec2/default_network.h"
#include "emulator/elb/target.h"
#include "tests/api/elbv2/load_balancing.h"

namespace drydock::elb::api::target_groups_test {
namespace {

using testing::Calls;
using testing::refusal;
using testing::xml_at;
using TargetGroups = testing::LoadBalancing;

TEST_F(TargetGroups, TellTheDefaultsOfTheirHealthCheck) {
  const auto response = calls.elb("CreateTargetGroup",
                                  "&Name=web&Protocol=HTTP&ProtocolVersion=&Port=80&TargetType=ip"
                                  "&VpcId=" +
                                      vpc());
  const std::string group = "//TargetGroups/member/";
  EXPECT_EQ(xml_at(response, group + "HealthCheckProtocol"), "HTTP");
  EXPECT_EQ(xml_at(response, group + "HealthCheckPort"), "traffic-port");
  EXPECT_EQ(xml_at(response, group + "HealthCheckEnabled"), "true");
  EXPECT_EQ(xml_at(response, group + "HealthCheckIntervalSeconds"), "30");
  EXPECT_EQ(xml_at(response, group + "HealthCheckTimeoutSeconds"), "5");
  EXPECT_EQ(xml_at(response, group + "HealthyThresholdCount"), "5");
  EXPECT_EQ(xml_at(response, group + "UnhealthyThresholdCount"), "2");
  EXPECT_EQ(xml_at(response, group + "HealthCheckPath"), "/");
  EXPECT_EQ(xml_at(response, group + "Matcher/HttpCode"), "200");
  EXPECT_EQ(xml_at(response, group + "ProtocolVersion"), "HTTP1");
  EXPECT_EQ(xml_at(response, group + "TargetType"), "ip");
  EXPECT_EQ(xml_at(response, group + "IpAddressType"), "ipv4");
}

TEST_F(TargetGroups, AreMadeOnceWithTheSameSettings) {
  const std::string arn = target_group();
  EXPECT_EQ(target_group(), arn);
  EXPECT_EQ(refusal(calls.elb("CreateTargetGroup",
                              "&Name=web&Protocol=HTTP&Port=81&TargetType=ip&VpcId=" + vpc())),
            "DuplicateTargetGroupName: A target group with the specified name already exists.");
}

TEST_F(TargetGroups, KnowTheLoadBalancersThatUseThem) {
  const std::string group = target_group();
  target_group("other");
  const std::string arn = load_balancer();
  listener(arn, group);
  const auto all = calls.elb("DescribeTargetGroups");
  EXPECT_EQ(xml_at(all, "//member[TargetGroupName='web']/LoadBalancerArns/member"), arn);
  EXPECT_EQ(xml_at(all, "//member[TargetGroupName='other']/LoadBalancerArns/member"), "absent");
  const auto of_one = calls.elb("DescribeTargetGroups", "&LoadBalancerArn=" + arn);
  EXPECT_EQ(xml_at(of_one, "//TargetGroups/member[1]/TargetGroupName"), "web");
  EXPECT_EQ(xml_at(of_one, "//TargetGroups/member[2]/TargetGroupName"), "absent");
}

TEST_F(TargetGroups, CanHaveTheirHealthCheckChanged) {
  const std::string group = target_group();
  const auto response =
      calls.elb("ModifyTargetGroup", "&TargetGroupArn=" + group +
                                         "&HealthCheckPath=/health&Matcher.HttpCode=200-299"
                                         "&HealthCheckIntervalSeconds=10");
  EXPECT_EQ(xml_at(response, "//HealthCheckPath"), "/health");
  EXPECT_EQ(xml_at(response, "//Matcher/HttpCode"), "200-299");
  EXPECT_EQ(xml_at(response, "//HealthCheckIntervalSeconds"), "10");
  EXPECT_EQ(xml_at(response, "//HealthCheckTimeoutSeconds"), "5");
}

TEST_F(TargetGroups, AreNotDeletedWhileTheyAreInUse) {
  const std::string group = target_group();
  const std::string arn = listener(load_balancer(), group);
  EXPECT_EQ(refusal(calls.elb("DeleteTargetGroup", "&TargetGroupArn=" + group)),
            "ResourceInUse: The target group '" + group +
                "' is currently in use by a listener or a rule");
  calls.elb("DeleteListener", "&ListenerArn=" + arn);
  EXPECT_EQ(refusal(calls.elb("DeleteTargetGroup", "&TargetGroupArn=" + group)), "none");
  EXPECT_EQ(refusal(calls.elb("DeleteTargetGroup", "&TargetGroupArn=" + group)), "none");
  EXPECT_EQ(refusal(calls.elb("DescribeTargetGroups", "&TargetGroupArns.member.1=" + group)),
            "TargetGroupNotFound: One or more target groups not found");
}

TEST_F(TargetGroups, HoldTargetsThatComeAndGo) {
  const std::string group = target_group();
  listener(load_balancer(), group);
  const std::string of_group = "&TargetGroupArn=" + group;
  calls.elb("RegisterTargets", of_group +
                                   "&Targets.member.1.Id=172.31.0.4"
                                   "&Targets.member.2.Id=172.31.0.5"
                                   "&Targets.member.2.Port=8080");
  const auto registered = calls.elb("DescribeTargetHealth", of_group);
  const std::string first = "//TargetHealthDescriptions/member[1]/";
  EXPECT_EQ(xml_at(registered, first + "Target/Id"), "172.31.0.4");
  EXPECT_EQ(xml_at(registered, first + "Target/Port"), "80");
  EXPECT_EQ(xml_at(registered, first + "HealthCheckPort"), "80");
  EXPECT_EQ(xml_at(registered, first + "TargetHealth/State"), "initial");
  EXPECT_EQ(xml_at(registered, first + "TargetHealth/Reason"), "Elb.RegistrationInProgress");
  EXPECT_EQ(xml_at(registered, "//TargetHealthDescriptions/member[2]/HealthCheckPort"), "8080");
  calls.elb("DeregisterTargets", of_group + "&Targets.member.1.Id=172.31.0.4");
  const auto draining =
      calls.elb("DescribeTargetHealth", of_group + "&Targets.member.1.Id=172.31.0.4");
  EXPECT_EQ(xml_at(draining, "//State"), "draining");
  EXPECT_EQ(xml_at(draining, "//Reason"), "Target.DeregistrationInProgress");
}

TEST_F(TargetGroups, TellOfTargetsThatGetNoTraffic) {
  const std::string of_group = "&TargetGroupArn=" + target_group();
  calls.elb("RegisterTargets", of_group + "&Targets.member.1.Id=172.31.0.4");
  EXPECT_EQ(xml_at(calls.elb("DescribeTargetHealth", of_group), "//Reason"), "Target.NotInUse");
  const auto unknown =
      calls.elb("DescribeTargetHealth", of_group + "&Targets.member.1.Id=172.31.0.9");
  EXPECT_EQ(xml_at(unknown, "//State"), "unused");
  EXPECT_EQ(xml_at(unknown, "//Reason"), "Target.NotRegistered");
}

TEST_F(TargetGroups, TakeThisMachineAsTheirOnlyInstance) {
  const std::string of_group = "&TargetGroupArn=" + target_group("i", "instance");
  EXPECT_EQ(refusal(calls.elb("RegisterTargets", of_group + "&Targets.member.1.Id=" +
                                                     ec2::local_instance_id(Calls::world()))),
            "none");
  EXPECT_EQ(refusal(calls.elb("RegisterTargets", of_group + "&Targets.member.1.Id=i-1")),
            "InvalidTarget: The specified target does not exist or is not in the same VPC as the "
            "target group.");
}

TEST_F(TargetGroups, TakeAddressesOfTheVpcPrivateOnesAndLoopback) {
  const std::string of_group = "&TargetGroupArn=" + target_group();
  const std::string id = of_group + "&Targets.member.1.Id=";
  const std::string zone = "&Targets.member.1.AvailabilityZone=";
  const auto outside = [](const std::string& address) {
    return "InvalidTarget: The IP address '" + address +
           "' is neither in the VPC nor in a private range (10.0.0.0/8, 172.16.0.0/12, "
           "192.168.0.0/16, 100.64.0.0/10) nor loopback";
  };
  struct Row {
    std::string members, refusal;
  };
  const Row rows[] = {
      {"172.31.0.4", "none"},
      {"172.31.0.4" + zone + "eu-west-1a", "none"},
      {"10.255.0.1", "none"},
      {"172.17.0.2" + zone + "all", "none"},
      {"192.168.1.1" + zone + "eu-west-1c", "none"},
      {"100.64.0.0", "none"},
      {"100.127.255.255", "none"},
      {"127.0.0.1", "none"},
      {"1.2.3.4", outside("1.2.3.4")},
      {"100.63.255.255", outside("100.63.255.255")},
      {"100.128.0.0", outside("100.128.0.0")},
      {"172.32.0.1", outside("172.32.0.1")},
      {"169.254.169.254", outside("169.254.169.254")},
      {"0.0.0.0", outside("0.0.0.0")},
      {"010.0.0.1", "ValidationError: The IP address '010.0.0.1' is not a valid IPv4 address"},
      {"::1", "ValidationError: The IP address '::1' is not a valid IPv4 address"},
      {"10.0.0.1%0D%0Ax",
       "ValidationError: The IP address '10.0.0.1\r\nx' is not a valid IPv4 address"},
      {"172.31.0.4" + zone + "all",
       "ValidationError: The IP address '172.31.0.4' is within the VPC, and cannot have its "
       "Availability Zone overridden to 'all' from 'eu-west-1a'"},
      {"10.0.0.1" + zone + "us-east-1a",
       "ValidationError: The Availability Zone 'us-east-1a' is not valid"},
      {"10.0.0.1&Targets.member.1.QuicServerId=0x01",
       "ValidationError: A QUIC server ID cannot be specified for targets of protocol 'HTTP'"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(refusal(calls.elb("RegisterTargets", id + row.members)), row.refusal) << row.members;
  }
  EXPECT_EQ(refusal(calls.elb("RegisterTargets", of_group + "&Targets=")),
            "ValidationError: A target must be specified");
  const std::string instances = "&TargetGroupArn=" + target_group("i", "instance");
  EXPECT_EQ(refusal(calls.elb("RegisterTargets", instances + "&Targets.member.1.Id=10.0.0.1")),
            "ValidationError: Instance ID '10.0.0.1' is not valid");
}

TEST_F(TargetGroups, HoldAThousandTargets) {
  const std::string arn = target_group();
  for (int i = 1; i <= 1000; ++i) {
    calls.store().put(Calls::world(), Target{.target_group_arn = arn, .id = "10.0.0.1", .port = i});
  }
  const std::string target = "&TargetGroupArn=" + arn + "&Targets.member.1.Id=10.0.0.1";
  EXPECT_EQ(refusal(calls.elb("RegisterTargets", target + "&Targets.member.1.Port=1000")), "none");
  EXPECT_EQ(refusal(calls.elb("RegisterTargets", target + "&Targets.member.1.Port=1001")),
            "TooManyTargets: The maximum number of targets for a target group is '1000'");
}

TEST_F(TargetGroups, TakeAttributesThatGoTogether) {
  const std::string of_group = "&TargetGroupArn=" + target_group();
  const auto modify = [&](std::vector<std::pair<std::string, std::string>> given) {
    std::string members = of_group;
    for (std::size_t i = 0; i < given.size(); ++i) {
      const std::string member = "&Attributes.member." + std::to_string(i + 1) + ".";
      members += member + "Key=" + given[i].first + member + "Value=" + given[i].second;
    }
    return refusal(calls.elb("ModifyTargetGroupAttributes", members));
  };
  EXPECT_EQ(modify({{"stickiness.enabled", "true"}, {"stickiness.type", "app_cookie"}}),
            "InvalidConfigurationRequest: You must set an application cookie name to enable "
            "stickiness of type 'app_cookie'");
  EXPECT_EQ(modify({{"stickiness.app_cookie.cookie_name", "A%0D%0AX"}}),
            "ValidationError: 'stickiness.app_cookie.cookie_name' value 'A\r\nX' must be the name "
            "of a cookie and not begin with 'AWSALB'");
  EXPECT_EQ(modify({{"stickiness.app_cookie.cookie_name", "AWSALBAPP-0"}}),
            "ValidationError: 'stickiness.app_cookie.cookie_name' value 'AWSALBAPP-0' must be the "
            "name of a cookie and not begin with 'AWSALB'");
  EXPECT_EQ(modify({{"stickiness.enabled", "true"},
                    {"stickiness.type", "app_cookie"},
                    {"stickiness.app_cookie.cookie_name", "session"}}),
            "none");
  EXPECT_EQ(modify({{"stickiness.app_cookie.cookie_name", ""}}),
            "InvalidConfigurationRequest: You must set an application cookie name to enable "
            "stickiness of type 'app_cookie'");
  EXPECT_EQ(modify({{"stickiness.enabled", "true"}, {"stickiness.enabled", "false"}}),
            "ValidationError: Attribute key 'stickiness.enabled' was specified more than once");
  EXPECT_EQ(modify({{"slow_start.duration_seconds", "30"},
                    {"load_balancing.algorithm.type", "least_outstanding_requests"}}),
            "InvalidConfigurationRequest: Slow start is not supported with the algorithm "
            "'least_outstanding_requests'");
  EXPECT_EQ(modify({{"load_balancing.algorithm.anomaly_mitigation", "on"}}),
            "InvalidConfigurationRequest: Anomaly mitigation is not supported with the algorithm "
            "'round_robin'");
}

TEST_F(TargetGroups, TellAndTakeAttributes) {
  const std::string of_group = "&TargetGroupArn=" + target_group();
  const auto all = calls.elb("DescribeTargetGroupAttributes", of_group);
  const std::string delay = "//member[Key='deregistration_delay.timeout_seconds']/Value";
  EXPECT_EQ(xml_at(all, delay), "300");
  EXPECT_EQ(xml_at(all, "//member[Key='stickiness.enabled']/Value"), "false");
  const auto changed = calls.elb("ModifyTargetGroupAttributes",
                                 of_group +
                                     "&Attributes.member.1.Key=deregistration_delay.timeout_seconds"
                                     "&Attributes.member.1.Value=5");
  EXPECT_EQ(xml_at(changed, delay), "5");
  EXPECT_EQ(xml_at(calls.elb("DescribeTargetGroupAttributes", of_group), delay), "5");
  EXPECT_EQ(
      refusal(calls.elb("ModifyTargetGroupAttributes",
                        of_group + "&Attributes.member.1.Key=deregistration_delay.timeout_seconds"
                                   "&Attributes.member.1.Value=x")),
      "ValidationError: 'deregistration_delay.timeout_seconds' value 'x' must be between "
      "'0-3600' inclusive");
}

TEST_F(TargetGroups, AreRefusedInAwsWords) {
  const std::string error = "ValidationError: ";
  const std::string good = "&Name=x&Protocol=HTTP&Port=80&VpcId=" + vpc();
  struct Row {
    std::string operation, members, refusal;
  };
  const Row rows[] = {
      {"CreateTargetGroup", "&Name=x_y&Protocol=HTTP&Port=80&VpcId=v",
       error + "Target group name 'x_y' can only contain characters that are alphanumeric "
               "characters or hyphens(-)"},
      {"CreateTargetGroup", "&Name=" + std::string(33, 'a') + "&Protocol=HTTP&Port=80&VpcId=v",
       error + "Target group name '" + std::string(33, 'a') +
           "' cannot be longer than '32' characters"},
      {"CreateTargetGroup", "&Name=x&Port=80&VpcId=v", error + "A protocol must be specified"},
      {"CreateTargetGroup", "&Name=x&Protocol=HTTP&VpcId=v", error + "A port must be specified"},
      {"CreateTargetGroup", "&Name=x&Protocol=HTTP&Port=80", error + "A VPC ID must be specified"},
      {"CreateTargetGroup", "&Name=x&Protocol=TCP&Port=80&VpcId=v",
       error + "drydock emulates target groups of protocol 'HTTP' only, not 'TCP'"},
      {"CreateTargetGroup", good + "&ProtocolVersion=GRPC",
       error + "drydock emulates protocol version 'HTTP1' only, not 'GRPC'"},
      {"CreateTargetGroup", good + "&TargetType=lambda",
       error + "drydock does not emulate targets of type 'lambda'"},
      {"CreateTargetGroup", good + "&HealthCheckTimeoutSeconds=30",
       error + "Health check timeout '30' must be smaller than the interval '30'"},
      {"CreateTargetGroup", good + "&HealthCheckPath=health",
       error + "Health check path 'health' must begin with a '/' character"},
      {"CreateTargetGroup", good + "&HealthCheckPort=x",
       error + "Health check port 'x' must be 'traffic-port' or in the range '1-65535'"},
      {"CreateTargetGroup", good + "&Matcher.HttpCode=500",
       error + "Health check matcher HTTP code '500' must be within '200-499' inclusive"},
      {"CreateTargetGroup", "&Name=x&Protocol=HTTP&Port=80&VpcId=vpc-1",
       error + "The VPC ID 'vpc-1' is not found"},
      {"CreateTargetGroup", good + "&HealthCheckPath=/a%0D%0AX-Evil:1",
       error + "Health check path '/a\r\nX-Evil:1' contains a character that is not valid"},
      {"CreateTargetGroup", good + "&HealthCheckPath=/a%20b",
       error + "Health check path '/a b' contains a character that is not valid"},
      {"CreateTargetGroup", good + "&HealthCheckEnabled=false",
       error + "Health checks cannot be disabled"},
      {"CreateTargetGroup", good + "&HealthCheckProtocol=TCP",
       error + "Health check protocol 'TCP' must be one of 'HTTP'"},
      {"CreateTargetGroup", good + "&Matcher.GrpcCode=0",
       error + "gRPC codes are not supported for target groups of protocol version 'HTTP1'"},
      {"CreateTargetGroup", good + "&IpAddressType=ipv6",
       error + "drydock emulates target groups of IP address type 'ipv4' only"},
      {"CreateTargetGroup", good + "&TargetControlPort=9000",
       error + "drydock does not emulate the target optimizer's control port"},
      {"DescribeTargetGroups", "&Names.member.1=x&TargetGroupArns.member.1=y",
       error + "Target group names, target group ARNs and a load balancer ARN cannot be specified "
               "at the same time"},
      {"DescribeTargetGroups", "&Names.member.1=x",
       "TargetGroupNotFound: One or more target groups not found"},
      {"DescribeTargetGroups", "&LoadBalancerArn=x",
       "LoadBalancerNotFound: Load balancers '[x]' not found"},
      {"RegisterTargets", "&TargetGroupArn=x&Targets.member.1.Id=1.2.3.4",
       "TargetGroupNotFound: One or more target groups not found"},
      {"RegisterTargets", "&TargetGroupArn=" + target_group() + "&Targets.member.1.Id=i-1",
       error + "The IP address 'i-1' is not a valid IPv4 address"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(refusal(calls.elb(row.operation, row.members)), row.refusal) << row.members;
  }
}

}  // namespace
}  // namespace drydock::elb::api::target_groups_test
