#pragma once

#include <cstdint>
#include <vector>

namespace drydock::simulation {

/// Seeds to play, and on how many processors.
struct SweepSettings {
  std::uint64_t from = 1;
  std::uint64_t seeds = 1000;
  int jobs = 1;
  /// Ends with the first seed that breaks a promise: no later one is begun.
  bool until_found = false;
};

/// Plays the seeds, in processes of their own, and prints what each breaks. One that ends its
/// process, or that does not end within a minute, has broken a promise too. The seeds that did, in
/// order; with `until_found` the lowest alone, whatever the number of processors.
std::vector<std::uint64_t> sweep(const SweepSettings& settings);

}  // namespace drydock::simulation
