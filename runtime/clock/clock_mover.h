#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>

#include "emulator/ports/movable_clock.h"
#include "runtime/clock/virtual_clock.h"

namespace drydock {

/// Moves a virtual clock from one deadline to the next while everything else goes on. Time passes
/// only when the control thread has nothing to do, and stands while something is under way that
/// takes the machine's time: so what is due at an instant has been done before the next one, and
/// no timeout passes because a socket needed a moment.
class ClockMover : public MovableClock {
 public:
  /// What time waits for. Called whenever the control thread has nothing to do, so each is quick.
  struct Surroundings {
    /// Whether something is under way that takes the machine's time and none of drydock's.
    std::function<bool()> is_busy;
    /// How many requests of clients should end before time passes. For those that do not end
    /// within `patience` of the machine's time it does not wait any longer.
    std::function<std::size_t()> unfinished_requests;
    /// Whether nothing is to come but checks that repeat.
    std::function<bool()> is_idle;
    /// The machine's time; see stopwatch().
    std::function<std::chrono::nanoseconds()> stopwatch;
  };
  static constexpr std::chrono::seconds patience{1};

  ClockMover(VirtualClock& clock, const boost::asio::any_io_executor& executor);
  ClockMover(const ClockMover&) = delete;
  ClockMover& operator=(const ClockMover&) = delete;

  /// Before the first move.
  void watch(Surroundings surroundings) { surroundings_ = std::move(surroundings); }

  boost::asio::awaitable<Result<ClockMove>> advance(Duration span) override;
  boost::asio::awaitable<Result<ClockMove>> advance_until_idle(Duration limit) override;

  /// Called when the control thread has nothing to do: runs what waits for an instant that has
  /// come, and at most one such thing, or moves time on to the next one. Whether it did something.
  bool go_on();

 private:
  struct Move {
    TimePoint limit;
    bool until_idle = false;
    std::optional<bool> idle;  ///< Set once it is over.
  };

  boost::asio::awaitable<Result<ClockMove>> make(Move move);
  bool must_wait();
  bool waits_for_requests();
  void look_again_soon();
  bool end_move();

  VirtualClock& clock_;
  Surroundings surroundings_;
  boost::asio::steady_timer ended_;       ///< Cancelled when the move is over.
  boost::asio::steady_timer look_again_;  ///< Wakes the control thread.
  bool looks_again_ = false;
  std::optional<Move> move_;
  std::optional<std::chrono::nanoseconds> waits_since_;  ///< For requests to end.
  std::size_t overstaying_ = 0;  ///< Requests that are not waited for any longer.
};

}  // namespace drydock
