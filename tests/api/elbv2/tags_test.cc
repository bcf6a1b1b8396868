#include "api/elbv2/tags.h"

#include "tests/api/elbv2/load_balancing.h"

namespace drydock::elb::api::tags_test {
namespace {

using testing::refusal;
using testing::xml_at;
using ElbTags = testing::LoadBalancing;

TEST_F(ElbTags, AreKeptForEveryKindOfResource) {
  const std::string group = target_group();
  const std::string balancer = load_balancer();
  const std::string one = listener(balancer, group);
  const std::string rule = xml_at(create_rule(one, group, "/a", 1), "//RuleArn");
  for (const std::string& arn : {balancer, group, one, rule}) {
    const std::string named = "&ResourceArns.member.1=" + arn;
    const auto empty = calls.elb("DescribeTags", named);
    EXPECT_EQ(xml_at(empty, "//TagDescriptions/member/ResourceArn"), arn);
    EXPECT_EQ(xml_at(empty, "//Tags/member/Key"), "absent");
    calls.elb("AddTags", named +
                             "&Tags.member.1.Key=a&Tags.member.1.Value=1"
                             "&Tags.member.2.Key=b&Tags.member.2.Value=2");
    calls.elb("RemoveTags", named + "&TagKeys.member.1=a&TagKeys.member.2=none");
    const auto left = calls.elb("DescribeTags", named);
    EXPECT_EQ(xml_at(left, "//Tags/member[1]/Key"), "b") << arn;
    EXPECT_EQ(xml_at(left, "//Tags/member[1]/Value"), "2") << arn;
    EXPECT_EQ(xml_at(left, "//Tags/member[2]/Key"), "absent") << arn;
  }
}

TEST_F(ElbTags, AreRefusedInAwsWords) {
  const std::string named = "&ResourceArns.member.1=" + target_group();
  const std::string prefix =
      "&ResourceArns.member.1=arn:aws:elasticloadbalancing:eu-west-1:111122223333:";
  const std::string tag = "&Tags.member.1.Key=a";
  EXPECT_EQ(refusal(calls.elb("AddTags", named + tag + "&Tags.member.2.Key=a")),
            "DuplicateTagKeys: Tag key 'a' was specified more than once");
  EXPECT_EQ(refusal(calls.elb("AddTags", named + "&Tags.member.1.Key=aws:a")),
            "ValidationError: Tag keys cannot begin with the reserved prefix 'aws:'");
  EXPECT_EQ(refusal(calls.elb("DescribeTags", prefix + "targetgroup/x/1")),
            "TargetGroupNotFound: One or more target groups not found");
  EXPECT_EQ(refusal(calls.elb("DescribeTags", prefix + "listener/app/x/1/2")),
            "ListenerNotFound: The specified listener does not exist.");
  EXPECT_EQ(refusal(calls.elb("DescribeTags", prefix + "listener-rule/app/x/1/2/3")),
            "RuleNotFound: The specified rule does not exist.");
  EXPECT_EQ(refusal(calls.elb("DescribeTags", "&ResourceArns.member.1=x")),
            "ValidationError: 'x' must be in ARN format");
  EXPECT_EQ(refusal(calls.elb("DescribeTags",
                              "&ResourceArns.member.1=arn:aws:elasticloadbalancing:eu-west-2:"
                              "111122223333:targetgroup/web/1")),
            "ValidationError: 'arn:aws:elasticloadbalancing:eu-west-2:111122223333:targetgroup/"
            "web/1' must be in ARN format");
  EXPECT_EQ(refusal(calls.elb("DescribeTags",
                              "&ResourceArns.member.1=arn:aws:elasticloadbalancing:eu-west-1:"
                              "444455556666:targetgroup/web/1")),
            "TargetGroupNotFound: One or more target groups not found");
  EXPECT_EQ(refusal(calls.elb("AddTags", named + "&ResourceArns.member.2=x" + tag)),
            "ValidationError: Only one resource can be tagged at a time");
  EXPECT_EQ(refusal(calls.elb("AddTags", named + tag + "&Tags.member.1.Value=aws:a")),
            "ValidationError: Tag values cannot begin with the reserved prefix 'aws:'");
  EXPECT_EQ(refusal(calls.elb("RemoveTags", named + "&TagKeys.member.1=AWS:a")),
            "ValidationError: Tag keys cannot begin with the reserved prefix 'aws:'");
}

TEST_F(ElbTags, AreDescribedOfTwentyResourcesAtOnce) {
  const std::string arn = target_group();
  std::string named;
  for (int i = 1; i <= 20; ++i) named += "&ResourceArns.member." + std::to_string(i) + "=" + arn;
  EXPECT_EQ(refusal(calls.elb("DescribeTags", named)), "none");
  EXPECT_EQ(refusal(calls.elb("DescribeTags", named + "&ResourceArns.member.21=" + arn)),
            "ValidationError: The number of resources cannot be more than '20'");
}

TEST_F(ElbTags, AreThoseThatTheResourceIsCreatedWith) {
  const std::string tag = "&Tags.member.1.Key=a&Tags.member.1.Value=1";
  const std::string balancer =
      xml_at(calls.elb("CreateLoadBalancer", "&Name=x" + subnets() + tag), "//LoadBalancerArn");
  const std::string group =
      xml_at(calls.elb("CreateTargetGroup",
                       "&Name=x&Protocol=HTTP&Port=80&VpcId=" + vpc() + "&TargetType=ip" + tag),
             "//TargetGroupArn");
  const std::string one =
      xml_at(calls.elb("CreateListener", "&LoadBalancerArn=" + balancer + "&Protocol=HTTP&Port=81" +
                                             tag + forward("DefaultActions", group)),
             "//ListenerArn");
  const std::string rule =
      xml_at(calls.elb("CreateRule", "&ListenerArn=" + one + "&Priority=1" + tag +
                                         "&Conditions.member.1.Field=path-pattern"
                                         "&Conditions.member.1.Values.member.1=/" +
                                         forward("Actions", group)),
             "//RuleArn");
  for (const std::string& arn : {balancer, group, one, rule}) {
    EXPECT_EQ(xml_at(calls.elb("DescribeTags", "&ResourceArns.member.1=" + arn),
                     "//Tags/member[Key='a']/Value"),
              "1")
        << arn;
  }
}

TEST_F(ElbTags, AreHeldToTheRulesWhereTheyAreGivenAtCreation) {
  const std::string twice = "&Tags.member.1.Key=a&Tags.member.2.Key=a";
  const std::string refused = "DuplicateTagKeys: Tag key 'a' was specified more than once";
  const std::string group = target_group();
  const std::string balancer = load_balancer();
  const std::string one = listener(balancer, group);
  EXPECT_EQ(refusal(calls.elb("CreateLoadBalancer", "&Name=x" + subnets() + twice)), refused);
  EXPECT_EQ(refusal(calls.elb("CreateTargetGroup",
                              "&Name=x&Protocol=HTTP&Port=80&VpcId=" + vpc() + twice)),
            refused);
  EXPECT_EQ(refusal(calls.elb("CreateListener", "&LoadBalancerArn=" + balancer +
                                                    "&Protocol=HTTP&Port=81" + twice +
                                                    forward("DefaultActions", group))),
            refused);
  EXPECT_EQ(refusal(calls.elb("CreateRule", "&ListenerArn=" + one + "&Priority=1" + twice +
                                                "&Conditions.member.1.Field=path-pattern"
                                                "&Conditions.member.1.Values.member.1=/" +
                                                forward("Actions", group))),
            refused);
}

}  // namespace
}  // namespace drydock::elb::api::tags_test
