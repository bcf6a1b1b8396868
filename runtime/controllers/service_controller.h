#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "async/task_group.h"
#include "async/wake.h"
#include "emulator/base/pace.h"
#include "emulator/ports/clock.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"
#include "runtime/controllers/engine_watch.h"
#include "runtime/controllers/mishaps.h"

namespace drydock {

namespace ecs {
struct Service;
struct ServiceDeployment;
struct ServiceTaskSet;
}  // namespace ecs

/// Brings every service of the store to what it is meant to be, and keeps it there: a loop for each
/// plans, carries the plan out, and waits until something that the plan depends on has changed.
/// After an idle time a loop acts at once; changes that come close together share a plan, of which
/// there is at most one in a Pace::scheduler_tick, or a few where very many tasks start. A service
/// that is INACTIVE has no loop. An exception on the way is told, in the service's events too, and
/// the loop goes on after a pause.
class ServiceControllers {
 public:
  /// Lives as long as the store and the watch, since it listens to both.
  ServiceControllers(Store& store, Clock& clock, IdSource& ids, const Pace& pace,
                     EngineWatch& engine_watch, boost::asio::any_io_executor executor);
  ServiceControllers(const ServiceControllers&) = delete;
  ServiceControllers& operator=(const ServiceControllers&) = delete;

  /// Takes up the services that are in the store already, and from now on each that comes.
  void start();
  /// Ends the loops; services and tasks stay as they are. Before destruction.
  boost::asio::awaitable<void> stop();
  /// Whether a service has news that its scheduler has yet to look at, since it has looked a moment
  /// ago: what comes of them does not show in the records.
  [[nodiscard]] bool have_news() const { return awaiting_tick_ > 0; }

 private:
  using Name = std::pair<World, std::string>;  ///< A world and a record's key in it.

  void hear(const Change& change);
  void take_up(const Name& service);
  void wake(const Name& service);
  void wake_users(const Name& target_group);
  void wake_without_room();
  void wake_cluster_of(const Change& change);
  /// `prefix`: the cluster's name and a slash, as the keys of its services begin.
  void wake_cluster(const World& world, std::string_view prefix);
  void hear_engine(bool reachable);

  boost::asio::awaitable<void> run(Name service, Wake& changed);
  boost::asio::awaitable<void> await_tick(TimePoint tick);
  struct Turn {
    bool complete = true;              ///< False where the next one is to start more tasks.
    std::optional<TimePoint> wake_at;  ///< When the next one is due though nothing has changed.
    std::optional<Duration> pause;     ///< Where something went wrong that should not.
  };
  /// The turns of one tick: of more than one, others get theirs in between.
  boost::asio::awaitable<Turn> take_turns(const Name& name, Mishaps& mishaps);
  /// The same as act(), or a pause.
  Turn turn(const Name& name, Mishaps& mishaps);
  /// Plans and acts once.
  Turn act(const Name& name);
  [[nodiscard]] const ecs::Service* find_active(const Name& name) const;
  [[nodiscard]] bool wants_instances(const World& world, const ecs::Service& service) const;
  std::vector<std::string> watch_alarms(const Name& name, const ecs::ServiceDeployment* deployment);
  void note_target_groups(const Name& name, const std::vector<ecs::ServiceTaskSet>& sets);
  void forget(const Name& service);

  Store& store_;
  Clock& clock_;
  IdSource& ids_;
  const Pace& pace_;
  EngineWatch& engine_watch_;
  TaskGroup group_;
  bool active_ = false;
  int awaiting_tick_ = 0;  ///< So many loops would act, were their tick not to come.
  std::optional<TimePoint> engine_watched_since_;  ///< See ecs::ServiceView.
  std::map<Name, std::unique_ptr<Wake>> loops_;
  /// Which services look at a target group.
  std::map<Name, std::set<Name>> target_group_users_;
  /// The services that look different as soon as a task of another one stops: they miss tasks that
  /// no container instance takes, or wait to leave one.
  std::set<Name> without_room_;
  /// Those whose deployments go by alarms.
  std::set<Name> alarm_watchers_;
};

}  // namespace drydock
