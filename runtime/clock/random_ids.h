#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <string>

#include "emulator/ports/id_source.h"

namespace drydock {

/// Ids from a 64-bit generator, and secrets from the system's cryptographic one. For tests both are
/// seeded by a number. The control thread only.
class RandomIds : public IdSource {
 public:
  /// Seeded from the machine's entropy: for users.
  RandomIds();
  /// Repeats itself, secrets included: for tests, and where no secret is asked for.
  explicit RandomIds(std::uint64_t seed);

  std::uint64_t bits() override { return generator_(); }
  /// Throws std::runtime_error where the system's generator fails.
  std::string secret(std::size_t size) override;

 private:
  std::mt19937_64 generator_;
  std::optional<std::mt19937_64> secrets_;  // None: they are the system's.
};

}  // namespace drydock
