#pragma once

#include <chrono>
#include <vector>

#include "emulator/base/time.h"

namespace drydock {

/// How far the clocks of a place are ahead of UTC, now and at any other time.
struct TimeZone {
  struct Change {
    TimePoint at;
    seconds offset;  ///< From then on.
  };
  seconds first_offset{0};      ///< Before the first change.
  std::vector<Change> changes;  ///< In order.
};

/// What clocks there show, as if it were UTC.
TimePoint local_time(const TimeZone& zone, TimePoint time);

/// When clocks there show this. Of a time that they show twice, the first; one that they skip is as
/// much later as they skip.
TimePoint time_of_local(const TimeZone& zone, TimePoint local);

}  // namespace drydock
