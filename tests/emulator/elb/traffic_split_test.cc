#include "emulator/elb/traffic_split.h"

#include <gtest/gtest.h>

#include <array>

#include "emulator/records.h"

namespace drydock::elb::traffic_split_test {
namespace {

const World world{"000000000000", "us-east-1"};

model::elbv2::Action forward(const std::string& group) {
  model::elbv2::Action action;
  action.type = model::elbv2::ActionTypeEnum::forward;
  action.target_group_arn = group;
  return action;
}

class TrafficSplit : public ::testing::Test {
 protected:
  TrafficSplit() {
    Listener listener;
    listener.arn = "arn:aws:elasticloadbalancing:us-east-1:000000000000:listener/app/web/1/2";
    listener.default_actions = {forward("blue")};
    store_.put(world, listener);
    Rule rule;
    rule.arn = "arn:aws:elasticloadbalancing:us-east-1:000000000000:listener-rule/app/web/1/2/3";
    rule.listener_arn = listener.arn;
    rule.actions = {forward("blue")};
    rule_ = rule.arn;
    default_rule_ = default_rule_arn(listener);
    store_.put(world, std::move(rule));
  }

  bool split(const std::string& rule, int green) {
    return split_traffic(store_, world, rule,
                         std::array{Portion{"green", green}, Portion{"blue", 1000 - green}});
  }
  [[nodiscard]] std::vector<Share> shares(const std::string& rule) const {
    return shares_of_rule(store_, world, rule);
  }

  Store store_{all_record_kinds()};
  std::string rule_;
  std::string default_rule_;
};

TEST_F(TrafficSplit, DividesARulesRequestsInWholePercentsOrTenths) {
  EXPECT_TRUE(split(rule_, 250));
  EXPECT_EQ(shares(rule_), (std::vector<Share>{{"green", 25}, {"blue", 75}}));
  EXPECT_TRUE(split(rule_, 1));
  EXPECT_EQ(shares(rule_), (std::vector<Share>{{"green", 1}, {"blue", 999}}));
  EXPECT_TRUE(split(rule_, 1000));
  EXPECT_EQ(shares(rule_), (std::vector<Share>{{"green", 100}, {"blue", 0}}));
  EXPECT_EQ(shares(default_rule_), (std::vector<Share>{{"blue", 1}}));
}

TEST_F(TrafficSplit, DividesAListenersDefaultRule) {
  EXPECT_TRUE(split(default_rule_, 400));
  EXPECT_EQ(shares(default_rule_), (std::vector<Share>{{"green", 40}, {"blue", 60}}));
}

TEST_F(TrafficSplit, TakesFromOthersWhatTheyHad) {
  store_.change<Rule>(world, rule_, [](Rule& rule) { rule.actions = {forward("stranger")}; });
  EXPECT_TRUE(split(rule_, 1000));
  EXPECT_EQ(shares(rule_), (std::vector<Share>{{"stranger", 0}, {"green", 100}, {"blue", 0}}));
}

TEST_F(TrafficSplit, LeavesAloneWhatForwardsNowhere) {
  store_.change<Rule>(world, rule_, [](Rule& rule) {
    rule.actions.front() = {};
    rule.actions.front().type = model::elbv2::ActionTypeEnum::fixed_response;
  });
  EXPECT_FALSE(split(rule_, 1000));
  EXPECT_FALSE(split("arn:none", 1000));
}

}  // namespace
}  // namespace drydock::elb::traffic_split_test
