#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/io_context.hpp>
#include <optional>

#include "drydock/options.h"
#include "runtime/clock/clock_mover.h"
#include "runtime/clock/hold_meter.h"
#include "runtime/clock/real_clock.h"
#include "runtime/clock/virtual_clock.h"

namespace drydock {

/// drydock's time as --clock has it, and the control thread's loop, by which a virtual clock moves.
class ProgramClock {
 public:
  /// What is due by the machine's time is done on `background`.
  ProgramClock(const Options& options, boost::asio::io_context& control,
               boost::asio::any_io_executor background);

  /// Time does not run backwards from one run to the next. Before the first timer.
  void go_on_from(TimePoint earliest);

  /// drydock's time.
  [[nodiscard]] Clock& clock();
  /// The machine's, for what costs it time; the same clock unless drydock's is virtual.
  [[nodiscard]] Clock& machine() { return machine_; }
  /// Null where the clock is real.
  [[nodiscard]] ClockMover* mover() { return mover_ ? &*mover_ : nullptr; }

  /// Runs the control thread's work until there is none.
  void run(HoldMeter& meter);

 private:
  boost::asio::io_context& control_;
  RealClock machine_;
  std::optional<VirtualClock> virtual_;
  std::optional<ClockMover> mover_;
};

}  // namespace drydock
