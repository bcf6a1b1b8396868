#pragma once

#include <boost/asio/awaitable.hpp>

#include "emulator/ports/engine.h"
#include "emulator/store/store.h"

namespace drydock {

/// Removes from the engine the containers of every task in the store, and the VPC's network unless
/// containers of others are in it. For a stop of the program that keeps no record of them, once
/// nothing supervises the tasks any more.
boost::asio::awaitable<void> remove_leftovers(const Store& store, Engine& engine);

}  // namespace drydock
