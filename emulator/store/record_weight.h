#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace drydock {

/// What a record takes of something that it shares with others, in up to three measures of its
/// kind's own. No measure is more than record_weight_max, so that the sum of all records is within
/// 64 bits.
using RecordWeight = std::array<std::int64_t, 3>;

inline constexpr std::int64_t record_weight_max = std::int64_t{1} << 40;

constexpr RecordWeight& operator+=(RecordWeight& sum, const RecordWeight& weight) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += weight[i];
  return sum;
}
constexpr RecordWeight& operator-=(RecordWeight& sum, const RecordWeight& weight) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] -= weight[i];
  return sum;
}

}  // namespace drydock
