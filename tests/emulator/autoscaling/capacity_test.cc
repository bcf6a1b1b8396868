#include "emulator/autoscaling/capacity.h"

#include <gtest/gtest.h>

#include <limits>

namespace drydock::autoscaling::capacity_test {
namespace {

using model::application_autoscaling::AdjustmentType;
using model::application_autoscaling::StepScalingPolicyConfiguration;

const TimePoint noon(std::chrono::hours(500'000));

TEST(TrackedCapacity, BringsTheMetricToItsTarget) {
  struct Row {
    int current;
    double metric, target;
    int wanted;
  };
  for (const Row& row : {Row{4, 90, 60, 6}, Row{4, 20, 60, 2}, Row{4, 60, 60, 4}, Row{3, 61, 60, 4},
                         Row{10, 0, 60, 0}, Row{0, 90, 60, 2}, Row{1, 0.3, 0.1, 3},
                         Row{5000, 1e300, 1e-300, std::numeric_limits<int>::max()}}) {
    EXPECT_EQ(tracked_capacity(row.current, row.metric, row.target), row.wanted)
        << row.current << " at " << row.metric;
  }
}

/// Steps as the user guide has them: from the threshold on +10 %, from 10 above it on +30 %; and
/// down likewise.
StepScalingPolicyConfiguration guide_steps(bool up) {
  StepScalingPolicyConfiguration policy;
  policy.adjustment_type = AdjustmentType::percent_change_in_capacity;
  policy.step_adjustments.emplace();
  const int sign = up ? 1 : -1;
  const auto step = [&](std::optional<double> lower, std::optional<double> upper, int percent) {
    policy.step_adjustments->push_back({.metric_interval_lower_bound = lower,
                                        .metric_interval_upper_bound = upper,
                                        .scaling_adjustment = percent * sign});
  };
  if (up) {
    step(0, 10, 0);
    step(10, 20, 10);
    step(20, {}, 30);
  } else {
    step(-10, 0, 0);
    step(-20, -10, 10);
    step({}, -20, 30);
  }
  return policy;
}

TEST(SteppedCapacity, ChoosesTheStepByTheDistance) {
  const auto up = guide_steps(true);
  const auto down = guide_steps(false);
  EXPECT_EQ(stepped_capacity(up, 10, {.distance = 0, .is_above = true}), 10);
  EXPECT_EQ(stepped_capacity(up, 10, {.distance = 9.9, .is_above = true}), 10);
  EXPECT_EQ(stepped_capacity(up, 10, {.distance = 10, .is_above = true}), 11);
  EXPECT_EQ(stepped_capacity(up, 10, {.distance = 20, .is_above = true}), 13);
  EXPECT_EQ(stepped_capacity(up, 10, {.distance = -1, .is_above = false}), std::nullopt);
  EXPECT_EQ(stepped_capacity(down, 10, {.distance = 0, .is_above = false}), 10);
  EXPECT_EQ(stepped_capacity(down, 10, {.distance = -10, .is_above = false}), 9);
  EXPECT_EQ(stepped_capacity(down, 10, {.distance = -20, .is_above = false}), 7);
  EXPECT_EQ(stepped_capacity(StepScalingPolicyConfiguration(), 10, {}), std::nullopt);
}

/// One step for everything above the threshold.
StepScalingPolicyConfiguration one_step(AdjustmentType type, int adjustment, int least = 0) {
  StepScalingPolicyConfiguration policy;
  policy.adjustment_type = type;
  policy.step_adjustments.emplace().push_back(
      {.metric_interval_lower_bound = 0, .scaling_adjustment = adjustment});
  if (least > 0) policy.min_adjustment_magnitude = least;
  return policy;
}

TEST(SteppedCapacity, RoundsAndAddsAsTheGuideSays) {
  struct Row {
    AdjustmentType type;
    int adjustment, least, current, wanted;
  };
  constexpr int most = std::numeric_limits<int>::max();
  for (const Row& row : {Row{AdjustmentType::change_in_capacity, 2, 0, 3, 5},
                         Row{AdjustmentType::change_in_capacity, -5, 0, 3, 0},
                         Row{AdjustmentType::change_in_capacity, most, 0, 3, most},
                         Row{AdjustmentType::exact_capacity, 7, 0, 3, 7},
                         Row{AdjustmentType::percent_change_in_capacity, 25, 0, 51, 63},
                         Row{AdjustmentType::percent_change_in_capacity, 10, 0, 5, 6},
                         Row{AdjustmentType::percent_change_in_capacity, -10, 0, 5, 4},
                         Row{AdjustmentType::percent_change_in_capacity, -22, 0, 30, 24},
                         Row{AdjustmentType::percent_change_in_capacity, 25, 2, 4, 6},
                         Row{AdjustmentType::percent_change_in_capacity, most, 0, 5000, most}}) {
    EXPECT_EQ(stepped_capacity(one_step(row.type, row.adjustment, row.least), row.current,
                               {.distance = 1, .is_above = true}),
              row.wanted)
        << row.adjustment << " of " << row.current;
  }
}

Situation situation(int current) {
  return {.current = current, .limits = {.minimum = 2, .maximum = 10}, .now = noon};
}

TEST(NewCapacity, StaysWithinTheLimits) {
  EXPECT_EQ(new_capacity(situation(4), 6), 6);
  EXPECT_EQ(new_capacity(situation(4), 4), std::nullopt);
  EXPECT_EQ(new_capacity(situation(4), 40), 10);
  EXPECT_EQ(new_capacity(situation(4), 0), 2);
  EXPECT_EQ(new_capacity(situation(10), 40), std::nullopt);
  EXPECT_EQ(new_capacity(situation(2), 0), std::nullopt);
}

TEST(NewCapacity, StaysWhileItIsSuspended) {
  Situation suspended = situation(4);
  suspended.suspended.scale_out = true;
  EXPECT_EQ(new_capacity(suspended, 6), std::nullopt);
  EXPECT_EQ(new_capacity(suspended, 3), 3);
  suspended.suspended = {.scale_in = true};
  EXPECT_EQ(new_capacity(suspended, 6), 6);
  EXPECT_EQ(new_capacity(suspended, 3), std::nullopt);
}

TEST(NewCapacity, CoolsDown) {
  Situation after_in = situation(4);
  after_in.scaled_in = Scaled{.at = noon - seconds(299), .from = 5};
  EXPECT_EQ(new_capacity(after_in, 3), std::nullopt);
  EXPECT_EQ(new_capacity(after_in, 5), 5) << "more is never waited with";
  after_in.scaled_in->at = noon - seconds(300);
  EXPECT_EQ(new_capacity(after_in, 3), 3);

  // Two were added: a policy that wants three more than there were adds one.
  Situation after_out = situation(4);
  after_out.scaled_out = Scaled{.at = noon - seconds(299), .from = 2};
  EXPECT_EQ(base_capacity(after_out), 2);
  EXPECT_EQ(new_capacity(after_out, base_capacity(after_out) + 3), 5);
  EXPECT_EQ(new_capacity(after_out, std::max(base_capacity(after_out) + 2, 4)), std::nullopt);
  after_out.scaled_out->at = noon - seconds(300);
  EXPECT_EQ(base_capacity(after_out), 4);
}

TEST(WantedBySteps, CountsWhatWasAddedWhileItCoolsDown) {
  Situation after_out = situation(6);
  after_out.scaled_out = Scaled{.at = noon - seconds(10), .from = 4};
  const Breach above{.distance = 1, .is_above = true};
  const auto wanted = [&](int adjustment) {
    return wanted_by_steps(one_step(AdjustmentType::change_in_capacity, adjustment), after_out,
                           above);
  };
  EXPECT_EQ(wanted(1), 6) << "less than was added";
  EXPECT_EQ(wanted(2), 6) << "as much";
  EXPECT_EQ(wanted(3), 7);
  EXPECT_EQ(wanted(-1), 5) << "what is taken is taken of what there is";
  after_out.scaled_out.reset();
  EXPECT_EQ(wanted(1), 7);
  EXPECT_EQ(wanted_by_steps(one_step(AdjustmentType::change_in_capacity, 1), after_out,
                            {.distance = -1, .is_above = false}),
            std::nullopt);
}

TEST(WantedByTracking, GoesInItsAlarmsDirection) {
  EXPECT_EQ(wanted_by_tracking(60, situation(4), 90, TrackingAlarm::high), 6);
  EXPECT_EQ(wanted_by_tracking(60, situation(4), 30, TrackingAlarm::high), 4);
  EXPECT_EQ(wanted_by_tracking(60, situation(4), 30, TrackingAlarm::low), 2);
  EXPECT_EQ(wanted_by_tracking(60, situation(4), 90, TrackingAlarm::low), 4);
  Situation after_out = situation(6);
  after_out.scaled_out = Scaled{.at = noon - seconds(10), .from = 4};
  EXPECT_EQ(wanted_by_tracking(60, after_out, 90, TrackingAlarm::high), 6);
  EXPECT_EQ(wanted_by_tracking(60, after_out, 120, TrackingAlarm::high), 8);
}

}  // namespace
}  // namespace drydock::autoscaling::capacity_test
