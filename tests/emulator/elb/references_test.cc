#include "emulator/elb/references.h"

#include <gtest/gtest.h>

#include "emulator/elb/listener.h"
#include "emulator/records.h"

namespace drydock::elb::references_test {
namespace {

using model::elbv2::Action;
using model::elbv2::ActionTypeEnum;

const World world{"000000000000", "us-east-1"};

Action forward_to(const std::string& group) {
  Action action;
  action.type = ActionTypeEnum::forward;
  action.target_group_arn = group;
  return action;
}

Listener listener_of(const std::string& arn, const std::string& load_balancer,
                     const Action& action) {
  Listener listener;
  listener.arn = arn;
  listener.load_balancer_arn = load_balancer;
  listener.default_actions = {action};
  return listener;
}

TEST(References, AForwardActionSharesByWeight) {
  Action action;
  action.type = ActionTypeEnum::forward;
  action.forward_config.emplace().target_groups.emplace();
  action.forward_config->target_groups->push_back({.target_group_arn = "a", .weight = 3});
  action.forward_config->target_groups->push_back(
      {.target_group_arn = "b", .weight = std::nullopt});
  EXPECT_EQ(forward_shares(action), (std::vector<Share>{{"a", 3}, {"b", 1}}));
  EXPECT_EQ(forward_shares(forward_to("c")), (std::vector<Share>{{"c", 1}}));
  EXPECT_TRUE(forward_shares(Action{}).empty());
}

TEST(References, ListenersAndRulesPutAGroupInUse) {
  Store store{all_record_kinds()};
  store.put(world, listener_of("l1", "lb2", forward_to("a")));
  store.put(world, listener_of("l2", "lb1", forward_to("a")));
  store.put(world, listener_of("l3", "lb3", forward_to("c")));
  Rule rule;
  rule.arn = "r";
  rule.listener_arn = "l3";
  rule.actions = {forward_to("b")};
  store.put(world, rule);
  for (const char* group : {"a", "b", "c"}) EXPECT_TRUE(is_in_use(store, world, group)) << group;
  EXPECT_FALSE(is_in_use(store, world, "d"));
  EXPECT_EQ(load_balancers_of(store, world, "a"), (std::set<std::string>{"lb1", "lb2"}));
  EXPECT_EQ(load_balancers_of(store, world, "b"), (std::set<std::string>{"lb3"}));
  EXPECT_TRUE(load_balancers_of(store, world, "d").empty());
  EXPECT_EQ(target_groups_of(store, world, "lb3"), (std::set<std::string>{"b", "c"}));
}

TEST(References, EndWithTheActionThatForwards) {
  Store store{all_record_kinds()};
  store.put(world, listener_of("l1", "lb1", forward_to("a")));
  store.change<Listener>(world, "l1",
                         [](Listener& listener) { listener.default_actions = {forward_to("b")}; });
  EXPECT_FALSE(is_in_use(store, world, "a"));
  EXPECT_TRUE(is_in_use(store, world, "b"));
  store.erase<Listener>(world, "l1");
  EXPECT_FALSE(is_in_use(store, world, "b"));
}

}  // namespace
}  // namespace drydock::elb::references_test
