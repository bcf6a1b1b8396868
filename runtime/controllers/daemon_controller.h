#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <map>
#include <optional>
#include <set>
#include <string_view>

#include "async/task_group.h"
#include "async/wake.h"
#include "emulator/base/pace.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"
#include "runtime/controllers/engine_watch.h"
#include "runtime/controllers/keys_in_worlds.h"

namespace drydock {

/// Brings the container instances of every managed daemon to what they are to run, and keeps them
/// there: whenever the daemon, its deployment, an instance of its cluster, a task on one or an
/// alarm has changed, and when it is time. While the engine does not answer nothing is done.
class DaemonController {
 public:
  /// Lives as long as the store and the watch, since it listens to both.
  DaemonController(Store& store, Clock& clock, IdSource& ids, const Pace& pace,
                   EngineWatch& engine_watch, boost::asio::any_io_executor executor);
  DaemonController(const DaemonController&) = delete;
  DaemonController& operator=(const DaemonController&) = delete;

  /// Takes up the daemons that are in the store already, and from now on each that comes.
  void start();
  /// Daemons and tasks stay as they are. Before destruction.
  boost::asio::awaitable<void> stop();

 private:
  void hear(const Change& change);
  void wake_world(const World& world);
  /// `prefix`: the cluster's name and a slash, as the keys of its daemons begin.
  void wake_cluster(const World& world, std::string_view prefix);
  void hear_engine(bool reachable);
  boost::asio::awaitable<void> run();
  void wake_late();
  /// Plans and acts once, and notes when to look again.
  void look_at(const KeyInWorld& name);

  Store& store_;
  Clock& clock_;
  IdSource& ids_;
  const Pace& pace_;
  EngineWatch& engine_watch_;
  bool active_ = false;
  std::optional<TimePoint> engine_watched_since_;
  std::set<KeyInWorld> due_;  ///< To be looked at.
  /// Every daemon, and when it is to be looked at though nothing changes.
  std::map<KeyInWorld, std::optional<TimePoint>> known_;
  Wake wake_;
  TaskGroup tasks_;
};

}  // namespace drydock
