#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <memory>
#include <string>

#include "drydock/options.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/engine.h"
#include "emulator/ports/id_source.h"

namespace drydock {

class SimulatedEngine;

/// The engine that drydock runs its containers on, chosen by --engine.
struct ContainerEngine {
  std::unique_ptr<Engine> engine;
  std::string description;  ///< "docker 20.10.24", for people.
  std::string place;        ///< Where it is: a socket's path, a URL, or "simulated".
  std::string socket;       ///< Its socket on this machine; empty where it has none.
  std::function<boost::asio::awaitable<void>()> shut_down;  ///< Before destruction.
  /// Where containers reach this machine; see TaskSupervisorSettings.
  std::string host_address = {};
  SimulatedEngine* simulated = nullptr;  ///< The same engine where it is this one; else null.
};

/// Asks the engine who it is. `automatic` takes Docker where its engine answers and is new enough,
/// else the simulated one. Throws StartError for an engine that was asked for by name and does not
/// answer, and for a scenario that cannot be read.
/// `instance` labels what the engine makes for itself.
boost::asio::awaitable<ContainerEngine> open_engine(const Options& options, std::string instance,
                                                    Clock& clock, IdSource& ids,
                                                    boost::asio::any_io_executor executor);

}  // namespace drydock
