#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <functional>
#include <string>

#include "async/task_group.h"
#include "async/wake.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/engine.h"
#include "emulator/store/store.h"
#include "runtime/faults/fault_book.h"

namespace drydock {

/// Carries out the loss of availability zones: as soon as the book of faults says so the zone is
/// lost in the records, its tasks are asked to stop and their containers are killed; so is what
/// comes there later. When the fault ends the zone is back, empty.
class ZoneLosses {
 public:
  /// Ends a container at once.
  using Kill = std::function<boost::asio::awaitable<EngineResult<Done>>(std::string engine_id)>;

  /// All of them must outlive it.
  ZoneLosses(Store& store, Clock& clock, FaultBook& faults, Kill kill,
             boost::asio::any_io_executor executor);
  ZoneLosses(const ZoneLosses&) = delete;
  ZoneLosses& operator=(const ZoneLosses&) = delete;
  ~ZoneLosses();

  /// From now on. What an earlier drydock has left of a lost zone is forgotten.
  void start();
  /// The records are others now: the same zones are lost in them.
  void look_again();
  /// Before destruction.
  boost::asio::awaitable<void> stop();

 private:
  void hear(const Change& change);
  void look();
  boost::asio::awaitable<void> run();
  boost::asio::awaitable<void> kill(std::string engine_id);

  Store& store_;
  Clock& clock_;
  FaultBook& faults_;
  Kill kill_;
  TaskGroup group_;
  Wake news_;
  bool active_ = false;
};

}  // namespace drydock
