#pragma once

#include <boost/asio/awaitable.hpp>

#include "emulator/ports/clock.h"

namespace drydock {

/// Waits until `clock.now() >= deadline`. When the awaiting coroutine is cancelled it throws
/// system_error(operation_aborted).
boost::asio::awaitable<void> sleep_until(Clock& clock, TimePoint deadline);

/// Waits for a span of drydock's own time.
boost::asio::awaitable<void> sleep_for(Clock& clock, Duration span);

}  // namespace drydock
