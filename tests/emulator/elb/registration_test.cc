#include "emulator/elb/registration.h"

#include <gtest/gtest.h>

namespace drydock::elb {
namespace {

using namespace std::chrono_literals;

const TimePoint start{1'700'000'000s};

TEST(Registration, ANewTargetIsInitialAndComesLast) {
  TargetGroup group;
  EXPECT_TRUE(register_target(group, "10.0.0.1", 80, start));
  EXPECT_TRUE(register_target(group, "10.0.0.2", 80, start + 1s));
  EXPECT_TRUE(register_target(group, "10.0.0.1", 81, start + 2s));
  ASSERT_EQ(group.targets.size(), 3U);
  EXPECT_EQ(group.targets[2].id, "10.0.0.1");
  EXPECT_EQ(group.targets[2].port, 81);
  EXPECT_EQ(group.targets[2].registered_at, start + 2s);
  EXPECT_EQ(group.targets[2].health.state, TargetState::initial);
  EXPECT_EQ(group.targets[2].health.reason, TargetReason::registration_in_progress);
}

TEST(Registration, RegisteringAgainChangesNothing) {
  TargetGroup group;
  register_target(group, "10.0.0.1", 80, start);
  group.targets[0].health.state = TargetState::healthy;
  const TargetGroup before = group;
  EXPECT_FALSE(register_target(group, "10.0.0.1", 80, start + 1s));
  EXPECT_EQ(group, before);
}

TEST(Registration, DeregisteringStartsToDrain) {
  TargetGroup group;
  register_target(group, "10.0.0.1", 80, start);
  EXPECT_TRUE(deregister_target(group, "10.0.0.1", 80, start + 5s));
  EXPECT_EQ(group.targets[0].deregistered_at, start + 5s);
  EXPECT_EQ(group.targets[0].health.state, TargetState::draining);
  EXPECT_EQ(group.targets[0].health.reason, TargetReason::deregistration_in_progress);
}

TEST(Registration, DeregisteringTwiceKeepsTheFirstTime) {
  TargetGroup group;
  register_target(group, "10.0.0.1", 80, start);
  deregister_target(group, "10.0.0.1", 80, start + 5s);
  EXPECT_FALSE(deregister_target(group, "10.0.0.1", 80, start + 9s));
  EXPECT_FALSE(deregister_target(group, "10.0.0.9", 80, start + 9s));
  EXPECT_EQ(group.targets[0].deregistered_at, start + 5s);
}

TEST(Registration, ADrainingTargetStartsOverWhenRegistered) {
  TargetGroup group;
  register_target(group, "10.0.0.1", 80, start);
  register_target(group, "10.0.0.2", 80, start);
  deregister_target(group, "10.0.0.1", 80, start + 5s);
  EXPECT_TRUE(register_target(group, "10.0.0.1", 80, start + 7s));
  ASSERT_EQ(group.targets.size(), 2U);
  EXPECT_EQ(group.targets[0].deregistered_at, std::nullopt);
  EXPECT_EQ(group.targets[0].registered_at, start + 7s);
  EXPECT_EQ(group.targets[0].health, TargetHealth());
}

TEST(Registration, RemovingTakesOneTargetAway) {
  TargetGroup group;
  register_target(group, "10.0.0.1", 80, start);
  register_target(group, "10.0.0.1", 81, start);
  EXPECT_TRUE(remove_target(group, "10.0.0.1", 80));
  EXPECT_FALSE(remove_target(group, "10.0.0.1", 80));
  ASSERT_EQ(group.targets.size(), 1U);
  EXPECT_EQ(group.targets[0].port, 81);
}

}  // namespace
}  // namespace drydock::elb
