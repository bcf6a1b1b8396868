#pragma once

#include <boost/asio/awaitable.hpp>

#include "emulator/ports/engine.h"
#include "emulator/store/store.h"

namespace drydock {

/// Removes the containers of every task in the store from the engine. For a stop of the program
/// that keeps no record of them, once nothing supervises the tasks any more.
boost::asio::awaitable<void> remove_containers_of_all_tasks(const Store& store, Engine& engine);

}  // namespace drydock
