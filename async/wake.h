#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <optional>

#include "emulator/ports/clock.h"

namespace drydock {

/// What a loop waits on between one plan and the next: someone's notice, or a deadline. Notices
/// that come while nobody waits are kept as one, so none is lost and a hundred cost one turn of the
/// loop. One waiter at a time; the control thread only.
class Wake {
 public:
  Wake(Clock& clock, const boost::asio::any_io_executor& executor);
  Wake(const Wake&) = delete;
  Wake& operator=(const Wake&) = delete;

  /// Wakes the waiter, or the next one. Never runs it inside this call.
  void notify();

  /// Returns after a notice or at the deadline; without a deadline only a notice ends it. Throws
  /// system_error(operation_aborted) when the waiting coroutine is cancelled.
  boost::asio::awaitable<void> wait_until(std::optional<TimePoint> deadline);

 private:
  Clock& clock_;
  boost::asio::steady_timer signal_;
  bool noticed_ = false;
};

}  // namespace drydock
