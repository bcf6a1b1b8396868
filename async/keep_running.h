#pragma once

#include <boost/asio/awaitable.hpp>
#include <exception>
#include <functional>
#include <string>

#include "emulator/ports/clock.h"

namespace drydock {

/// Whether the exception says that the coroutine was cancelled, which is nobody's mistake.
bool is_cancellation(const std::exception& error);

/// Runs a loop until it returns or is cancelled. An exception that ends it is logged with the name,
/// and after a pause (see Backoff) the loop is begun anew.
boost::asio::awaitable<void> keep_running(std::string name, Clock& clock,
                                          std::function<boost::asio::awaitable<void>()> loop);

}  // namespace drydock
