#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

#include "emulator/base/time.h"

namespace drydock::proxy {

/// The data plane's time: drydock's own, counted in ticks of one timer a thread, so that neither a
/// request nor a timeout reads a clock or sets a timer of its own.
class CoarseClock {
 public:
  /// `speed` as RealClock has it.
  CoarseClock(TimePoint start, double speed) : now_(start) {
    const double wanted = 250.0 / speed;
    tick_ = std::chrono::microseconds(static_cast<std::int64_t>(std::max(wanted, 10.0) * 1000));
    step_ = Duration(static_cast<std::int64_t>(std::max(wanted, 10.0) * speed));
  }

  /// How long a tick is on the machine's clock.
  [[nodiscard]] std::chrono::microseconds tick() const { return tick_; }
  [[nodiscard]] TimePoint now() const { return now_; }
  void advance() { now_ += step_; }
  /// An instant that is reached after `seconds`, and at most a tick later.
  [[nodiscard]] TimePoint after(int seconds) const {
    return now_ + std::chrono::seconds(seconds) + step_;
  }
  /// Whether at most a tick has passed since.
  [[nodiscard]] bool is_just_after(TimePoint then) const { return now_ <= then + step_; }

 private:
  TimePoint now_;
  std::chrono::microseconds tick_{};
  Duration step_{};
};

}  // namespace drydock::proxy
