#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "async/task_group.h"
#include "async/wake.h"
#include "emulator/base/world.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/id_source.h"
#include "emulator/ports/time_zones.h"
#include "emulator/store/store.h"

namespace drydock {

/// Has scheduled actions act when drydock's clock shows their times. What was missed while no
/// drydock ran is made up for once.
class ScheduledScaling {
 public:
  /// Lives as long as the store, since it listens to it.
  ScheduledScaling(Store& store, Clock& clock, IdSource& ids, const TimeZones& zones,
                   boost::asio::any_io_executor executor);
  ScheduledScaling(const ScheduledScaling&) = delete;
  ScheduledScaling& operator=(const ScheduledScaling&) = delete;

  void start();
  boost::asio::awaitable<void> stop();

 private:
  using Name = std::pair<World, std::string>;  ///< A world and a record's key in it.

  void hear(const Change& change);
  boost::asio::awaitable<void> run();
  /// Has the action looked at then; without a time, never.
  void set_next(const Name& name, std::optional<TimePoint> at);
  void look_at(const Name& name);
  void act(const Name& name);

  Store& store_;
  Clock& clock_;
  IdSource& ids_;
  const TimeZones& zones_;
  bool active_ = false;
  /// When each action is to be looked at; one that never acts again is not here.
  std::map<Name, TimePoint> next_;
  std::set<std::pair<TimePoint, Name>> queue_;  ///< The same, the first of all first.
  Wake wake_;
  TaskGroup tasks_;
};

}  // namespace drydock
