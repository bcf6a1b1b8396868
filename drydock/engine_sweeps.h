#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include "async/wake.h"
#include "drydock/container_engine.h"
#include "drydock/data_folder.h"
#include "emulator/ports/clock.h"
#include "emulator/store/store.h"
#include "runtime/controllers/engine_watch.h"
#include "runtime/controllers/orphan_sweep.h"
#include "runtime/controllers/sweep.h"

namespace drydock {

/// Takes out of the engine what this drydock has made there and needs no more.
class EngineSweeps {
 public:
  /// All must outlive it. It hears of the watch's news.
  EngineSweeps(ContainerEngine& engine, EngineWatch& watch, const Store& store, DataFolder& folder,
               Clock& clock, boost::asio::any_io_executor control);
  EngineSweeps(const EngineSweeps&) = delete;
  EngineSweeps& operator=(const EngineSweeps&) = delete;

  /// What no task of the records needs. What the engine does not let go of is asked for again
  /// beside.
  boost::asio::awaitable<void> sweep_orphans() { return orphans_.run(); }
  /// Ends what goes on beside. Before `sweep_all` and destruction.
  boost::asio::awaitable<void> stop() { return orphans_.stop(); }
  /// Everything, at the end. An engine that does not answer is not waited for: who starts next with
  /// this folder, or finds the temporary one, takes out of it what stays.
  boost::asio::awaitable<void> sweep_all();

 private:
  boost::asio::awaitable<void> sweep_and_tell(Sweep& sweep);

  ContainerEngine& engine_;
  EngineWatch& watch_;
  DataFolder& folder_;
  boost::asio::any_io_executor control_;
  OrphanSweep orphans_;
  Wake news_;
};

/// What those drydocks left in the engine whose folder was a temporary one and who were killed.
boost::asio::awaitable<void> sweep_what_was_left(ContainerEngine& engine,
                                                 boost::asio::any_io_executor executor);

}  // namespace drydock
