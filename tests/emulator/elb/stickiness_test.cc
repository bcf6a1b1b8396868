#include "emulator/elb/stickiness.h"

#include <gtest/gtest.h>

namespace drydock::elb::stickiness_test {
namespace {

using namespace std::chrono_literals;

const TimePoint start{1'700'000'000s};

RoutedGroup two_targets() {
  RoutedGroup group;
  group.targets = {{"group a:80", {}}, {"group b:80", {}}};
  group.eligible = {0, 1};
  group.stickiness = {true, 60};
  return group;
}

std::string cookie_for(const RoutedTarget& target) {
  return "theme=dark; AWSALB=" + sticky_value(target, start) + "; AWSALBCORS=other";
}

TEST(Stickiness, FindsTheTargetAgain) {
  const RoutedGroup group = two_targets();
  EXPECT_EQ(sticky_target(group, cookie_for(group.targets[0]), start), 0U);
  EXPECT_EQ(sticky_target(group, cookie_for(group.targets[1]), start + 60s), 1U);
}

TEST(Stickiness, BindsByEitherOfTheTwoCookies) {
  const RoutedGroup group = two_targets();
  const std::string value = sticky_value(group.targets[1], start);
  EXPECT_EQ(sticky_target(group, "AWSALBCORS=" + value, start), 1U);
  EXPECT_EQ(sticky_target(group, "AWSALB=stale; AWSALBCORS=" + value, start), 1U);
}

TEST(Stickiness, EndsWithItsDuration) {
  const RoutedGroup group = two_targets();
  EXPECT_EQ(sticky_target(group, cookie_for(group.targets[0]), start + 61s), std::nullopt);
}

TEST(Stickiness, EndsWhenTheTargetTakesNoMoreRequests) {
  RoutedGroup group = two_targets();
  group.eligible = {1};
  EXPECT_EQ(sticky_target(group, cookie_for(group.targets[0]), start), std::nullopt);
}

TEST(Stickiness, DoesNotTrustWhatItDidNotWrite) {
  const RoutedGroup group = two_targets();
  const std::string value = sticky_value(group.targets[0], start);
  for (const std::string& cookies :
       {std::string(), std::string("AWSALB"), std::string("AWSALB="), std::string("AWSALB=x"),
        "AWSALB=" + value.substr(1), "AWSALB=g" + value.substr(1), "XAWSALB=" + value}) {
    EXPECT_EQ(sticky_target(group, cookies, start), std::nullopt) << cookies;
  }
  EXPECT_EQ(sticky_target(group, "AWSALB=" + value, start - 1s), std::nullopt);
  for (const char* issued : {"ffffffffffffffff", "8000000000000000", "7fffffffffffffff"}) {
    EXPECT_EQ(sticky_target(group, "AWSALB=" + value.substr(0, 16) + issued, start), std::nullopt);
  }
}

TEST(CookieValue, IsThatOfTheWholeName) {
  EXPECT_EQ(cookie_value("a=1; b=2;c=3", "b"), "2");
  EXPECT_EQ(cookie_value("a=1; b=2;c=3", "c"), "3");
  EXPECT_EQ(cookie_value("ab=1", "a"), "");
  EXPECT_EQ(cookie_value("", "a"), "");
}

}  // namespace
}  // namespace drydock::elb::stickiness_test
