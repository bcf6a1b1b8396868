#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <list>
#include <string>

#include "async/task_group.h"
#include "async/wake.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/engine.h"
#include "emulator/store/store.h"
#include "runtime/controllers/engine_watch.h"
#include "runtime/controllers/sweep.h"

namespace drydock {

/// Takes out of the engine what no task of the store needs: what a drydock before this one left, or
/// what tasks needed that another state of the world has replaced. An engine that is lost over it,
/// or does not let go of something, is asked again beside, until nothing is left: once it is back,
/// and after pauses that grow.
class OrphanSweep {
 public:
  /// Lives as long as the watch, since it listens to it. `instance`: the value of
  /// ecs::instance_label.
  OrphanSweep(const Store& store, Clock& clock, Engine& engine, EngineWatch& watch,
              const boost::asio::any_io_executor& executor, std::string instance);
  OrphanSweep(const OrphanSweep&) = delete;
  OrphanSweep& operator=(const OrphanSweep&) = delete;

  /// Sweeps once and returns, whether or not something was left.
  boost::asio::awaitable<void> run();
  /// Ends what goes on beside, and what a run() that was cancelled has begun. Before destruction.
  boost::asio::awaitable<void> stop();

 private:
  boost::asio::awaitable<bool> sweep();
  boost::asio::awaitable<void> sweep_until_clean();

  const Store& store_;
  Clock& clock_;
  Engine& engine_;
  EngineWatch& watch_;
  boost::asio::any_io_executor executor_;
  std::string instance_;
  std::list<Sweep> sweeps_;  ///< Under way, or cut short.
  TaskGroup group_;
  Wake engine_news_;
};

}  // namespace drydock
