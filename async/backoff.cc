#include "async/backoff.h"

#include <algorithm>
#include <chrono>

namespace drydock {
namespace {

constexpr Duration shortest_pause = std::chrono::seconds(1);
constexpr Duration longest_pause = std::chrono::minutes(1);
constexpr int most_doublings = 6;
/// A loop that went well for so long begins anew.
constexpr Duration row_ends_after = std::chrono::minutes(5);

}  // namespace

Duration Backoff::failed_at(TimePoint now) {
  if (last_at_ && now - *last_at_ > row_ends_after) in_a_row_ = 0;
  last_at_ = now;
  const Duration pause =
      std::min(longest_pause, shortest_pause * (1 << std::min(in_a_row_, most_doublings)));
  ++in_a_row_;
  return pause;
}

}  // namespace drydock
