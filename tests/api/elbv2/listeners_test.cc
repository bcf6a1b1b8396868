#include "api/elbv2/listeners.h"

#include "emulator/elb/listener.h"
#include "emulator/elb/target_group.h"
#include "tests/api/elbv2/load_balancing.h"

namespace drydock::elb::api::listeners_test {
namespace {

using testing::Calls;
using testing::refusal;
using testing::xml_at;
using Listeners = testing::LoadBalancing;

TEST_F(Listeners, EchoAForwardInBothForms) {
  const std::string group = target_group();
  const auto response = create_listener(load_balancer(), group);
  const std::string action = "//DefaultActions/member/";
  EXPECT_EQ(xml_at(response, action + "Type"), "forward");
  EXPECT_EQ(xml_at(response, action + "TargetGroupArn"), group);
  EXPECT_EQ(xml_at(response, action + "ForwardConfig/TargetGroups/member/TargetGroupArn"), group);
  EXPECT_EQ(xml_at(response, action + "ForwardConfig/TargetGroups/member/Weight"), "1");
  EXPECT_EQ(xml_at(response, action + "ForwardConfig/TargetGroupStickinessConfig/Enabled"),
            "false");
  EXPECT_EQ(xml_at(response, action + "Order"), "absent");
  EXPECT_EQ(xml_at(response, "//Port"), "80");
  EXPECT_EQ(xml_at(response, "//Protocol"), "HTTP");
}

TEST_F(Listeners, NameNoLoneTargetGroupWhereThereAreTwo) {
  const std::string base = "&DefaultActions.member.1.";
  const auto response = calls.elb(
      "CreateListener",
      "&LoadBalancerArn=" + load_balancer() + "&Protocol=HTTP&Port=80" + base + "Type=forward" +
          base + "ForwardConfig.TargetGroups.member.1.TargetGroupArn=" + target_group("a") + base +
          "ForwardConfig.TargetGroups.member.1.Weight=9" + base +
          "ForwardConfig.TargetGroups.member.2.TargetGroupArn=" + target_group("b"));
  EXPECT_EQ(xml_at(response, "//DefaultActions/member/TargetGroupArn"), "absent");
  EXPECT_EQ(xml_at(response, "//ForwardConfig/TargetGroups/member[1]/Weight"), "9");
  EXPECT_EQ(xml_at(response, "//ForwardConfig/TargetGroups/member[2]/Weight"), "1");
}

TEST_F(Listeners, AreMadeOnceWithTheSameSettings) {
  const std::string arn = load_balancer();
  const std::string group = target_group();
  const std::string made = listener(arn, group);
  EXPECT_EQ(listener(arn, group), made);
  EXPECT_EQ(refusal(create_listener(arn, target_group("other"))),
            "DuplicateListener: A listener with the specified port already exists.");
}

TEST_F(Listeners, AreDescribedByLoadBalancerAndByArn) {
  const std::string arn = load_balancer();
  const std::string group = target_group();
  const std::string one = listener(arn, group, 80);
  listener(arn, group, 81);
  const auto all = calls.elb("DescribeListeners", "&LoadBalancerArn=" + arn);
  EXPECT_NE(xml_at(all, "//Listeners/member[2]/Port"), "absent");
  const auto named = calls.elb("DescribeListeners", "&ListenerArns.member.1=" + one);
  EXPECT_EQ(xml_at(named, "//Port"), "80");
}

TEST_F(Listeners, CanBeChangedAndDeletedWithTheirRules) {
  const std::string arn = load_balancer();
  const std::string group = target_group();
  const std::string one = listener(arn, group);
  create_rule(one, group, "/a", 1);
  const auto changed = calls.elb(
      "ModifyListener", "&ListenerArn=" + one +
                            "&Port=8080&DefaultActions.member.1.Type=fixed-response"
                            "&DefaultActions.member.1.FixedResponseConfig.StatusCode=404"
                            "&DefaultActions.member.1.FixedResponseConfig.ContentType=text/plain");
  EXPECT_EQ(xml_at(changed, "//Port"), "8080");
  EXPECT_EQ(xml_at(changed, "//FixedResponseConfig/StatusCode"), "404");
  EXPECT_EQ(refusal(calls.elb("DeleteListener", "&ListenerArn=" + one)), "none");
  EXPECT_TRUE(calls.store().table<Rule>(Calls::world()).rows().empty());
  EXPECT_EQ(refusal(calls.elb("DeleteListener", "&ListenerArn=" + one)),
            "ListenerNotFound: The specified listener does not exist.");
}

TEST_F(Listeners, TellTheURLThatARedirectKeeps) {
  const auto response = calls.elb(
      "CreateListener", "&LoadBalancerArn=" + load_balancer() +
                            "&Protocol=HTTP&Port=80&DefaultActions.member.1.Type=redirect"
                            "&DefaultActions.member.1.RedirectConfig.Port=8443"
                            "&DefaultActions.member.1.RedirectConfig.StatusCode=HTTP_301");
  EXPECT_EQ(xml_at(response, "//RedirectConfig/Port"), "8443");
  EXPECT_EQ(xml_at(response, "//RedirectConfig/Host"), "#{host}");
  EXPECT_EQ(xml_at(response, "//RedirectConfig/Path"), "/#{path}");
  EXPECT_EQ(xml_at(response, "//RedirectConfig/Query"), "#{query}");
}

TEST_F(Listeners, DoNotMoveToAPortThatTheyRedirectTo) {
  const std::string arn =
      xml_at(calls.elb("CreateListener",
                       "&LoadBalancerArn=" + load_balancer() +
                           "&Protocol=HTTP&Port=80&DefaultActions.member.1.Type=redirect"
                           "&DefaultActions.member.1.RedirectConfig.Port=8080"
                           "&DefaultActions.member.1.RedirectConfig.StatusCode=HTTP_301"),
             "//ListenerArn");
  EXPECT_EQ(refusal(calls.elb("ModifyListener", "&Port=8080&ListenerArn=" + arn)),
            "InvalidLoadBalancerAction: The redirect configuration is not valid because it creates "
            "a loop. At least one of protocol, port, host or path must be changed.");
  EXPECT_EQ(refusal(calls.elb("ModifyListener", "&Port=81&ListenerArn=" + arn)), "none");
  EXPECT_EQ(refusal(calls.elb("ModifyListener", "&SslPolicy=x&ListenerArn=" + arn)),
            "ValidationError: An SSL policy cannot be specified for HTTP listeners");
}

TEST_F(Listeners, ForwardToAHundredTargetGroupsAtMost) {
  const std::string arn = load_balancer();
  const std::string first = listener(arn, target_group("g0"));
  for (int i = 1; i < 100; ++i) {
    create_rule(first, target_group("g" + std::to_string(i)), "/a", i);
  }
  const std::string more = target_group("more");
  EXPECT_EQ(refusal(create_listener(arn, more, 81)),
            "TooManyUniqueTargetGroupsPerLoadBalancer: A load balancer can forward to at most "
            "'100' target groups");
  EXPECT_EQ(refusal(create_listener(arn, target_group("g1"), 81)), "none");
}

TEST_F(Listeners, TellTheirAttributes) {
  const std::string one = listener(load_balancer(), target_group());
  const auto response = calls.elb("DescribeListenerAttributes", "&ListenerArn=" + one);
  EXPECT_EQ(xml_at(response, "//member[Key='routing.http.response.server.enabled']/Value"), "true");
}

TEST_F(Listeners, TakeAttributes) {
  const std::string of_it = "&ListenerArn=" + listener(load_balancer(), target_group());
  const std::string server = "routing.http.response.server.enabled";
  const auto changed =
      calls.elb("ModifyListenerAttributes",
                of_it + "&Attributes.member.1.Key=" + server + "&Attributes.member.1.Value=false");
  EXPECT_EQ(xml_at(changed, "//member[Key='" + server + "']/Value"), "false");
  EXPECT_EQ(refusal(calls.elb("ModifyListenerAttributes",
                              of_it + "&Attributes.member.1.Key=x&Attributes.member.1.Value=y")),
            "ValidationError: Listener attribute key 'x' is not recognized");
}

TEST_F(Listeners, TellThePortOfThisMachineWhereItIsAnother) {
  const std::string one = listener(load_balancer(), target_group());
  const auto tags = [&] { return calls.elb("DescribeTags", "&ResourceArns.member.1=" + one); };
  EXPECT_EQ(xml_at(tags(), "//TagDescriptions/member/ResourceArn"), one);
  EXPECT_EQ(xml_at(tags(), "//Tags/member/Key"), "absent");
  calls.store().change<Listener>(Calls::world(), one,
                                 [](Listener& record) { record.bound_port = 40080; });
  EXPECT_EQ(xml_at(tags(), "//Tags/member[Key='aws:drydock:port']/Value"), "40080");
  // It was for the port that the listener had.
  calls.elb("ModifyListener", "&Port=81&ListenerArn=" + one);
  EXPECT_EQ(xml_at(tags(), "//Tags/member/Key"), "absent");
}

TEST_F(Listeners, OfHttpHaveNothingOfHttps) {
  const std::string http = "&LoadBalancerArn=" + load_balancer() + "&Protocol=HTTP&Port=80" +
                           forward("DefaultActions", target_group());
  const auto refused = [](const std::string& what) {
    return "ValidationError: " + what + " cannot be specified for HTTP listeners";
  };
  struct Row {
    std::string members, refusal;
  };
  const Row rows[] = {
      {"&Certificates.member.1.CertificateArn=x", refused("A certificate")},
      {"&SslPolicy=ELBSecurityPolicy-2016-08", refused("An SSL policy")},
      {"&AlpnPolicy.member.1=HTTP2Only", refused("An ALPN policy")},
      {"&MutualAuthentication.Mode=verify", refused("Mutual authentication")},
      {"&MutualAuthentication.Mode=off", "none"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(refusal(calls.elb("CreateListener", http + row.members)), row.refusal) << row.members;
  }
}

TEST_F(Listeners, AreRefusedInAwsWords) {
  const std::string arn = load_balancer();
  const std::string group = target_group();
  listener(load_balancer("other"), target_group("taken"));
  const std::string start = "&LoadBalancerArn=" + arn;
  const std::string http = start + "&Protocol=HTTP&Port=80";
  const std::string action = "&DefaultActions.member.1.";
  struct Row {
    std::string operation, members, refusal;
  };
  const Row rows[] = {
      {"CreateListener",
       "&LoadBalancerArn=x&Protocol=HTTP&Port=80" + forward("DefaultActions", group),
       "LoadBalancerNotFound: Load balancers '[x]' not found"},
      {"CreateListener", start + "&Protocol=HTTP" + forward("DefaultActions", group),
       "ValidationError: A listener port must be specified"},
      {"CreateListener", start + "&Port=80" + forward("DefaultActions", group),
       "ValidationError: A listener protocol must be specified"},
      {"CreateListener", start + "&Protocol=TCP&Port=80" + forward("DefaultActions", group),
       "ValidationError: Listener protocol 'TCP' must be one of 'HTTPS, HTTP'"},
      {"CreateListener", start + "&Protocol=HTTPS&Port=80" + forward("DefaultActions", group),
       "UnsupportedProtocol: drydock does not serve HTTPS listeners yet"},
      {"CreateListener", http + forward("DefaultActions", "arn:none"),
       "TargetGroupNotFound: Target group 'arn:none' not found"},
      {"CreateListener", http + forward("DefaultActions", target_group("taken")),
       "TargetGroupAssociationLimit: The following target groups cannot be associated with more "
       "than one load balancer: " +
           target_group("taken")},
      {"CreateListener", http + action + "Type=forward",
       "ValidationError: A target group ARN must be specified"},
      {"CreateListener",
       http + action + "Type=redirect" + action + "RedirectConfig.StatusCode=HTTP_301",
       "InvalidLoadBalancerAction: The redirect configuration is not valid because it creates a "
       "loop. At least one of protocol, port, host or path must be changed."},
      {"CreateListener",
       http + action + "Type=fixed-response" + action + "FixedResponseConfig.StatusCode=302",
       "ValidationError: 1 validation error detected: Value '302' at "
       "'defaultActions.1.member.fixedResponseConfig.statusCode' failed to satisfy constraint: "
       "Member must satisfy regular expression pattern: ^(2|4|5)\\d\\d$"},
      {"CreateListener",
       http + forward("DefaultActions", group) +
           "&DefaultActions.member.2.Type=fixed-response"
           "&DefaultActions.member.2.FixedResponseConfig.StatusCode=200",
       "InvalidLoadBalancerAction: Exactly one of 'forward', 'redirect' and 'fixed-response' "
       "actions must be specified"},
      {"CreateListener",
       http + action + "Type=redirect" + action + "RedirectConfig.StatusCode=HTTP_301" + action +
           "RedirectConfig.Protocol=HTTP" + action + "RedirectConfig.Port=80",
       "InvalidLoadBalancerAction: The redirect configuration is not valid because it creates a "
       "loop. At least one of protocol, port, host or path must be changed."},
      {"CreateListener",
       http + action + "Type=redirect" + action + "RedirectConfig.StatusCode=HTTP_301" + action +
           "RedirectConfig.Path=/a%0D%0AX:b",
       "InvalidLoadBalancerAction: The Path parameter must be a valid path, should start with a "
       "'/', and may contain up to one of each of these placeholders: '#{path}', '#{host}', "
       "'#{port}'."},
      {"DescribeListeners", start + "&ListenerArns.member.1=x",
       "ValidationError: Listener ARNs and a load balancer ARN cannot be specified at the same "
       "time"},
      {"DescribeListeners", "",
       "ValidationError: You must specify either listener ARNs or a load balancer ARN"},
      {"DescribeListeners", "&ListenerArns.member.1=x",
       "ListenerNotFound: The specified listener does not exist."},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(refusal(calls.elb(row.operation, row.members)), row.refusal) << row.members;
  }
}

}  // namespace
}  // namespace drydock::elb::api::listeners_test
