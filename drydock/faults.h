#pragma once

#include <boost/asio/any_io_executor.hpp>

#include "drydock/container_engine.h"
#include "emulator/ports/clock.h"
#include "emulator/store/store.h"
#include "runtime/faults/engine_with_faults.h"
#include "runtime/faults/fault_book.h"

namespace drydock {

/// Puts between drydock and its engine what makes the engine go wrong as the book says. The engine
/// keeps what it gives; all else must outlive the engine.
EngineWithFaults& add_faults(ContainerEngine& engine, FaultBook& book, const Store& store,
                             Clock& clock, boost::asio::any_io_executor executor);

}  // namespace drydock
