#pragma once

#include <boost/asio/awaitable.hpp>

#include "emulator/base/result.h"
#include "emulator/base/time.h"

namespace drydock {

/// What came of moving a clock.
struct ClockMove {
  TimePoint from;
  TimePoint now;
  /// Nothing is under way any more, and nothing is to come but checks that repeat.
  bool idle = false;
};

/// A Clock that stands still until somebody moves it. One move is made at a time: the error of
/// another one says so. Belongs to the control thread.
class MovableClock {
 public:
  virtual ~MovableClock() = default;

  /// Lets `span` pass, and returns once all that was due by then has been done.
  virtual boost::asio::awaitable<Result<ClockMove>> advance(Duration span) = 0;
  /// Lets time pass until all is idle, `limit` at most.
  virtual boost::asio::awaitable<Result<ClockMove>> advance_until_idle(Duration limit) = 0;
};

}  // namespace drydock
