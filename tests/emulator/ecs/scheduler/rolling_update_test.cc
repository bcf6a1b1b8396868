#include "emulator/ecs/scheduler/rolling_update.h"

#include <gtest/gtest.h>

#include <string_view>
#include <vector>

namespace drydock::ecs::rolling_update_test {
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
  SetCounts primary;  ///< Of which as many are requested as are desired.
  SetCounts old;      ///< One old set.
  int leaving = 0;
  int room = 0;
  int stoppable = 0;
  int yielded = 0;
};

TaskCounts counts_of(const DeploymentBounds& bounds, SetCounts primary, SetCounts old = {},
                     int leaving = 0) {
  primary.requested = bounds.desired;
  const auto present = [](const SetCounts& set) { return good(set) + set.unhealthy; };
  return {.live = present(primary) + present(old) + leaving,
          .leaving = leaving,
          .primary = primary,
          .old = {old}};
}

void expect(const Moment& moment) {
  const TaskCounts counts = counts_of(moment.bounds, moment.primary, moment.old, moment.leaving);
  EXPECT_EQ(room(moment.bounds, counts), moment.room) << moment.name;
  EXPECT_EQ(stoppable(moment.bounds, counts), moment.stoppable) << moment.name;
  EXPECT_EQ(yielded(moment.bounds, counts), moment.yielded) << moment.name;
}

SetCounts healthy(int count) { return {.requested = count, .healthy = count}; }

TEST(RollingUpdate, StartsFirstAndStopsAfterwardsWhereTheMaximumAllows) {
  const DeploymentBounds one = bounds_of(1, 100, 200);
  const DeploymentBounds two = bounds_of(2, 100, 200);
  for (const Moment& moment : std::vector<Moment>{
           {"before", one, {}, healthy(1), 0, 1, 0, 0},
           {"started", one, {.pending = 1}, healthy(1), 0, 0, 0, 0},
           {"running", one, {.unproven = 1}, healthy(1), 0, 0, 0, 0},
           {"healthy", one, {.healthy = 1}, healthy(1), 0, 0, 1, 1},
           {"leaving", one, {.healthy = 1}, {}, 1, 0, 0, 0},
           {"two", two, {}, healthy(2), 0, 2, 0, 0},
           {"one of two", two, {.unproven = 1, .healthy = 1}, healthy(2), 0, 0, 1, 1}}) {
    expect(moment);
  }
}

TEST(RollingUpdate, StopsFirstWhereThereIsNoRoom) {
  const DeploymentBounds one = bounds_of(1, 0, 100);
  const DeploymentBounds four = bounds_of(4, 50, 100);
  for (const Moment& moment :
       std::vector<Moment>{{"one at 0/100", one, {}, healthy(1), 0, 0, 1, 1},
                           {"which leaves", one, {}, {}, 1, 0, 0, 0},
                           {"and is gone", one, {}, {}, 0, 1, 0, 0},
                           {"four at 50/100", four, {}, healthy(4), 0, 0, 2, 2},
                           {"two leave", four, {}, healthy(2), 2, 0, 0, 0},
                           {"two are gone", four, {}, healthy(2), 0, 2, 0, 0},
                           {"two start", four, {.pending = 2}, healthy(2), 0, 0, 0, 0},
                           {"two are healthy", four, {.healthy = 2}, healthy(2), 0, 0, 2, 2}}) {
    expect(moment);
  }
}

TEST(RollingUpdate, GoesOneAtATimeWhereTheMaximumLeavesOneSlot) {
  const DeploymentBounds three = bounds_of(3, 100, 150);
  for (const Moment& moment :
       std::vector<Moment>{{"three at 100/150", three, {}, healthy(3), 0, 1, 0, 0},
                           {"one more", three, {.pending = 1}, healthy(3), 0, 0, 0, 0},
                           {"it is healthy", three, {.healthy = 1}, healthy(3), 0, 0, 1, 1},
                           {"one left", three, {.healthy = 1}, healthy(2), 0, 1, 0, 0}}) {
    expect(moment);
  }
}

TEST(RollingUpdate, StartsAndStopsAtOnceInTheWorkedExample) {
  const DeploymentBounds ten = bounds_of(10, 50, 150);
  for (const Moment& moment :
       std::vector<Moment>{{"before", ten, {}, healthy(10), 0, 5, 5, 5},
                           {"half", ten, {.pending = 5}, healthy(5), 0, 5, 0, 0},
                           {"end", ten, {.healthy = 10}, healthy(5), 0, 0, 10, 5}}) {
    expect(moment);
  }
}

TEST(RollingUpdate, LeavesOldSetsTheSlotsThatHaveToBeHealthy) {
  const DeploymentBounds four = bounds_of(4, 50, 100);
  for (const Moment& moment : std::vector<Moment>{{"a dead task's slot is kept",
                                                   four,
                                                   {.pending = 2},
                                                   {.requested = 2, .healthy = 1},
                                                   0,
                                                   1,
                                                   0,
                                                   0},
                                                  {"unless starts of its set fail",
                                                   four,
                                                   {.pending = 2},
                                                   {.requested = 2, .healthy = 1, .failing = true},
                                                   0,
                                                   1,
                                                   0,
                                                   1},
                                                  {"what is not needed is given up",
                                                   four,
                                                   {.pending = 1},
                                                   {.requested = 3, .unproven = 1, .healthy = 2},
                                                   0,
                                                   0,
                                                   0,
                                                   1},
                                                  {"all of it where none is needed",
                                                   bounds_of(4, 0, 100),
                                                   {},
                                                   {.requested = 4, .unproven = 2, .healthy = 1},
                                                   0,
                                                   1,
                                                   1,
                                                   4}}) {
    expect(moment);
  }
}

