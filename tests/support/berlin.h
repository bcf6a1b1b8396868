#pragma once

#include <chrono>

#include "emulator/base/time_zone.h"

namespace drydock {

/// An instant by its date and time in UTC.
inline TimePoint utc(int year, int month, int day, int hour = 0, int minute = 0) {
  return std::chrono::sys_days(std::chrono::year(year) / month / day) + std::chrono::hours(hour) +
         std::chrono::minutes(minute);
}

/// An hour ahead of UTC, and two from 29 March to 25 October 2026, at 01:00 UTC.
inline TimeZone berlin() {
  using std::chrono_literals::operator""h;
  return {.first_offset = 1h, .changes = {{utc(2026, 3, 29, 1), 2h}, {utc(2026, 10, 25, 1), 1h}}};
}

}  // namespace drydock
