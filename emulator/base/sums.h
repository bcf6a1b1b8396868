#pragma once

#include <cstdint>
#include <limits>

namespace drydock {

/// Sums and products of numbers that clients have given. Where the result is more than 64 bits
/// hold, it stays at the end of their range: a limit that it is compared with is exceeded all the
/// same, and nothing wraps around into what is allowed.
constexpr std::int64_t capped_sum(std::int64_t a, std::int64_t b) {
  std::int64_t sum = 0;
  if (!__builtin_add_overflow(a, b, &sum)) return sum;
  return a < 0 ? std::numeric_limits<std::int64_t>::min()
               : std::numeric_limits<std::int64_t>::max();
}

constexpr std::int64_t capped_product(std::int64_t a, std::int64_t b) {
  std::int64_t product = 0;
  if (!__builtin_mul_overflow(a, b, &product)) return product;
  return (a < 0) != (b < 0) ? std::numeric_limits<std::int64_t>::min()
                            : std::numeric_limits<std::int64_t>::max();
}

}  // namespace drydock
