#include "emulator/elb/draining.h"

#include <gtest/gtest.h>

namespace drydock::elb::draining_test {
namespace {

using namespace std::chrono_literals;

const TimePoint start{1'700'000'000s};

Draining idle_target() {
  Draining target;
  target.deregistered_at = start;
  target.delay = 300s;
  return target;
}

TEST(Draining, TakesTheWholeDelayAtTheAwsPace) {
  const Draining target = idle_target();
  DrainStep step = drain(target, Pace::aws(), start);
  EXPECT_FALSE(step.over);
  EXPECT_EQ(step.look_again, start + 300s);
  EXPECT_FALSE(drain(target, Pace::aws(), start + 299s).over);
  EXPECT_TRUE(drain(target, Pace::aws(), start + 300s).over);
}

TEST(Draining, EndsOnceIdleForAWhileAtTheFastPace) {
  Draining target = idle_target();
  DrainStep step = drain(target, Pace::fast(), start);
  EXPECT_FALSE(step.over);
  EXPECT_EQ(step.idle_since, start);
  EXPECT_EQ(step.look_again, start + Pace::fast().idle_drain);
  target.idle_since = step.idle_since;
  EXPECT_TRUE(drain(target, Pace::fast(), step.look_again).over);
}

TEST(Draining, StartsToCountAgainAfterARequest) {
  Draining target = idle_target();
  target.idle_since = start;
  target.requests_in_flight = 1;
  DrainStep step = drain(target, Pace::fast(), start + 5s);
  EXPECT_FALSE(step.over);
  EXPECT_EQ(step.idle_since, std::nullopt);
  EXPECT_EQ(step.look_again, start + 5s + 100ms);
  target.idle_since = step.idle_since;
  target.requests_in_flight = 0;
  step = drain(target, Pace::fast(), start + 6s);
  EXPECT_FALSE(step.over);
  EXPECT_EQ(step.idle_since, start + 6s);
}

TEST(Draining, EndsWithTheDelayThoughRequestsAreInFlight) {
  Draining target = idle_target();
  target.requests_in_flight = 3;
  EXPECT_TRUE(drain(target, Pace::fast(), start + 300s).over);
  EXPECT_TRUE(drain(target, Pace::aws(), start + 300s).over);
}

TEST(Draining, NeverEndsWhileARequestMayStillBeGiven) {
  Draining target = idle_target();
  target.may_be_given_requests = true;
  target.delay = 0s;
  const DrainStep step = drain(target, Pace::fast(), start + 10s);
  EXPECT_FALSE(step.over);
  EXPECT_EQ(step.idle_since, std::nullopt);
  EXPECT_EQ(step.look_again, start + 10s + 10ms);
}

TEST(Draining, EndsAtOnceInAGroupThatNothingForwardsTo) {
  Draining target = idle_target();
  target.in_use = false;
  EXPECT_TRUE(drain(target, Pace::aws(), start).over);
  target.requests_in_flight = 1;
  EXPECT_FALSE(drain(target, Pace::aws(), start).over);
}

TEST(Draining, WithoutADelayEndsAtOnce) {
  Draining target = idle_target();
  target.delay = 0s;
  target.requests_in_flight = 1;
  EXPECT_TRUE(drain(target, Pace::fast(), start).over);
}

}  // namespace
}  // namespace drydock::elb::draining_test
