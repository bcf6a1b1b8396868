#pragma once

#include <cstdint>

#include "emulator/base/time.h"
#include "tests/simulation/simulated_world.h"

namespace drydock::simulation {

/// What one seed's run is like.
struct Weather {
  WorldSettings world;
  Duration lasts{};
  Duration longest_pause{};  ///< Between one thing that happens and the next.
  /// When faults have ended all is as it should be within this time: the longest back-off has
  /// passed, targets have been judged and drained, stubborn containers have been killed.
  Duration settles_within{};
};

/// A third of the seeds has an engine without faults of its own: there more can be promised. One in
/// eight goes at the pace of AWS, one in eight has its patience with what nothing checks; in the
/// others that is short, so that much happens in little time.
Weather weather_of(std::uint64_t seed);

Weather day_at_the_pace_of_aws();

}  // namespace drydock::simulation
