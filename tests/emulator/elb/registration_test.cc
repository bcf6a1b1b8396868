#include "emulator/elb/registration.h"

#include <gtest/gtest.h>

#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "emulator/records.h"

namespace drydock::elb::registration_test {
namespace {

using namespace std::chrono_literals;

const TimePoint start{1'700'000'000s};
const World world{"000000000000", "us-east-1"};

class Registration : public ::testing::Test {
 protected:
  bool add(std::string_view id, int port, TimePoint now) {
    return register_target(store_, world, "group", id, port, now);
  }
  bool drop(std::string_view id, int port, TimePoint now) {
    return deregister_target(store_, world, "group", id, port, now);
  }
  const Target& target(std::string_view id, int port) {
    return *find_target(store_, world, "group", id, port);
  }
  std::size_t count(std::string_view group) {
    return store_.table<Target>(world).members(group).size();
  }

  Store store_{all_record_kinds()};
};

TEST_F(Registration, ANewTargetIsInitial) {
  EXPECT_TRUE(add("10.0.0.1", 80, start));
  EXPECT_TRUE(add("10.0.0.2", 80, start + 1s));
  EXPECT_TRUE(add("10.0.0.1", 81, start + 2s));
  EXPECT_EQ(count("group"), 3U);
  EXPECT_EQ(target("10.0.0.1", 81).registered_at, start + 2s);
  EXPECT_EQ(target("10.0.0.1", 81).health.state, TargetState::initial);
  EXPECT_EQ(target("10.0.0.1", 81).health.reason, TargetReason::registration_in_progress);
}

TEST_F(Registration, RegisteringAgainChangesNothing) {
  add("10.0.0.1", 80, start);
  const std::string key = target("10.0.0.1", 80).key();
  store_.change<Target>(world, key,
                        [](Target& record) { record.health.state = TargetState::healthy; });
  const Target before = target("10.0.0.1", 80);
  EXPECT_FALSE(add("10.0.0.1", 80, start + 1s));
  EXPECT_EQ(target("10.0.0.1", 80), before);
}

TEST_F(Registration, DeregisteringStartsToDrain) {
  add("10.0.0.1", 80, start);
  EXPECT_TRUE(drop("10.0.0.1", 80, start + 5s));
  EXPECT_EQ(target("10.0.0.1", 80).deregistered_at, start + 5s);
  EXPECT_EQ(target("10.0.0.1", 80).health.state, TargetState::draining);
  EXPECT_EQ(target("10.0.0.1", 80).health.reason, TargetReason::deregistration_in_progress);
}

TEST_F(Registration, DeregisteringTwiceKeepsTheFirstTime) {
  add("10.0.0.1", 80, start);
  drop("10.0.0.1", 80, start + 5s);
  EXPECT_FALSE(drop("10.0.0.1", 80, start + 9s));
  EXPECT_FALSE(drop("10.0.0.9", 80, start + 9s));
  EXPECT_EQ(target("10.0.0.1", 80).deregistered_at, start + 5s);
}

TEST_F(Registration, ADrainingTargetStartsOverWhenRegistered) {
  add("10.0.0.1", 80, start);
  drop("10.0.0.1", 80, start + 5s);
  EXPECT_TRUE(add("10.0.0.1", 80, start + 7s));
  EXPECT_EQ(count("group"), 1U);
  EXPECT_EQ(target("10.0.0.1", 80).deregistered_at, std::nullopt);
  EXPECT_EQ(target("10.0.0.1", 80).registered_at, start + 7s);
  EXPECT_EQ(target("10.0.0.1", 80).health, TargetHealth());
}

TEST_F(Registration, TargetsGoWithTheirGroup) {
  store_.put(world, TargetGroup{.arn = "group"});
  add("10.0.0.1", 80, start);
  add("10.0.0.2", 80, start);
  register_target(store_, world, "other", "10.0.0.1", 80, start);
  EXPECT_TRUE(erase_target_group(store_, world, "group"));
  EXPECT_FALSE(erase_target_group(store_, world, "group"));
  EXPECT_EQ(count("group"), 0U);
  EXPECT_EQ(count("other"), 1U);
}

TEST(TargetKey, TellsItsGroup) {
  const std::string arn = "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/web/1";
  const std::string key = target_key(arn, "172.31.0.4", 8080);
  EXPECT_EQ(key, arn + " 172.31.0.4:8080");
  EXPECT_EQ(group_of_target(key), arn);
}

}  // namespace
}  // namespace drydock::elb::registration_test
