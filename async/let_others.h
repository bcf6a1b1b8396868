#pragma once

#include <boost/asio/awaitable.hpp>

namespace drydock {

/// Gives the thread to whatever waits for it already, and goes on after that. For work that is cut
/// into slices.
boost::asio::awaitable<void> let_others();

}  // namespace drydock
