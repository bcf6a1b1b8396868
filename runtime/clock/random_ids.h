#pragma once

#include <cstdint>
#include <random>

#include "emulator/ports/id_source.h"

namespace drydock {

/// Ids from a 64-bit generator: seeded from the machine's entropy for users, from a number for
/// tests. The control thread only.
class RandomIds : public IdSource {
 public:
  RandomIds();
  explicit RandomIds(std::uint64_t seed) : generator_(seed) {}

  std::uint64_t bits() override { return generator_(); }

 private:
  std::mt19937_64 generator_;
};

}  // namespace drydock
