#pragma once

#include <optional>

#include "emulator/base/time.h"

namespace drydock {

/// How long a loop pauses after an error of drydock's own: 1 s, doubled up to a minute.
class Backoff {
 public:
  /// The pause after a failure at `now`. The first after five minutes without one begins anew.
  Duration failed_at(TimePoint now);
  /// Whether the last failure was the first of its row.
  [[nodiscard]] bool is_first() const { return in_a_row_ == 1; }

 private:
  int in_a_row_ = 0;
  std::optional<TimePoint> last_at_;
};

}  // namespace drydock
