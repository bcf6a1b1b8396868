#include "emulator/elb/attributes.h"

#include <gtest/gtest.h>

namespace drydock::elb::attributes_test {
namespace {

TEST(Attributes, HaveAwsDefaults) {
  EXPECT_EQ(attribute(load_balancer_attributes(), {}, "idle_timeout.timeout_seconds"), "60");
  EXPECT_EQ(attribute(target_group_attributes(), {}, "load_balancing.algorithm.type"),
            "round_robin");
  EXPECT_EQ(number_attribute(target_group_attributes(), {}, "deregistration_delay.timeout_seconds"),
            300);
  EXPECT_TRUE(flag_attribute(listener_attributes(), {}, "routing.http.response.server.enabled"));
}

TEST(Attributes, DefaultsAreRightThemselves) {
  for (const auto table :
       {load_balancer_attributes(), target_group_attributes(), listener_attributes()}) {
    for (const Attribute& known : table) {
      EXPECT_TRUE(check_attribute(table, "", known.key, known.default_value)) << known.key;
    }
  }
}

TEST(Attributes, ASetValueReplacesTheDefault) {
  const auto table = target_group_attributes();
  AttributeValues values;
  set_attribute(table, values, "stickiness.enabled", "true");
  EXPECT_TRUE(flag_attribute(table, values, "stickiness.enabled"));
  const auto all = all_attributes(table, values);
  EXPECT_EQ(all.size(), table.size());
  EXPECT_EQ(all[1], (std::pair<std::string, std::string>("stickiness.enabled", "true")));
}

TEST(Attributes, OnlyWhatDiffersFromTheDefaultIsKept) {
  const auto table = load_balancer_attributes();
  AttributeValues values;
  set_attribute(table, values, "idle_timeout.timeout_seconds", "5");
  EXPECT_EQ(values.size(), 1U);
  set_attribute(table, values, "idle_timeout.timeout_seconds", "60");
  EXPECT_TRUE(values.empty());
}

TEST(Attributes, AWordIsNoNumber) {
  EXPECT_EQ(number_attribute(target_group_attributes(), {},
                             "target_group_health.unhealthy_state_routing."
                             "minimum_healthy_targets.percentage",
                             -1),
            -1);
}

struct Wrong {
  const char* key;
  const char* value;
  const char* message;
};

class WrongAttribute : public ::testing::TestWithParam<Wrong> {};

TEST_P(WrongAttribute, IsRefusedInAwsWords) {
  const auto checked =
      check_attribute(target_group_attributes(), "Target group", GetParam().key, GetParam().value);
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().code(), "ValidationError");
  EXPECT_EQ(checked.error().message(), GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    Attributes, WrongAttribute,
    ::testing::Values(
        Wrong{"deregistration_delay.timeout_seconds", "x",
              "'deregistration_delay.timeout_seconds' value 'x' must be between '0-3600' "
              "inclusive"},
        Wrong{"deregistration_delay.timeout_seconds", "3601",
              "'deregistration_delay.timeout_seconds' value '3601' must be between '0-3600' "
              "inclusive"},
        Wrong{"slow_start.duration_seconds", "10",
              "'slow_start.duration_seconds' value '10' must be between '30-900' inclusive"},
        Wrong{"stickiness.enabled", "yes",
              "'stickiness.enabled' value 'yes' must be one of [true, false]"},
        Wrong{"load_balancing.algorithm.type", "random",
              "'load_balancing.algorithm.type' value 'random' must be one of [round_robin, "
              "least_outstanding_requests, weighted_random]"},
        Wrong{"stickiness.app_cookie.cookie_name", "a b",
              "'stickiness.app_cookie.cookie_name' value 'a b' must be the name of a cookie and "
              "not begin with 'AWSALB'"},
        Wrong{"stickiness.app_cookie.cookie_name", "a\r\nX: y",
              "'stickiness.app_cookie.cookie_name' value 'a\r\nX: y' must be the name of a cookie "
              "and not begin with 'AWSALB'"},
        Wrong{"stickiness.lb_cookie.duration_seconds", "604801",
              "'stickiness.lb_cookie.duration_seconds' value '604801' must be between '1-604800' "
              "inclusive"},
        Wrong{"nonsense", "1", "Target group attribute key 'nonsense' is not recognized"}));

TEST(Attributes, NoTextEndsALine) {
  for (const auto table :
       {load_balancer_attributes(), target_group_attributes(), listener_attributes()}) {
    for (const Attribute& known : table) {
      for (const std::string text : {"a\r\nX: y", "a\nX: y", "a\rX: y"}) {
        EXPECT_FALSE(check_attribute(table, "", known.key, text)) << known.key;
      }
      EXPECT_FALSE(check_attribute(table, "", known.key, std::string_view("a\0b", 3))) << known.key;
    }
  }
  EXPECT_FALSE(check_attribute(listener_attributes(), "",
                               "routing.http.request.x_amzn_tls_version.header_name", "X: y"));
  EXPECT_TRUE(check_attribute(listener_attributes(), "",
                              "routing.http.response.content_security_policy.header_value",
                              "default-src 'self'; a b"));
}

TEST(Attributes, LogsNeedABucket) {
  const auto table = load_balancer_attributes();
  EXPECT_FALSE(check_attributes(table, {{"access_logs.s3.enabled", "true"}}));
  EXPECT_TRUE(check_attributes(
      table, {{"access_logs.s3.enabled", "true"}, {"access_logs.s3.bucket", "logs"}}));
  EXPECT_FALSE(check_attribute(table, "", "load_balancing.cross_zone.enabled", "false"));
}

TEST(Attributes, RightValuesAreTaken) {
  const auto table = target_group_attributes();
  EXPECT_TRUE(check_attribute(table, "", "slow_start.duration_seconds", "0"));
  EXPECT_TRUE(check_attribute(table, "", "slow_start.duration_seconds", "30"));
  EXPECT_TRUE(check_attribute(table, "", "deregistration_delay.timeout_seconds", "0"));
  EXPECT_TRUE(check_attribute(table, "", "stickiness.app_cookie.cookie_name", "anything"));
}

}  // namespace
}  // namespace drydock::elb::attributes_test
