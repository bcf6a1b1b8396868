#include "tests/simulation/weather.h"

#include <array>

namespace drydock::simulation {

using namespace std::chrono_literals;

namespace {

/// At the fast pace, where a task that nothing checks is taken for healthy after this time.
Pace fast_with_proof(Duration proof) {
  Pace pace = Pace::fast();
  pace.proof_time = proof;
  return pace;
}

}  // namespace

Weather weather_of(std::uint64_t seed) {
  constexpr std::array<int, 3> faults_one_in = {0, 60, 20};
  const int faults = faults_one_in[seed % faults_one_in.size()];
  switch (seed % 8) {
    case 2:
      return {.world = {.pace = fast_with_proof(40s), .faults_one_in = faults},
              .lasts = 8min,
              .longest_pause = 40s,
              .settles_within = 8min};
    case 5:
      return {.world = {.pace = Pace::aws(), .faults_one_in = faults},
              .lasts = 30min,
              .longest_pause = 2min,
              .settles_within = 1h};
    default:
      return {.world = {.pace = fast_with_proof(1s), .faults_one_in = faults},
              .lasts = 2min,
              .longest_pause = 8s,
              .settles_within = 5min};
  }
}

Weather day_at_the_pace_of_aws() {
  return {.world = {.pace = Pace::aws(), .faults_one_in = 60},
          .lasts = 24h,
          .longest_pause = 20min,
          .settles_within = 2h};
}

}  // namespace drydock::simulation
