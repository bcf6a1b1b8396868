#pragma once

#include <cstdint>
#include <functional>

#include "emulator/base/time.h"

namespace drydock {

/// The only source of time. Everything that asks what time it is, or waits, asks a Clock;
/// coroutines wait with async/sleep.h. Belongs to the control thread.
class Clock {
 public:
  using TimerId = std::uint64_t;

  virtual ~Clock() = default;

  /// The present instant. Never smaller than an instant given before.
  [[nodiscard]] virtual TimePoint now() const = 0;

  /// Calls back once, on the control thread, when `now() >= deadline`; never inside this call.
  /// Timers of one deadline fire in the order in which they were set.
  virtual TimerId call_at(TimePoint deadline, std::function<void()> callback) = 0;

  /// The callback will not be called. A timer that has fired is no error.
  virtual void cancel(TimerId timer) = 0;
};

}  // namespace drydock
