#pragma once

#include <cstdint>
#include <random>

#include "emulator/base/time.h"

namespace drydock::simulation {

/// What is left to chance in a simulation, all of it drawn from a seed.
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : random_(seed) {}

  /// A number from 0 up to, and without, `below`.
  int draw(int below) { return static_cast<int>(random_() % static_cast<std::uint64_t>(below)); }
  bool one_in(int times) { return draw(times) == 0; }
  Duration span_below(Duration longest) {
    return Duration(draw(static_cast<int>(longest.count())));
  }

 private:
  std::mt19937_64 random_;
};

}  // namespace drydock::simulation
