#include "emulator/elb/balancer_names.h"

#include <gtest/gtest.h>

namespace drydock::elb::balancer_names_test {
namespace {

TEST(BalancerNames, AreDnsNamesAndEndpoints) {
  struct Row {
    const char* name;
    bool balancer;
    bool endpoint;
  };
  for (const Row& row : {Row{"shop-1.us-east-1.elb.localhost", true, false},
                         {"sh-0a1b.ecs.us-east-1.localhost", true, true},
                         {"sh-0a1b.ecs.us-east-1.on.aws", true, true},
                         {"ecs.us-east-1.localhost", false, false},
                         {".ecs.us-east-1.localhost", false, false},
                         {"sh.ecs..localhost", false, false},
                         {"sh.ecs.localhost", false, false},
                         {"a.sh.ecs.us-east-1.localhost", false, false},
                         {"sh.ecs.us-east-1.example.on.aws", false, false},
                         {"sh.lambda-url.us-east-1.on.aws", false, false},
                         {"localhost", false, false},
                         {"", false, false}}) {
    EXPECT_EQ(is_balancer_name(row.name), row.balancer) << row.name;
    EXPECT_EQ(is_endpoint_name(row.name), row.endpoint) << row.name;
  }
}

TEST(BalancerNames, OfAnEndpointAreOneForThisMachineAndAwsOwn) {
  const std::vector<std::string> names = endpoint_names("sh-0a1b", "eu-west-1");
  EXPECT_EQ(names, (std::vector<std::string>{"sh-0a1b.ecs.eu-west-1.localhost",
                                             "sh-0a1b.ecs.eu-west-1.on.aws"}));
}

TEST(BalancerNames, OfARuleAreThoseThatItsHostConditionTellsWhole) {
  Rule rule;
  rule.conditions.push_back({.field = "path-pattern"});
  rule.conditions.push_back({.field = "host-header"});
  rule.conditions[1].host_header_config.emplace().values = {
      "SH-1.ecs.eu-west-1.localhost", "shop.example.com", "*.ecs.eu-west-1.localhost"};
  EXPECT_EQ(endpoint_names_of(rule), std::vector<std::string>{"sh-1.ecs.eu-west-1.localhost"});
}

}  // namespace
}  // namespace drydock::elb::balancer_names_test
