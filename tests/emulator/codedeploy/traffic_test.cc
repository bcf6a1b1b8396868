#include "emulator/codedeploy/traffic.h"

#include <gtest/gtest.h>

#include "emulator/elb/listener.h"
#include "emulator/elb/target_group.h"
#include "emulator/elb/traffic_split.h"
#include "emulator/records.h"

namespace drydock::codedeploy::traffic_test {
namespace {

const World world{"111122223333", "eu-west-1"};
const std::string prefix = "arn:aws:elasticloadbalancing:eu-west-1:111122223333:";
const std::string listener_arn = prefix + "listener/app/front/1/2";
const GroupPair pair{.original = "blue-arn", .replacement = "green-arn"};

/// A listener that forwards to blue, with a rule that does so too and one that forwards elsewhere.
struct CodeDeployTraffic : ::testing::Test {
  CodeDeployTraffic() {
    for (const std::string name : {"blue", "green", "other"}) {
      store.put(world, elb::TargetGroup{.name = name, .arn = name + "-arn"});
    }
    elb::Listener listener;
    listener.arn = listener_arn;
    listener.default_actions = {forward("blue-arn")};
    store.put(world, listener);
    for (const std::string name : {"blue", "other"}) {
      elb::Rule rule;
      rule.arn = rule_arn(name);
      rule.listener_arn = listener_arn;
      rule.actions = {forward(name + "-arn")};
      store.put(world, rule);
    }
  }

  static model::elbv2::Action forward(const std::string& group) {
    model::elbv2::Action action;
    action.type = model::elbv2::ActionTypeEnum::forward;
    action.target_group_arn = group;
    return action;
  }
  static std::string rule_arn(const std::string& name) {
    return prefix + "listener-rule/app/front/1/2/" + name;
  }
  /// "green-arn 10, blue-arn 90"
  [[nodiscard]] std::string shares(const std::string& rule) const {
    std::string text;
    for (const elb::Share& share : elb::shares_of_rule(store, world, rule)) {
      text +=
          (text.empty() ? "" : ", ") + share.target_group_arn + " " + std::to_string(share.weight);
    }
    return text;
  }
  [[nodiscard]] std::string default_shares() const {
    return shares(elb::default_rule_arn(*store.find<elb::Listener>(world, listener_arn)));
  }

  Store store{all_record_kinds()};
};

TEST_F(CodeDeployTraffic, MovesByTheDefaultActionAndByTheRulesOfTheTwoGroups) {
  EXPECT_TRUE(forwards_to(store, world, listener_arn, pair));
  shift_traffic(store, world, listener_arn, pair, 100);
  EXPECT_EQ(default_shares(), "green-arn 10, blue-arn 90");
  EXPECT_EQ(shares(rule_arn("blue")), "green-arn 10, blue-arn 90");
  EXPECT_EQ(shares(rule_arn("other")), "other-arn 1");
  shift_traffic(store, world, listener_arn, pair, 1000);
  EXPECT_EQ(default_shares(), "green-arn 100, blue-arn 0");
}

TEST_F(CodeDeployTraffic, IsLeftAloneWhereNoneOfItIsTheGroups) {
  const GroupPair strangers{.original = "a", .replacement = "b"};
  EXPECT_FALSE(forwards_to(store, world, listener_arn, strangers));
  EXPECT_FALSE(forwards_to(store, world, "gone", pair));
  shift_traffic(store, world, listener_arn, strangers, 1000);
  EXPECT_EQ(default_shares(), "blue-arn 1");
}

TEST_F(CodeDeployTraffic, IsOfThePairInWhichTheOriginalIs) {
  model::codedeploy::TargetGroupPairInfo info;
  info.target_groups = {{{.name = "blue"}, {.name = "green"}}};
  const auto forth = find_group_pair(store, world, info, "blue-arn");
  ASSERT_TRUE(forth);
  EXPECT_EQ(forth->replacement, "green-arn");
  const auto back = find_group_pair(store, world, info, "green-arn");
  ASSERT_TRUE(back);
  EXPECT_EQ(back->replacement, "blue-arn");
  EXPECT_FALSE(find_group_pair(store, world, info, "other-arn"));
  info.target_groups->front().name = "gone";
  EXPECT_FALSE(find_group_pair(store, world, info, "green-arn"));
}

}  // namespace
}  // namespace drydock::codedeploy::traffic_test