TEST(RollingUpdate, CountsTheRoomOfTasksThatAreTooManyInAnOldSet) {
  expect({"superseded while starting",
          bounds_of(2, 100, 200),
          {},
          {.requested = 2, .pending = 2, .healthy = 2},
          0,
          0,
          0,
          0});
}

/// One old set has lost its slot to the other, and keeps its task until somebody else is healthy.
/// The other's may never be, and is needed by nobody.
TEST(RollingUpdate, TakesTheSlotOfATaskThatIsNotNeededBesideAHealthyOneWithout) {
  const DeploymentBounds bounds = bounds_of(1, 100, 200);
  const TaskCounts counts{.live = 2,
                          .primary = {.requested = 1},
                          .old = {{.healthy = 1}, {.requested = 1, .unproven = 1}}};
  EXPECT_EQ(room(bounds, counts), 0);
  EXPECT_EQ(stoppable(bounds, counts), 0);
  EXPECT_EQ(yielded(bounds, counts), 1);
}

TEST(RollingUpdate, EmptiesAServiceOfNone) {
  const DeploymentBounds none = bounds_of(0, 100, 200);
  expect({"scaled to none", none, {.healthy = 2}, healthy(1), 0, 0, 3, 1});
  EXPECT_EQ(surplus({.requested = 0, .healthy = 2}), 2);
}

TEST(RollingUpdate, GivesBackSlotsAfterTheDesiredCountWasLowered) {
  expect({"four at 0/100, now two", bounds_of(2, 0, 100), {}, healthy(4), 0, 0, 4, 4});
  expect({"four at 100/200, now two", bounds_of(2, 100, 200), {}, healthy(4), 0, 0, 2, 2});
}

TEST(RollingUpdate, RaisesWhatRunsWellWithTheDesiredCount) {
  const DeploymentBounds eight = bounds_of(8, 100, 200);
  TaskCounts counts = counts_of(eight, {.healthy = 2}, healthy(2));
  EXPECT_EQ(raised(eight, counts), 0);
  counts.primary.requested = 4;
  EXPECT_EQ(raised(eight, counts), 4);
  counts.old.front() = {};
  EXPECT_EQ(raised(eight, counts), 0) << "the rollout is over";
}

TEST(RollingUpdate, ScalesInOnlyWhatIsTooMuch) {
  EXPECT_EQ(surplus({.requested = 2, .healthy = 2}), 0);
  EXPECT_EQ(surplus({.requested = 2, .pending = 1, .healthy = 2}), 1);
  // A replacement is on its way; the unhealthy task waits for it and is not counted here.
  EXPECT_EQ(surplus({.requested = 2, .unproven = 1, .healthy = 1, .unhealthy = 1}), 0);
}

int replaceable_of(const DeploymentBounds& bounds, const SetCounts& set, int leaving = 0) {
  const TaskCounts counts = counts_of(bounds, set, {}, leaving);
  return replaceable(bounds, counts, counts.primary);
}

TEST(RollingUpdate, ReplacesAnUnhealthyTaskBeforeItStopsIt) {
  const DeploymentBounds two = bounds_of(2, 100, 200);
  EXPECT_EQ(missing({.requested = 2, .healthy = 1, .unhealthy = 1}), 1);
  EXPECT_EQ(vacant({.requested = 2, .healthy = 1, .unhealthy = 1}), 0);
  EXPECT_EQ(replaceable_of(two, {.healthy = 1, .unhealthy = 1}), 0);
  EXPECT_EQ(missing({.requested = 2, .unproven = 1, .healthy = 1, .unhealthy = 1}), 0);
  EXPECT_EQ(replaceable_of(two, {.unproven = 1, .healthy = 1, .unhealthy = 1}), 0);
  EXPECT_EQ(replaceable_of(two, {.healthy = 2, .unhealthy = 1}), 1);
}

TEST(RollingUpdate, StopsUnhealthyTasksOneByOneWhereThereIsNoRoomToReplaceThem) {
  const DeploymentBounds two = bounds_of(2, 100, 100);
  EXPECT_EQ(replaceable_of(two, {.unhealthy = 2}), 1);
  EXPECT_EQ(replaceable_of(two, {.unhealthy = 1}, 1), 0);
  EXPECT_EQ(replaceable_of(two, {.pending = 1, .unhealthy = 1}), 0);
  EXPECT_EQ(replaceable_of(two, {.unproven = 1, .unhealthy = 1}), 1);
}

TEST(RollingUpdate, DeadlocksWhereNeitherAStartNorAStopIsAllowed) {
  const auto is_stuck = [](const DeploymentBounds& bounds, SetCounts primary, SetCounts old) {
    return deadlocked(bounds, counts_of(bounds, primary, old));
  };
  EXPECT_TRUE(is_stuck(bounds_of(1, 100, 150), {}, healthy(1)));
  EXPECT_TRUE(is_stuck(bounds_of(2, 100, 100), {}, healthy(2)));
  EXPECT_FALSE(is_stuck(bounds_of(1, 100, 200), {}, healthy(1)));
  EXPECT_FALSE(is_stuck(bounds_of(1, 0, 150), {}, healthy(1)));
  EXPECT_FALSE(is_stuck(bounds_of(1, 100, 150), {}, {.requested = 1, .unproven = 1}));
  EXPECT_FALSE(is_stuck(bounds_of(1, 100, 150), {.healthy = 1}, {}));
  EXPECT_FALSE(is_stuck(bounds_of(3, 100, 150), {.pending = 1}, healthy(3)));
}

}  // namespace
}  // namespace drydock::ecs::rolling_update_test
