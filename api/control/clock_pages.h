#pragma once

#include <boost/asio/awaitable.hpp>

#include "api/control/page.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/movable_clock.h"

namespace drydock::control {

/// How far one call may move the clock, and how far `until` does where no limit is given.
inline constexpr Duration longest_move = std::chrono::days(366);
inline constexpr Duration usual_idle_limit = std::chrono::hours(1);

/// drydock's time, for tests that do not want to wait:
///   GET  /_drydock/clock   {"clock": "real" or "virtual", "now"}
///   POST /_drydock/clock   moves a virtual clock: {"advance": "PT5M"}, or {"until": "idle"} with a
///                          "limit" of virtual time, PT1H by default. Answers {"from", "now",
///                          "idle"} once all that was due by then has been done. Spans are ISO 8601
///                          durations of at most 366 days. 409 while another call moves it, and
///                          where the clock is real.
class ClockPages {
 public:
  /// `movable` is null where the clock is real.
  ClockPages(const Clock& clock, MovableClock* movable) : clock_(clock), movable_(movable) {}

  [[nodiscard]] PageList pages();

 private:
  boost::asio::awaitable<http::Answer> tell(const http::Call& call);
  boost::asio::awaitable<http::Answer> move(const http::Call& call);

  const Clock& clock_;
  MovableClock* movable_;
};

}  // namespace drydock::control
