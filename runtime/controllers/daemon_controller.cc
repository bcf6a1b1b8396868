#include "runtime/controllers/daemon_controller.h"

#include <algorithm>
#include <string>
#include <utility>

#include "async/keep_running.h"
#include "async/let_others.h"
#include "async/sleep.h"
#include "emulator/cloudwatch/alarm.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/daemon/carry_out.h"
#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/daemon/daemon_view.h"
#include "emulator/ecs/task.h"

namespace drydock {
namespace asio = boost::asio;

using ecs::Daemon;

DaemonController::DaemonController(Store& store, Clock& clock, IdSource& ids, const Pace& pace,
                                   EngineWatch& engine_watch, asio::any_io_executor executor)
    : store_(store),
      clock_(clock),
      ids_(ids),
      pace_(pace),
      engine_watch_(engine_watch),
      wake_(clock, executor),
      tasks_(executor) {
  store_.on_change([this](const Change& change) { hear(change); });
  engine_watch_.on_reachability([this](bool reachable) { hear_engine(reachable); });
}

void DaemonController::start() {
  active_ = true;
  engine_watched_since_ = clock_.now();
  for (const KeyInWorld& name : keys_of<Daemon>(store_)) due_.insert(name);
  tasks_.spawn("managed daemons",
               keep_running("the daemons' controller", clock_, [this] { return run(); }));
}

asio::awaitable<void> DaemonController::stop() {
  active_ = false;
  tasks_.cancel();
  co_await tasks_.wait();
}

/// Notes what to do, and changes nothing: the store is in the middle of a change.
void DaemonController::hear(const Change& change) {
  if (!active_) return;
  if (change.table == Daemon::table) {
    due_.emplace(change.world, change.key);
    wake_.notify();
  } else if (known_.empty()) {
    return;
  } else if (change.table == ecs::Task::table || change.table == ecs::ContainerInstance::table) {
    wake_cluster(change.world, change.key.substr(0, change.key.find('/') + 1));
  } else if (change.table == cloudwatch::MetricAlarm::table) {
    wake_world(change.world);
  }
}

void DaemonController::wake_world(const World& world) { wake_cluster(world, ""); }

void DaemonController::wake_cluster(const World& world, std::string_view prefix) {
  for (auto one = known_.lower_bound({world, std::string(prefix)});
       one != known_.end() && one->first.first == world && one->first.second.starts_with(prefix);
       ++one) {
    due_.insert(one->first);
    wake_.notify();
  }
}

void DaemonController::hear_engine(bool reachable) {
  if (reachable) engine_watched_since_ = clock_.now();
  for (const auto& [name, at] : known_) due_.insert(name);
  wake_.notify();
}

asio::awaitable<void> DaemonController::run() {
  // After a mishap all are looked at again.
  for (const auto& [name, at] : known_) due_.insert(name);
  while (true) {
    const TimePoint looked_at = clock_.now();
    wake_late();
    for (const KeyInWorld& name : std::exchange(due_, {})) {
      look_at(name);
      co_await let_others();
    }
    std::optional<TimePoint> first;
    for (const auto& [name, at] : known_) {
      if (at) first = std::min(first.value_or(*at), *at);
    }
    co_await wake_.wait_until(first);
    // Changes that come close together share a look.
    const TimePoint next_tick = looked_at + pace_.scheduler_tick;
    if (clock_.now() < next_tick) co_await sleep_until(clock_, next_tick);
  }
}

/// What was to be looked at by now.
void DaemonController::wake_late() {
  for (const auto& [name, at] : known_) {
    if (at && *at <= clock_.now()) due_.insert(name);
  }
}

void DaemonController::look_at(const KeyInWorld& name) {
  const World& world = name.first;
  const auto* daemon = store_.find<Daemon>(world, name.second);
  if (daemon == nullptr) {
    known_.erase(name);
    return;
  }
  known_[name] = std::nullopt;
  if (!engine_watch_.reachable()) return;
  const ecs::DaemonPlan plan =
      ecs::plan(ecs::view_of(store_, world, *daemon, engine_watched_since_, clock_.now(), pace_));
  known_[name] = plan.wake_at;
  ecs::carry_out({.store = store_, .world = world, .ids = ids_, .now = clock_.now()}, name.second,
                 plan.actions);
  if (plan.actions.empty()) return;
  due_.insert(name);
  wake_.notify();
}

}  // namespace drydock
