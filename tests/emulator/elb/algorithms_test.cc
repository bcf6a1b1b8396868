#include "emulator/elb/algorithms.h"

#include <gtest/gtest.h>

#include <map>

#include "emulator/elb/target_group.h"

namespace drydock::elb::algorithms_test {
namespace {

using State = TargetState;
using Places = std::vector<std::uint32_t>;
using States = std::vector<State>;

TEST(EligibleTargets, AreTheHealthyOnes) {
  EXPECT_EQ(eligible_targets(
                States({State::initial, State::healthy, State::unhealthy, State::healthy}), 1),
            (Places{1, 3}));
}

TEST(EligibleTargets, AreAllButNewAndDrainingOnesWhenNoneIsHealthy) {
  EXPECT_EQ(eligible_targets(
                States({State::unhealthy, State::initial, State::draining, State::unhealthy}), 1),
            (Places{0, 3}));
}

TEST(EligibleTargets, AreNoneWhenAllAreNewOrDraining) {
  EXPECT_TRUE(eligible_targets(States({State::initial, State::draining}), 1).empty());
  EXPECT_TRUE(eligible_targets({}, 1).empty());
}

TEST(EligibleTargets, FailOpenBelowTheMinimum) {
  const auto targets = States({State::healthy, State::unhealthy, State::healthy});
  EXPECT_EQ(eligible_targets(targets, 2), (Places{0, 2}));
  EXPECT_EQ(eligible_targets(targets, 3), (Places{0, 1, 2}));
}

TEST(RoundRobin, GivesEachItsTurn) {
  std::vector<std::size_t> order;
  for (std::uint64_t turn = 0; turn < 6; ++turn) order.push_back(round_robin(turn, 3));
  EXPECT_EQ(order, (std::vector<std::size_t>{0, 1, 2, 0, 1, 2}));
}

TEST(LeastOutstanding, TakesTheIdlest) {
  const std::vector<std::int64_t> in_flight{3, 1, 2};
  for (std::uint64_t turn = 0; turn < 3; ++turn) {
    EXPECT_EQ(least_outstanding(in_flight, turn), 1U);
  }
}

TEST(LeastOutstanding, TakesTurnsAmongEquals) {
  const std::vector<std::int64_t> in_flight{1, 0, 0};
  EXPECT_EQ(least_outstanding(in_flight, 1), 1U);
  EXPECT_EQ(least_outstanding(in_flight, 2), 2U);
  EXPECT_EQ(least_outstanding(in_flight, 3), 1U);
}

TEST(Weighted, GivesEachShareExactlyItsWeight) {
  struct Row {
    std::vector<int> weights;
    std::uint64_t requests;
    std::map<std::size_t, int> given;
  };
  for (const Row& row : std::vector<Row>{{{1}, 5, {{0, 5}}},
                                         {{100, 100}, 10, {{0, 5}, {1, 5}}},
                                         {{90, 10}, 100, {{0, 90}, {1, 10}}},
                                         {{0, 5}, 7, {{1, 7}}},
                                         {{1, 2, 3}, 60, {{0, 10}, {1, 20}, {2, 30}}},
                                         {{999, 1}, 1000, {{0, 999}, {1, 1}}}}) {
    std::map<std::size_t, int> given;
    for (std::uint64_t turn = 0; turn < row.requests; ++turn) ++given[*weighted(row.weights, turn)];
    EXPECT_EQ(given, row.given);
  }
}

TEST(Weighted, AlternatesBetweenEqualWeights) {
  const std::vector<int> weights{50, 50};
  for (std::uint64_t turn = 0; turn < 10; ++turn) {
    EXPECT_NE(weighted(weights, turn), weighted(weights, turn + 1));
  }
}

TEST(Weighted, HasNoChoiceWhenAllWeightsAreZero) {
  EXPECT_EQ(weighted(std::vector<int>{0, 0}, 3), std::nullopt);
  EXPECT_EQ(weighted({}, 3), std::nullopt);
}

TEST(AlgorithmOf, IsTheGroupsAttribute) {
  TargetGroup group;
  EXPECT_EQ(algorithm_of(group), Algorithm::round_robin);
  group.attributes["load_balancing.algorithm.type"] = "least_outstanding_requests";
  EXPECT_EQ(algorithm_of(group), Algorithm::least_outstanding_requests);
  group.attributes["load_balancing.algorithm.type"] = "weighted_random";
  EXPECT_EQ(algorithm_of(group), Algorithm::weighted_random);
}

}  // namespace
}  // namespace drydock::elb::algorithms_test
