#include "emulator/elb/registration.h"

#include <gtest/gtest.h>

#include "emulator/ec2/default_network.h"
#include "emulator/ecs/task.h"
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
  bool add_for(std::string_view task, TimePoint now) {
    return register_for_task(store_, world, "group", address, 80, task, now);
  }
  bool drop_for(std::string_view task, TimePoint now) {
    return deregister_for_task(store_, world, "group", address, 80, task, now);
  }
  /// A task of a service, which has been made a target at the address.
  void put_task(const std::string& id, TimePoint created_at,
                ecs::TaskStatus status = ecs::TaskStatus::running) {
    ecs::Task task{.id = id, .cluster = "shop", .last_status = status};
    task.created_at = created_at;
    task.network_interface.emplace().private_ipv4_address = address;
    task.targets = {{.target_group_arn = "group", .id = address, .port = 80}};
    store_.put(world, std::move(task));
  }
  /// The place is as it was in this state of its last owner's.
  void put_target(TargetState state) {
    Target known{.target_group_arn = "group", .id = address, .port = 80, .owner = "shop/old"};
    known.health.state = state;
    known.health.consecutive_successes = 3;
    known.registered_at = start;
    if (state == TargetState::draining) known.deregistered_at = start + 1s;
    store_.put(world, std::move(known));
  }

  const Target& target(std::string_view id, int port) {
    return *find_target(store_, world, "group", id, port);
  }
  std::size_t count(std::string_view group) {
    return store_.table<Target>(world).members(group).size();
  }

  const std::string address = "10.0.0.1";
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

TEST_F(Registration, OfAnotherTaskStartsOverWhateverWasThere) {
  for (const TargetState state : {TargetState::initial, TargetState::healthy,
                                  TargetState::unhealthy, TargetState::draining}) {
    put_target(state);
    const Target before = target(address, 80);
    EXPECT_TRUE(add_for("shop/new", start + 7s));
    const Target after = target(address, 80);
    EXPECT_EQ(after.owner, "shop/new");
    EXPECT_EQ(after.health, TargetHealth());
    EXPECT_EQ(after.registered_at, start + 7s);
    EXPECT_EQ(after.deregistered_at, std::nullopt);
    EXPECT_FALSE(is_same_registration(before, after));
    EXPECT_NE(before.name(), after.name());
    EXPECT_EQ(before.key(), after.key());
  }
}

TEST_F(Registration, OfTheSameTaskStaysUnlessItDrains) {
  put_target(TargetState::healthy);
  EXPECT_FALSE(add_for("shop/old", start + 7s));
  EXPECT_EQ(target(address, 80).health.state, TargetState::healthy);
  put_target(TargetState::draining);
  EXPECT_TRUE(add_for("shop/old", start + 7s));
  EXPECT_EQ(target(address, 80).health, TargetHealth());
}

TEST_F(Registration, ATaskTakesOverWhatAClientHasRegistered) {
  add(address, 80, start);
  EXPECT_EQ(target(address, 80).owner, "");
  EXPECT_TRUE(add_for("shop/new", start));
  EXPECT_EQ(target(address, 80).owner, "shop/new");
}

TEST_F(Registration, ALateDeregistrationLeavesTheNextOnesTargetAlone) {
  put_target(TargetState::healthy);
  add_for("shop/new", start + 7s);
  const Target before = target(address, 80);
  EXPECT_FALSE(drop_for("shop/old", start + 8s));
  EXPECT_EQ(target(address, 80), before);
  EXPECT_TRUE(drop_for("shop/new", start + 9s));
  EXPECT_EQ(target(address, 80).deregistered_at, start + 9s);
  EXPECT_EQ(target(address, 80).owner, "shop/new");
}

TEST_F(Registration, AClientDeregistersWhatATaskOwns) {
  put_target(TargetState::healthy);
  EXPECT_TRUE(drop(address, 80, start + 8s));
  EXPECT_EQ(target(address, 80).health.state, TargetState::draining);
}

TEST_F(Registration, AClientGivesATaskItsTargetBack) {
  put_task("old", start);
  put_target(TargetState::draining);
  EXPECT_TRUE(add(address, 80, start + 9s));
  EXPECT_EQ(target(address, 80).owner, "shop/old");
  EXPECT_EQ(target(address, 80).health, TargetHealth());
  store_.erase<Target>(world, target(address, 80).key());
  EXPECT_TRUE(add(address, 80, start + 10s));
  EXPECT_EQ(target(address, 80).owner, "shop/old");
}

TEST_F(Registration, AClientGivesNothingToATaskThatHasStopped) {
  put_task("old", start, ecs::TaskStatus::stopped);
  put_target(TargetState::draining);
  EXPECT_TRUE(add(address, 80, start + 9s));
  EXPECT_EQ(target(address, 80).owner, "");
}

TEST_F(Registration, ThePlaceBelongsToTheNewestTaskThatHasIt) {
  EXPECT_EQ(owner_at(store_, world, "group", address, 80), "");
  put_task("b", start);
  put_task("a", start + 1s);
  put_task("c", start + 2s, ecs::TaskStatus::stopped);
  EXPECT_EQ(owner_at(store_, world, "group", address, 80), "shop/a");
  EXPECT_EQ(owner_at(store_, world, "group", address, 81), "");
  EXPECT_EQ(owner_at(store_, world, "other", address, 80), "");
}

TEST_F(Registration, APortOfTheMachineBelongsToTheTaskThatPublishesIt) {
  const std::string machine = ec2::local_instance_id(world);
  ecs::Task task{.id = "a", .cluster = "shop", .last_status = ecs::TaskStatus::running};
  task.containers.emplace_back().ports = {{.container_port = 80, .host_port = 32768}};
  task.targets = {{.target_group_arn = "group", .id = machine, .port = 32768}};
  store_.put(world, std::move(task));
  EXPECT_EQ(owner_at(store_, world, "group", machine, 32768), "shop/a");
}

TEST_F(Registration, FindsTheOwnersThatAnEarlierDrydockDidNotTell) {
  put_task("a", start);
  put_target(TargetState::healthy);
  store_.change<Target>(world, target(address, 80).key(),
                        [](Target& record) { record.owner.clear(); });
  add("10.0.0.9", 80, start);
  find_owners(store_);
  EXPECT_EQ(target(address, 80).owner, "shop/a");
  EXPECT_EQ(target(address, 80).health.state, TargetState::healthy);
  EXPECT_EQ(target("10.0.0.9", 80).owner, "");
}

TEST(TargetKey, TellsItsGroup) {
  const std::string arn = "arn:aws:elasticloadbalancing:us-east-1:000000000000:targetgroup/web/1";
  const std::string key = target_key(arn, "172.31.0.4", 8080);
  EXPECT_EQ(key, arn + " 172.31.0.4:8080");
  EXPECT_EQ(group_of_target(key), arn);
}

}  // namespace
}  // namespace drydock::elb::registration_test
