#include "api/elbv2/tags.h"

#include "tests/api/elbv2/load_balancing.h"

namespace drydock::elb::api {
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
            "ValidationError: 'x' is not a valid resource ARN");
}

}  // namespace
}  // namespace drydock::elb::api
