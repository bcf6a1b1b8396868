#include "api/elbv2/rules.h"

#include "emulator/elb/listener.h"
#include "tests/api/elbv2/load_balancing.h"

namespace drydock::elb::api::rules_test {
namespace {

using testing::refusal;
using testing::xml_at;

struct Rules : testing::LoadBalancing {
  void SetUp() override {
    group = target_group();
    arn = listener(load_balancer(), group);
  }
  aws::Response describe() { return calls.elb("DescribeRules", "&ListenerArn=" + arn); }

  std::string group;
  std::string arn;
};

TEST_F(Rules, EchoAPathInBothForms) {
  const auto response = create_rule(arn, group, "/img/*", 10);
  EXPECT_EQ(xml_at(response, "//Priority"), "10");
  EXPECT_EQ(xml_at(response, "//IsDefault"), "false");
  EXPECT_EQ(xml_at(response, "//Conditions/member/Field"), "path-pattern");
  EXPECT_EQ(xml_at(response, "//Conditions/member/Values/member"), "/img/*");
  EXPECT_EQ(xml_at(response, "//PathPatternConfig/Values/member"), "/img/*");
  EXPECT_EQ(xml_at(response, "//Actions/member/TargetGroupArn"), group);
}

TEST_F(Rules, AreTriedByPriorityAndTheDefaultLast) {
  create_rule(arn, group, "/a", 100);
  create_rule(arn, group, "/b", 9);
  const auto response = describe();
  EXPECT_EQ(xml_at(response, "//Rules/member[1]/Priority"), "9");
  EXPECT_EQ(xml_at(response, "//Rules/member[2]/Priority"), "100");
  EXPECT_EQ(xml_at(response, "//Rules/member[3]/Priority"), "default");
  EXPECT_EQ(xml_at(response, "//Rules/member[3]/IsDefault"), "true");
  EXPECT_EQ(xml_at(response, "//Rules/member[3]/Actions/member/TargetGroupArn"), group);
  const auto first = calls.elb("DescribeRules", "&PageSize=2&ListenerArn=" + arn);
  const auto rest = calls.elb("DescribeRules", "&PageSize=2&ListenerArn=" + arn +
                                                   "&Marker=" + xml_at(first, "//NextMarker"));
  EXPECT_EQ(xml_at(rest, "//Rules/member[1]/Priority"), "default");
}

TEST_F(Rules, AreFoundByArnTheDefaultToo) {
  const std::string rule = xml_at(create_rule(arn, group, "/a", 1), "//RuleArn");
  const std::string base = xml_at(describe(), "//Rules/member[2]/RuleArn");
  EXPECT_EQ(xml_at(calls.elb("DescribeRules", "&RuleArns.member.1=" + rule), "//Priority"), "1");
  EXPECT_EQ(xml_at(calls.elb("DescribeRules", "&RuleArns.member.1=" + base), "//Priority"),
            "default");
}

TEST_F(Rules, CanBeChanged) {
  const std::string rule = xml_at(create_rule(arn, group, "/a", 1), "//RuleArn");
  const auto changed = calls.elb(
      "ModifyRule", "&RuleArn=" + rule +
                        "&Conditions.member.1.Field=host-header"
                        "&Conditions.member.1.HostHeaderConfig.Values.member.1=a.example");
  EXPECT_EQ(xml_at(changed, "//Conditions/member/Field"), "host-header");
  EXPECT_EQ(xml_at(changed, "//Conditions/member/Values/member"), "a.example");
  EXPECT_EQ(xml_at(changed, "//Actions/member/TargetGroupArn"), group);
}

TEST_F(Rules, GiveTheListenerOtherDefaultActions) {
  const std::string base = xml_at(describe(), "//RuleArn");
  const std::string other = target_group("other");
  calls.elb("ModifyRule", "&RuleArn=" + base + forward("Actions", other));
  EXPECT_EQ(xml_at(calls.elb("DescribeListeners", "&ListenerArns.member.1=" + arn),
                   "//DefaultActions/member/TargetGroupArn"),
            other);
}

TEST_F(Rules, CanTradePlaces) {
  const std::string a = xml_at(create_rule(arn, group, "/a", 1), "//RuleArn");
  const std::string b = xml_at(create_rule(arn, group, "/b", 2), "//RuleArn");
  const auto priorities = [&](const std::string& one, const std::string& other) {
    return calls.elb("SetRulePriorities", "&RulePriorities.member.1.RuleArn=" + a +
                                              "&RulePriorities.member.1.Priority=" + one +
                                              "&RulePriorities.member.2.RuleArn=" + b +
                                              "&RulePriorities.member.2.Priority=" + other);
  };
  EXPECT_EQ(refusal(priorities("2", "1")), "none");
  EXPECT_EQ(xml_at(describe(), "//Rules/member[1]/RuleArn"), b);
  EXPECT_EQ(refusal(priorities("3", "3")),
            "ValidationError: Priority '3' was provided multiple times");
  create_rule(arn, group, "/c", 7);
  EXPECT_EQ(refusal(priorities("7", "1")), "PriorityInUse: The specified priority is in use.");
}

TEST_F(Rules, GetPrioritiesThatAreWhole) {
  const std::string rule = xml_at(create_rule(arn, group, "/a", 1), "//RuleArn");
  const std::string base = xml_at(describe(), "//Rules/member[2]/RuleArn");
  const std::string elsewhere =
      xml_at(create_rule(listener(load_balancer(), group, 81), group, "/a", 1), "//RuleArn");
  const std::string first = "&RulePriorities.member.1.";
  const std::string second = "&RulePriorities.member.2.";
  struct Row {
    std::string members, refusal;
  };
  const Row rows[] = {
      {first + "RuleArn=" + rule, "ValidationError: A rule priority must be specified"},
      {first + "Priority=2", "ValidationError: A rule ARN must be specified"},
      {first + "Priority=2" + first + "RuleArn=" + base,
       "OperationNotPermitted: The priority of a default rule cannot be changed"},
      {first + "Priority=2" + first + "RuleArn=" + rule + second + "Priority=3" + second +
           "RuleArn=" + rule,
       "ValidationError: Rule '" + rule + "' was provided multiple times"},
      {first + "Priority=2" + first + "RuleArn=" + rule + second + "Priority=3" + second +
           "RuleArn=" + elsewhere,
       "ValidationError: The rules must be of the same listener"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(refusal(calls.elb("SetRulePriorities", row.members)), row.refusal) << row.members;
  }
}

TEST_F(Rules, AreAHundredAtMostOverAllListeners) {
  for (int i = 1; i <= 99; ++i) create_rule(arn, group, "/a", i);
  const std::string other = listener(load_balancer(), group, 81);
  EXPECT_EQ(refusal(create_rule(other, group, "/a", 1)), "none");
  EXPECT_EQ(refusal(create_rule(other, group, "/a", 2)),
            "TooManyRules: The maximum number of rules for a load balancer is '100'");
}

TEST_F(Rules, AreDeletedSaveTheDefault) {
  const std::string rule = xml_at(create_rule(arn, group, "/a", 1), "//RuleArn");
  const std::string base = xml_at(describe(), "//Rules/member[2]/RuleArn");
  EXPECT_EQ(refusal(calls.elb("DeleteRule", "&RuleArn=" + base)),
            "OperationNotPermitted: Default rule '" + base + "' cannot be deleted");
  EXPECT_EQ(refusal(calls.elb("DeleteRule", "&RuleArn=" + rule)), "none");
  EXPECT_EQ(refusal(calls.elb("DeleteRule", "&RuleArn=" + rule)),
            "RuleNotFound: The specified rule does not exist.");
  EXPECT_EQ(refusal(calls.elb("DescribeRules", "&RuleArns.member.1=" + rule)),
            "RuleNotFound: One or more rules not found");
}

TEST_F(Rules, AreRefusedInAwsWords) {
  create_rule(arn, group, "/a", 1);
  const std::string start = "&ListenerArn=" + arn + "&Priority=2" + forward("Actions", group);
  const std::string condition = "&Conditions.member.1.";
  std::string six;
  for (int i = 1; i <= 6; ++i) {
    six += condition + "Values.member." + std::to_string(i) + "=/" + std::to_string(i);
  }
  struct Row {
    std::string members, refusal;
  };
  const Row rows[] = {
      {"&ListenerArn=" + arn + "&Priority=1" + forward("Actions", group) + condition +
           "Field=path-pattern" + condition + "Values.member.1=/b",
       "PriorityInUse: The specified priority is in use."},
      {start + condition + "Field=colour" + condition + "Values.member.1=red",
       "ValidationError: Condition field 'colour' must be one of "
       "'[path-pattern,host-header,http-header,http-request-method,query-string,source-ip]'"},
      {start + condition + "Field=path-pattern",
       "ValidationError: A condition value must be specified"},
      {start + condition + "Field=path-pattern" + six,
       "ValidationError: A rule can only have '5' condition values"},
      {start + condition + "Field=path-pattern" + condition + "Values.member.1=/b" +
           "&Conditions.member.2.Field=path-pattern&Conditions.member.2.Values.member.1=/c",
       "ValidationError: A rule can only have one 'path-pattern' condition"},
      {start + condition + "Field=http-header" + condition + "HttpHeaderConfig.Values.member.1=x",
       "ValidationError: An HTTP header name must be specified"},
      {"&ListenerArn=x&Priority=2" + forward("Actions", group) + condition + "Field=path-pattern" +
           condition + "Values.member.1=/b",
       "ListenerNotFound: The specified listener does not exist."},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(refusal(calls.elb("CreateRule", row.members)), row.refusal) << row.members;
  }
  const std::string of_rule = "&RuleArn=" + xml_at(describe(), "//Rules/member[1]/RuleArn");
  EXPECT_EQ(refusal(calls.elb("ModifyRule", of_rule)),
            "ValidationError: Either conditions or actions must be specified");
  EXPECT_EQ(refusal(calls.elb("ModifyRule", of_rule + "&ResetTransforms=true")), "none");
  EXPECT_EQ(refusal(calls.elb("ModifyRule", of_rule + "&Transforms.member.1.Type=url-rewrite" +
                                                forward("Actions", group))),
            "ValidationError: drydock does not emulate transforms of requests");
  EXPECT_EQ(
      refusal(calls.elb("DescribeRules", "&RuleArns.member.1=x&ListenerArn=" + arn)),
      "ValidationError: Listener rule ARNs and a listener ARN cannot be specified at the same "
      "time");
  EXPECT_EQ(refusal(calls.elb("DescribeRules")),
            "ValidationError: You must specify either listener rule ARNs or a listener ARN");
}

}  // namespace
}  // namespace drydock::elb::api::rules_test
