#include "emulator/ecs/rolling_update.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace drydock::ecs {
namespace {

DeploymentBounds bounds_of(int desired, int minimum, int maximum) {
  return {.desired = desired, .minimum_healthy_percent = minimum, .maximum_percent = maximum};
}

TEST(RollingUpdate, RoundsTheLowerLimitUpAndTheUpperLimitDown) {
  struct Row {
    int desired, minimum, maximum, lower, upper;
  };
  for (const Row& row : std::vector<Row>{{1, 100, 200, 1, 2},
                                         {1, 0, 100, 0, 1},
                                         {1, 100, 150, 1, 1},
                                         {4, 50, 100, 2, 4},
                                         {3, 100, 150, 3, 4},
                                         {3, 50, 150, 2, 4},
                                         {1, 1, 100, 1, 1},
                                         {7, 33, 133, 3, 9},
                                         {0, 100, 200, 0, 0},
                                         {2, 150, 200, 2, 4},
                                         {100'000'000, 100, 200, 100'000'000, 200'000'000}}) {
    const DeploymentBounds bounds = bounds_of(row.desired, row.minimum, row.maximum);
    EXPECT_EQ(lower_limit(bounds), row.lower) << row.desired << " at " << row.minimum << " %";
    EXPECT_EQ(upper_limit(bounds), row.upper) << row.desired << " at " << row.maximum << " %";
  }
}

/// One moment of a service: what the arithmetic allows and asks for.
struct Moment {
  std::string_view name;
  DeploymentBounds bounds;
  TaskCounts counts;
  int startable;
  int stoppable;
  int surplus_old;
};

/// Fills in `live`, which is the sum of all the others.
TaskCounts counts_of(TaskCounts counts) {
  counts.live = counts.leaving + counts.new_pending + counts.new_unproven + counts.new_healthy +
                counts.new_unhealthy + counts.old_pending + counts.old_unproven +
                counts.old_healthy + counts.old_unhealthy;
  return counts;
}

void expect(const Moment& moment) {
  const TaskCounts counts = counts_of(moment.counts);
  EXPECT_EQ(startable(moment.bounds, counts), moment.startable) << moment.name;
  EXPECT_EQ(stoppable(moment.bounds, counts), moment.stoppable) << moment.name;
  EXPECT_EQ(surplus_old(moment.bounds, counts), moment.surplus_old) << moment.name;
}

TEST(RollingUpdate, StartsFirstAndStopsAfterwardsWhereTheMaximumAllows) {
  for (const Moment& moment : std::vector<Moment>{
           {"before", bounds_of(1, 100, 200), {.old_healthy = 1}, 1, 0, 0},
           {"started", bounds_of(1, 100, 200), {.new_pending = 1, .old_healthy = 1}, 0, 0, 0},
           {"running", bounds_of(1, 100, 200), {.new_unproven = 1, .old_healthy = 1}, 0, 0, 0},
           {"healthy", bounds_of(1, 100, 200), {.new_healthy = 1, .old_healthy = 1}, 0, 1, 1},
           {"leaving", bounds_of(1, 100, 200), {.leaving = 1, .new_healthy = 1}, 0, 0, 0},
           {"two", bounds_of(2, 100, 200), {.old_healthy = 2}, 2, 0, 0},
           {"one of two is healthy",
            bounds_of(2, 100, 200),
            {.new_unproven = 1, .new_healthy = 1, .old_healthy = 2},
            0,
            1,
            1}}) {
    expect(moment);
  }
}

TEST(RollingUpdate, StopsFirstWhereThereIsNoRoom) {
  for (const Moment& moment : std::vector<Moment>{
           {"one at 0/100", bounds_of(1, 0, 100), {.old_healthy = 1}, 0, 1, 1},
           {"which leaves", bounds_of(1, 0, 100), {.leaving = 1}, 0, 0, 0},
           {"and is gone", bounds_of(1, 0, 100), {}, 1, 0, 0},
           {"four at 50/100", bounds_of(4, 50, 100), {.old_healthy = 4}, 0, 2, 4},
           {"two leave", bounds_of(4, 50, 100), {.leaving = 2, .old_healthy = 2}, 0, 0, 2},
           {"two are gone", bounds_of(4, 50, 100), {.old_healthy = 2}, 2, 0, 2},
           {"two start", bounds_of(4, 50, 100), {.new_pending = 2, .old_healthy = 2}, 0, 0, 2},
           {"two are healthy",
            bounds_of(4, 50, 100),
            {.new_healthy = 2, .old_healthy = 2},
            0,
            2,
            2}}) {
    expect(moment);
  }
}

TEST(RollingUpdate, GoesOneAtATimeWhereTheMaximumLeavesOneSlot) {
  for (const Moment& moment : std::vector<Moment>{
           {"three at 100/150", bounds_of(3, 100, 150), {.old_healthy = 3}, 1, 0, 2},
           {"one more", bounds_of(3, 100, 150), {.new_pending = 1, .old_healthy = 3}, 0, 0, 2},
           {"it is healthy", bounds_of(3, 100, 150), {.new_healthy = 1, .old_healthy = 3}, 0, 1, 2},
           {"one left", bounds_of(3, 100, 150), {.new_healthy = 1, .old_healthy = 2}, 1, 0, 1}}) {
    expect(moment);
  }
}

TEST(RollingUpdate, StartsAndStopsAtOnceInTheWorkedExample) {
  for (const Moment& moment : std::vector<Moment>{
           {"before", bounds_of(10, 50, 150), {.old_healthy = 10}, 5, 5, 5},
           {"half", bounds_of(10, 50, 150), {.new_pending = 5, .old_healthy = 5}, 5, 0, 0},
           {"end", bounds_of(10, 50, 150), {.new_healthy = 10, .old_healthy = 5}, 0, 10, 5}}) {
    expect(moment);
  }
}

TEST(RollingUpdate, KeepsOldTasksThatAreNotYetHealthyUntilTheyAreReplaced) {
  for (const Moment& moment : std::vector<Moment>{
           {"room for both", bounds_of(2, 100, 200), {.old_unproven = 2}, 2, 0, 0},
           {"a third revision",
            bounds_of(2, 100, 200),
            {.old_unproven = 2, .old_healthy = 2},
            0,
            0,
            2},
           {"unhealthy and in the way", bounds_of(2, 100, 100), {.old_unhealthy = 2}, 0, 0, 2}}) {
    expect(moment);
  }
}

TEST(RollingUpdate, CountsTheRoomOfPendingOldTasksThatGoAnyway) {
  expect({"superseded while starting",
          bounds_of(2, 100, 200),
          {.old_pending = 2, .old_healthy = 2},
          0,
          0,
          0});
}

TEST(RollingUpdate, EmptiesAServiceOfNone) {
  expect({"scaled to none", bounds_of(0, 100, 200), {.new_healthy = 2, .old_healthy = 1}, 0, 3, 1});
  EXPECT_EQ(surplus_new(bounds_of(0, 100, 200), counts_of({.new_healthy = 2})), 2);
}

TEST(RollingUpdate, MakesRoomAfterTheDesiredCountWasLowered) {
  expect({"four at 0/100, now two", bounds_of(2, 0, 100), {.old_healthy = 4}, 0, 4, 4});
}

TEST(RollingUpdate, ScalesInOnlyWhatIsTooMuch) {
  const DeploymentBounds two = bounds_of(2, 100, 200);
  EXPECT_EQ(surplus_new(two, counts_of({.new_healthy = 2})), 0);
  EXPECT_EQ(surplus_new(two, counts_of({.new_pending = 1, .new_healthy = 2})), 1);
  // A replacement is on its way; the unhealthy task waits for it and is not counted here.
  EXPECT_EQ(surplus_new(two, counts_of({.new_unproven = 1, .new_healthy = 1, .new_unhealthy = 1})),
            0);
}

TEST(RollingUpdate, ReplacesAnUnhealthyTaskBeforeItStopsIt) {
  const DeploymentBounds two = bounds_of(2, 100, 200);
  const TaskCounts ill = counts_of({.new_healthy = 1, .new_unhealthy = 1});
  EXPECT_EQ(startable(two, ill), 1);
  EXPECT_EQ(replaceable(two, ill), 0);
  const TaskCounts starting = counts_of({.new_unproven = 1, .new_healthy = 1, .new_unhealthy = 1});
  EXPECT_EQ(startable(two, starting), 0);
  EXPECT_EQ(replaceable(two, starting), 0);
  const TaskCounts replaced = counts_of({.new_healthy = 2, .new_unhealthy = 1});
  EXPECT_EQ(replaceable(two, replaced), 1);
}

TEST(RollingUpdate, StopsUnhealthyTasksOneByOneWhereThereIsNoRoomToReplaceThem) {
  const DeploymentBounds two = bounds_of(2, 100, 100);
  EXPECT_EQ(replaceable(two, counts_of({.new_unhealthy = 2})), 1);
  EXPECT_EQ(replaceable(two, counts_of({.leaving = 1, .new_unhealthy = 1})), 0);
  EXPECT_EQ(startable(two, counts_of({.new_unhealthy = 1})), 1);
  EXPECT_EQ(replaceable(two, counts_of({.new_pending = 1, .new_unhealthy = 1})), 0);
  EXPECT_EQ(replaceable(two, counts_of({.new_unproven = 1, .new_unhealthy = 1})), 1);
}

TEST(RollingUpdate, DeadlocksWhereNeitherAStartNorAStopIsAllowed) {
  EXPECT_TRUE(deadlocked(bounds_of(1, 100, 150), counts_of({.old_healthy = 1})));
  EXPECT_TRUE(deadlocked(bounds_of(2, 100, 100), counts_of({.old_healthy = 2})));
  EXPECT_FALSE(deadlocked(bounds_of(1, 100, 200), counts_of({.old_healthy = 1})));
  EXPECT_FALSE(deadlocked(bounds_of(1, 0, 150), counts_of({.old_healthy = 1})));
  EXPECT_FALSE(deadlocked(bounds_of(1, 100, 150), counts_of({.old_unproven = 1})));
  EXPECT_FALSE(deadlocked(bounds_of(1, 100, 150), counts_of({.new_healthy = 1})));
  EXPECT_FALSE(deadlocked(bounds_of(3, 100, 150), counts_of({.new_pending = 1, .old_healthy = 3})));
}

}  // namespace
}  // namespace drydock::ecs
