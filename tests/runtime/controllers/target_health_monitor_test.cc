#include "runtime/controllers/target_health_monitor.h"

#include <gtest/gtest.h>

#include <functional>

#include "async/sleep.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/registration.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "emulator/records.h"
#include "model/elbv2/common.h"
#include "model/elbv2/target_group.h"
#include "runtime/clock/virtual_clock.h"
#include "tests/support/await.h"

namespace drydock::target_health_monitor_test {
namespace {

using namespace std::chrono_literals;
using elb::TargetReason;
using elb::TargetState;

const World world{"000000000000", "us-east-1"};
const std::string arn = "group";

/// Answers as the test says, and keeps what it was asked.
class FakeProbe : public HealthProbe {
 public:
  explicit FakeProbe(Clock& clock) : clock_(clock) {}

  boost::asio::awaitable<ProbeOutcome> probe(ProbeRequest request) override {
    requests.push_back(request);
    times.push_back(clock_.now());
    if (takes > Duration::zero()) co_await sleep_for(clock_, takes);
    co_return outcome;
  }

  ProbeOutcome outcome = ProbeStatus{200};
  Duration takes{0};
  std::vector<ProbeRequest> requests;
  std::vector<TimePoint> times;

 private:
  Clock& clock_;
};

class FakeTraffic : public Traffic {
 public:
  [[nodiscard]] std::int64_t in_flight(const std::string& target) const override {
    asked = target;
    return requests;
  }
  [[nodiscard]] bool may_be_given_requests(const std::string&) const override { return given; }
  std::int64_t requests = 0;
  bool given = false;
  mutable std::string asked;
};

class TargetHealthMonitorTest : public ::testing::Test {
 protected:
  void start(const Pace& chosen = Pace::fast()) {
    pace = chosen;
    monitor.start();
    clock.settle();
  }
  void TearDown() override {
    const testing::Started<bool> stopped(context.get_executor(), testing::done(monitor.stop()));
    clock.settle();
    EXPECT_TRUE(stopped.ended());
  }

  void put_group() {
    elb::TargetGroup group;
    group.arn = arn;
    group.target_type = model::elbv2::TargetTypeEnum::ip;
    store.put(world, group);
  }
  void put_listener() {
    elb::Listener listener;
    listener.arn = "listener";
    listener.default_actions.emplace_back().type = model::elbv2::ActionTypeEnum::forward;
    listener.default_actions.back().target_group_arn = arn;
    store.put(world, listener);
  }
  void change(const std::function<void(elb::TargetGroup&)>& mutate) {
    store.change<elb::TargetGroup>(world, arn, mutate);
    clock.settle();
  }
  void add_target() {
    elb::register_target(store, world, arn, "10.0.0.1", 80, clock.now());
    clock.settle();
  }
  void add_target(std::string_view owner) {
    elb::register_for_task(store, world, arn, "10.0.0.1", 80, owner, clock.now());
    clock.settle();
  }
  void drop_target() {
    elb::deregister_target(store, world, arn, "10.0.0.1", 80, clock.now());
    clock.settle();
  }
  const elb::Target* target() { return elb::find_target(store, world, arn, "10.0.0.1", 80); }
  TargetState state() { return target()->health.state; }

