#include "emulator/base/time_zone.h"

#include <algorithm>

namespace drydock {
namespace {

seconds offset_at(const TimeZone& zone, TimePoint time) {
  const auto later = std::ranges::upper_bound(zone.changes, time, {}, &TimeZone::Change::at);
  return later == zone.changes.begin() ? zone.first_offset : std::prev(later)->offset;
}

}  // namespace

TimePoint local_time(const TimeZone& zone, TimePoint time) { return time + offset_at(zone, time); }

TimePoint time_of_local(const TimeZone& zone, TimePoint local) {
  // No place is a day from UTC, so these are its offsets before and after whatever changes near by.
  constexpr auto day = std::chrono::hours(24);
  const seconds before = offset_at(zone, local - day);
  const seconds after = offset_at(zone, local + day);
  if (local_time(zone, local - before) == local) return local - before;
  if (local_time(zone, local - after) == local) return local - after;
  return local - before;
}

}  // namespace drydock
