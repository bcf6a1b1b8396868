#include "runtime/controllers/task_supervisor.h"

#include <algorithm>
#include <vector>

#include "async/keep_running.h"
#include "async/log.h"
#include "async/sleep.h"
#include "emulator/ecs/labels.h"
#include "emulator/ecs/living_tasks.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_lifecycle.h"
#include "emulator/elb/target.h"

namespace drydock {
namespace asio = boost::asio;
using ecs::ContainerPhase;
using ecs::TaskStatus;

namespace {

/// How often what runs in the engine is compared with what tasks know.
constexpr Duration comparison_interval = seconds(30);

/// Nothing has happened to a task that comes to the store like this in any engine. Of one that was
/// there at the start that cannot be said: what has been made for it may be known to nobody.
bool is_fresh(const ecs::Task& task) {
  return task.last_status <= TaskStatus::pending &&
         std::ranges::all_of(task.containers, [](const ecs::Container& container) {
           return container.phase == ContainerPhase::waiting && container.engine_id.empty();
         });
}

}  // namespace

TaskSupervisors::TaskSupervisors(Store& store, Clock& clock, IdSource& ids, const Pace& pace,
                                 Engine& engine, EngineWatch& watch, asio::any_io_executor executor,
                                 TaskSupervisorSettings settings)
    : store_(store),
      clock_(clock),
      instance_(std::move(settings.instance)),
      access_(std::move(settings.access)),
      puller_(store, clock, engine, settings.registry, std::move(settings.registry_password),
              std::move(settings.pull_refusal)),
      network_(store, ids, engine, executor, instance_, settings.pause_program,
               settings.publish_awsvpc_ports, settings.host_address),
      tools_{store,   clock,    ids,       pace,    engine,   watch,
             puller_, network_, instance_, access_, executor, settings.host_address},
      group_(executor),
      forget_(clock, executor),
      taken_up_(clock, executor) {
  store_.on_change([this](const Change& change) { hear(change); });
  watch.on_reachability([this](bool) {
    network_.forget_engine();
    look_again();
  });
}

void TaskSupervisors::start() {
  active_ = true;
  for (const World& world : store_.worlds()) {
    for (const auto& [key, task] : store_.table<ecs::Task>(world).rows()) {
      take_up(world, task, true);
    }
  }
  group_.spawn("forgetting stopped tasks", keep_running("forgetting stopped tasks", clock_,
                                                        [this] { return forget_stopped(); }));
  group_.spawn("comparing tasks with the engine",
               keep_running("comparing tasks with the engine", clock_,
                            [this] { return compare_with_engine(); }));
}

void TaskSupervisors::look_again() {
  for (const auto& [name, loop] : loops_) loop->look_again();
}

asio::awaitable<void> TaskSupervisors::stop() {
  active_ = false;
  group_.cancel();
  co_await group_.wait();
  for (const auto& [name, loop] : loops_) co_await loop->end();
  loops_.clear();
}

void TaskSupervisors::hear(const Change& change) {
  if (!active_) return;
  if (change.table == elb::Target::table && change.kind == Change::Kind::erased) {
    return wake_draining();
  }
  if (change.table != ecs::Task::table) return;
  if (const auto found = loops_.find(Name(change.world, change.key)); found != loops_.end()) {
    found->second->wake();
  }
  const auto* task = store_.find<ecs::Task>(change.world, change.key);
  if (task != nullptr) take_up(change.world, *task, !is_fresh(*task));
}

void TaskSupervisors::take_up(const World& world, const ecs::Task& task, bool look_first) {
  Name name(world, task.key());
  if (task.last_status == TaskStatus::deactivating) {
    draining_.insert(name);
  } else {
    draining_.erase(name);
  }
  if (task.last_status == TaskStatus::stopped) {
    if (stopped_.emplace(ecs::forgotten_at(task), std::move(name)).second) forget_.notify();
    return;
  }
  const auto [place, is_new] = loops_.try_emplace(name);
  if (!is_new) return;
  place->second = std::make_unique<TaskLoop>(tools_, world, task, look_first);
  group_.spawn("task " + task.id, supervise(std::move(name), *place->second));
  taken_up_.notify();
}

/// Any of them may have lost the last of its targets.
void TaskSupervisors::wake_draining() {
  for (const Name& name : draining_) {
    if (const auto found = loops_.find(name); found != loops_.end()) found->second->wake();
  }
}

asio::awaitable<void> TaskSupervisors::supervise(Name name, TaskLoop& loop) {
  co_await loop.run();
  co_await loop.end();
  draining_.erase(name);
  loops_.erase(name);
}

asio::awaitable<void> TaskSupervisors::forget_stopped() {
  for (;;) {
    while (!stopped_.empty() && stopped_.begin()->first <= clock_.now()) {
      const Name name = stopped_.begin()->second;
      stopped_.erase(stopped_.begin());
      const auto* task = store_.find<ecs::Task>(name.first, name.second);
      if (task != nullptr && task->last_status == TaskStatus::stopped) {
        store_.erase<ecs::Task>(name.first, name.second);
      }
    }
    const bool none = stopped_.empty();
    const auto due = none ? std::nullopt : std::optional(stopped_.begin()->first);
    co_await forget_.wait_until(due);
  }
}

/// One question for all tasks, and none more once the last of them has ended. An engine that does
/// not answer is asked the next time: that it is lost, and back, is told by its watch.
asio::awaitable<void> TaskSupervisors::compare_with_engine() {
  for (;;) {
    while (loops_.empty()) co_await taken_up_.wait_until(std::nullopt);
    co_await sleep_for(clock_, comparison_interval);
    if (!tools_.watch.reachable()) continue;
    auto seen = co_await tools_.engine.list(std::string(ecs::instance_label), instance_);
    if (!seen) continue;
    std::set<std::string> running;
    for (const ContainerState& state : *seen) {
      if (state.status == ContainerState::Status::running) running.insert(state.id);
    }
    for (const auto& [name, loop] : loops_) loop->compare(running);
    co_await remove_strays(std::move(*seen));
  }
}

/// A task that has given up a call may be gone when the engine has carried it out after all.
asio::awaitable<void> TaskSupervisors::remove_strays(std::vector<ContainerState> seen) {
  const ecs::LivingTasks living(store_);
  std::erase_if(seen, [&](const ContainerState& state) { return living.may_need(state.labels); });
  for (const ContainerState& stray : seen) {
    const auto removed = co_await tools_.engine.remove(stray.id);
    if (removed) log::info("Container {} is removed: its task has ended", stray.name);
  }
}

}  // namespace drydock