  boost::asio::io_context context;
  VirtualClock clock{context};
  Store store{all_record_kinds()};
  Pace pace = Pace::fast();
  FakeProbe probe{clock};
  FakeTraffic traffic;
  TargetHealthMonitor monitor{store, clock, pace, probe, traffic, context.get_executor()};
};

TEST_F(TargetHealthMonitorTest, ANewTargetIsHealthyAfterOneSuccess) {
  put_group();
  put_listener();
  start();
  add_target();
  clock.advance(10ms);
  EXPECT_EQ(state(), TargetState::healthy);
  ASSERT_EQ(probe.requests.size(), 1U);
  EXPECT_EQ(probe.requests[0].endpoint, (Engine::Endpoint{"10.0.0.1", 80}));
  EXPECT_EQ(probe.requests[0].host_header, "10.0.0.1:80");
  EXPECT_EQ(probe.requests[0].path, "/");
  EXPECT_EQ(probe.requests[0].timeout, 5s);
}

TEST_F(TargetHealthMonitorTest, AsksAsTheGroupsHealthCheckSays) {
  put_group();
  put_listener();
  change([](elb::TargetGroup& group) {
    group.health_check.port = "9000";
    group.health_check.path = "/health";
    group.health_check.timeout_seconds = 3;
  });
  start();
  add_target();
  clock.advance(10ms);
  ASSERT_EQ(probe.requests.size(), 1U);
  EXPECT_EQ(probe.requests[0].endpoint, (Engine::Endpoint{"10.0.0.1", 9000}));
  EXPECT_EQ(probe.requests[0].path, "/health");
  EXPECT_EQ(probe.requests[0].timeout, 3s);
}

TEST_F(TargetHealthMonitorTest, TargetsThatAreThereAtTheStartAreTakenUp) {
  put_group();
  put_listener();
  add_target();
  start();
  clock.advance(10ms);
  EXPECT_EQ(state(), TargetState::healthy);
}

TEST_F(TargetHealthMonitorTest, ProbesOftenUntilTheFirstSuccessAndThenOnceAnInterval) {
  put_group();
  put_listener();
  start();
  probe.outcome = ProbeFailed{};
  add_target();
  clock.advance(1s);
  EXPECT_EQ(probe.requests.size(), 5U);
  EXPECT_EQ(state(), TargetState::initial);
  EXPECT_EQ(target()->health.reason, TargetReason::initial_health_checking);
  probe.outcome = ProbeStatus{200};
  clock.advance(250ms);
  EXPECT_EQ(state(), TargetState::healthy);
  const std::size_t so_far = probe.requests.size();
  clock.advance(60s);
  EXPECT_EQ(probe.requests.size(), so_far + 2);
}

TEST_F(TargetHealthMonitorTest, BadNewsTakesFailuresTimesInterval) {
  put_group();
  put_listener();
  start();
  probe.outcome = ProbeStatus{503};
  add_target();
  clock.advance(59s);
  EXPECT_EQ(state(), TargetState::initial);
  clock.advance(2s);
  EXPECT_EQ(state(), TargetState::unhealthy);
  EXPECT_EQ(target()->health.code, 503);
}

TEST_F(TargetHealthMonitorTest, ProbesOnceAnIntervalAtTheAwsPace) {
  put_group();
  put_listener();
  start(Pace::aws());
  add_target();
  const TimePoint registered = clock.now();
  clock.advance(95s);
  EXPECT_EQ(probe.times,
            (std::vector<TimePoint>{registered + 30s, registered + 60s, registered + 90s}));
}

TEST_F(TargetHealthMonitorTest, AnUnhealthyTargetRecoversAfterTheThreshold) {
  put_group();
  put_listener();
  start();
  add_target();
  clock.advance(1s);
  probe.outcome = ProbeTimedOut{};
  clock.advance(60s);
  EXPECT_EQ(state(), TargetState::unhealthy);
  EXPECT_EQ(target()->health.reason, TargetReason::timeout);
  probe.outcome = ProbeStatus{200};
  clock.advance(120s);
  EXPECT_EQ(state(), TargetState::unhealthy);
  clock.advance(31s);
  EXPECT_EQ(state(), TargetState::healthy);
}

TEST_F(TargetHealthMonitorTest, AGroupThatNothingForwardsToIsNotProbed) {
  put_group();
  start();
  add_target();
  clock.advance(60s);
  EXPECT_TRUE(probe.requests.empty());
  EXPECT_EQ(state(), TargetState::initial);
  put_listener();
  clock.advance(10ms);
  EXPECT_EQ(state(), TargetState::healthy);
  store.erase<elb::Listener>(world, "listener");
  clock.advance(10ms);
  EXPECT_EQ(state(), TargetState::initial);
  const std::size_t so_far = probe.requests.size();
  clock.advance(60s);
  EXPECT_EQ(probe.requests.size(), so_far);
}

TEST_F(TargetHealthMonitorTest, TellsOnlyWhatAReaderWouldSee) {
  put_group();
  put_listener();
  start();
  add_target();
  clock.advance(1s);
  int changes = 0;
  store.on_change([&](const Change&) { ++changes; });
  clock.advance(600s);
  EXPECT_EQ(changes, 0);
  probe.outcome = ProbeStatus{500};
  clock.advance(600s);
  EXPECT_EQ(changes, 1);
}

TEST_F(TargetHealthMonitorTest, WhatAProbeFindsOfAnOldRegistrationIsForgotten) {
  put_group();
  put_listener();
  start();
  probe.takes = 3s;
  add_target();
  clock.advance(1s);
  drop_target();
  traffic.requests = 1;
  clock.advance(1s);
  add_target();
  EXPECT_EQ(target()->deregistered_at, std::nullopt);
  clock.advance(1500ms);
  EXPECT_EQ(state(), TargetState::initial);
  clock.advance(4s);
  EXPECT_EQ(state(), TargetState::healthy);
}

TEST_F(TargetHealthMonitorTest, WhatAProbeFindsOfOneOwnerSaysNothingOfTheNext) {
  put_group();
  put_listener();
  start();
  probe.takes = 3s;
  add_target("shop/old");
  clock.advance(1s);
  add_target("shop/new");  // While the other one's probe is under way.
  EXPECT_EQ(target()->owner, "shop/new");
  clock.advance(2s);
  EXPECT_EQ(state(), TargetState::initial);
  probe.outcome = ProbeFailed{};
  clock.advance(59s);
  EXPECT_EQ(state(), TargetState::initial);
  clock.advance(12s);  // The probes take their time, too.
  EXPECT_EQ(state(), TargetState::unhealthy);
}

TEST_F(TargetHealthMonitorTest, AnOwnerOfTheSameInstantBeginsAnewToo) {
  put_group();
  put_listener();
  start(Pace::aws());
  const TimePoint registered = clock.now();
  add_target("shop/old");
  probe.outcome = ProbeFailed{};
  clock.advance(30s);
  ASSERT_EQ(target()->health.reason, TargetReason::initial_health_checking);
  elb::register_for_task(store, world, arn, "10.0.0.1", 80, "shop/new", registered);
  clock.settle();
  EXPECT_EQ(target()->health, elb::TargetHealth());
}

TEST_F(TargetHealthMonitorTest, WaitsForTheRequestsOfTheOwnerThatDrains) {
  put_group();
  put_listener();
  start();
  add_target("shop/old");
  traffic.requests = 1;
  drop_target();
  clock.advance(1s);
  EXPECT_EQ(traffic.asked, "group 10.0.0.1:80 shop/old");
  EXPECT_EQ(monitor.unfinished_requests(), 1U);
}

TEST_F(TargetHealthMonitorTest, ADrainedTargetIsLetGoOnceIdle) {
  put_group();
  put_listener();
  start();
  add_target();
  clock.advance(1s);
  traffic.requests = 2;
  drop_target();
  clock.advance(20s);
  ASSERT_NE(target(), nullptr);
  EXPECT_EQ(state(), TargetState::draining);
  traffic.requests = 0;
  clock.advance(900ms);
  EXPECT_NE(target(), nullptr);
  clock.advance(300ms);
  EXPECT_EQ(target(), nullptr);
}

TEST_F(TargetHealthMonitorTest, ADrainedTargetStaysWhileItMayBeGivenRequests) {
  put_group();
  put_listener();
  start();
  add_target();
  traffic.given = true;
  change([](auto& group) { group.attributes["deregistration_delay.timeout_seconds"] = "0"; });
  drop_target();
  clock.advance(1s);
  EXPECT_NE(target(), nullptr);
  traffic.given = false;
  clock.advance(20ms);
  EXPECT_EQ(target(), nullptr);
}

TEST_F(TargetHealthMonitorTest, ADrainedTargetTakesTheWholeDelayAtTheAwsPace) {
  put_group();
  put_listener();
  start(Pace::aws());
  add_target();
  drop_target();
  clock.advance(299s);
  EXPECT_NE(target(), nullptr);
  clock.advance(1s);
  EXPECT_EQ(target(), nullptr);
}

TEST_F(TargetHealthMonitorTest, AShorterDelayHoldsOfWhatDrainsAlready) {
  put_group();
  put_listener();
  start(Pace::aws());
  add_target();
  drop_target();
  clock.advance(20s);
  change([](auto& group) { group.attributes["deregistration_delay.timeout_seconds"] = "10"; });
  EXPECT_EQ(target(), nullptr);
}

TEST_F(TargetHealthMonitorTest, DrainsVeryManyTargetsAtOnce) {
  put_group();
  put_listener();
  start();
  const auto id = [](int i) {
    return "10.0." + std::to_string(i / 250) + "." + std::to_string(i % 250);
  };
  for (int i = 0; i < 1000; ++i) elb::register_target(store, world, arn, id(i), 80, clock.now());
  clock.advance(1s);
  for (int i = 0; i < 1000; ++i) elb::deregister_target(store, world, arn, id(i), 80, clock.now());
  clock.advance(1100ms);
  EXPECT_EQ(store.table<elb::Target>(world).size(), 0U);
}

TEST_F(TargetHealthMonitorTest, ASlowProbeDoesNotHoldDrainingUp) {
  put_group();
  put_listener();
  start();
  probe.takes = 100s;
  add_target();
  clock.advance(10ms);
  drop_target();
  clock.advance(1100ms);
  EXPECT_EQ(target(), nullptr);
}

TEST_F(TargetHealthMonitorTest, AGroupMayGoWhileItIsProbed) {
  put_group();
  put_listener();
  start();
  probe.takes = 1s;
  add_target();
  clock.advance(10ms);
  elb::erase_target_group(store, world, arn);
  clock.advance(10s);
  EXPECT_EQ(probe.requests.size(), 1U);
  probe.takes = 0s;
  put_group();
  add_target();
  clock.advance(10ms);
  EXPECT_EQ(state(), TargetState::healthy);
}

}  // namespace
}  // namespace drydock::target_health_monitor_test
