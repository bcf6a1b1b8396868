// The whole runtime under random clients and random misfortune. A failing seed prints itself with
// all that happened; `./dev simulate --seed N --trace` replays it alone.

#include <gtest/gtest.h>

#include <cstdint>
#include <ctime>
#include <string>

#include "tests/simulation/pace_trial.h"
#include "tests/simulation/seeded_run.h"
#include "tests/simulation/weather.h"

namespace drydock::simulation::simulation_test {
namespace {

using namespace std::chrono_literals;

constexpr int shards = 20;
constexpr std::uint64_t seeds_a_shard = 4;
constexpr std::uint64_t trials_a_shard = 6;

class Storms : public ::testing::TestWithParam<int> {};

TEST_P(Storms, BreakNoPromise) {
  const std::uint64_t first = static_cast<std::uint64_t>(GetParam()) * seeds_a_shard + 1;
  for (std::uint64_t seed = first; seed < first + seeds_a_shard; ++seed) {
    ASSERT_EQ(play(seed, weather_of(seed)), "") << "./dev simulate --seed " << seed << " --trace";
  }
}

INSTANTIATE_TEST_SUITE_P(Seeds, Storms, ::testing::Range(0, shards));

TEST(Simulation, TellsTheSameStoryOfASeedEachTime) {
  for (const std::uint64_t seed : {5U, 6U, 7U}) {
    SeededRun first(seed, weather_of(seed), Telling::all);
    SeededRun second(seed, weather_of(seed), Telling::all);
    first.play();
    second.play();
    EXPECT_EQ(first.world(), second.world());
    EXPECT_EQ(first.story(), second.story());
    EXPECT_NE(first.story().find("has reached a steady state"), std::string::npos);
  }
}

/// Whoever writes a story down must not be part of it.
TEST(Simulation, GoesTheSameWayThoughNothingIsTold) {
  SeededRun told(7, weather_of(7), Telling::all);
  SeededRun untold(7, weather_of(7));
  told.play();
  untold.play();
  EXPECT_EQ(told.world(), untold.world());
  EXPECT_EQ(untold.story(), "");
}

class Paces : public ::testing::TestWithParam<int> {};

TEST_P(Paces, EndADeploymentInTheSameState) {
  const std::uint64_t first = static_cast<std::uint64_t>(GetParam()) * trials_a_shard + 1;
  for (std::uint64_t seed = first; seed < first + trials_a_shard; ++seed) {
    const PaceTrial trial = pace_trial_of(seed);
    EXPECT_EQ(ending(trial, Pace::fast()), ending(trial, Pace::aws()))
        << "trial " << seed << ": " << trial.in_words();
  }
}

INSTANTIATE_TEST_SUITE_P(Trials, Paces, ::testing::Range(0, 10));

/// So that the trials are known to ask for what they are there for.
TEST(PaceTrials, FindAPaceThatTakesATaskForProvenTooSoon) {
  Pace hasty = Pace::fast();
  hasty.proof_time = 1s;
  bool found = false;
  for (std::uint64_t seed = 1; seed <= 100 && !found; ++seed) {
    const PaceTrial trial = pace_trial_of(seed);
    if (trial.image != "short_lived") continue;
    found = ending(trial, hasty) != ending(trial, Pace::aws());
  }
  EXPECT_TRUE(found);
}

TEST(Simulation, LivesThroughADayAtThePaceOfAws) {
  EXPECT_EQ(play(1, day_at_the_pace_of_aws()), "");
}

TEST(Simulation, RollsAThousandTasks) {
  SimulatedWorld simulated(1);
  simulated.create_service("one", {.awsvpc = false}, 1000, good_image);
  const auto settle = [&] {
    const TimePoint bound = simulated.clock.now() + 2min;
    while (!is_settled(simulated, "one") && simulated.clock.now() < bound) {
      simulated.clock.advance(100ms);
    }
    return is_settled(simulated, "one");
  };
  ASSERT_TRUE(settle());
  simulated.deploy("one", good_image);
  const std::clock_t before = std::clock();
  ASSERT_TRUE(settle());
  const auto cpu_ms = (std::clock() - before) * 1000 / CLOCKS_PER_SEC;
  RecordProperty("rollout_cpu_ms", std::to_string(cpu_ms));
  std::printf("a rollout of 1,000 tasks: %ld ms of CPU\n", static_cast<long>(cpu_ms));
}

}  // namespace
}  // namespace drydock::simulation::simulation_test
