#include "runtime/controllers/task_supervisor.h"

#include <algorithm>
#include <vector>

#include "async/keep_running.h"
#include "async/let_others.h"
#include "async/log.h"
#include "async/sleep.h"
#include "emulator/ecs/container/labels.h"
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
/// So many tasks are forgotten before others get a turn.
constexpr std::size_t most_forgotten_at_once = 200;
/// So many tasks or containers are compared before others get a turn.
constexpr std::size_t most_compared_at_once = 200;

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
  for (const auto& [world, loops] : loops_) {
    for (const auto& [key, loop] : loops) loop->look_again();
  }
}

asio::awaitable<void> TaskSupervisors::stop() {
  active_ = false;
  group_.cancel();
  co_await group_.wait();
  for (const auto& [world, loops] : loops_) {
    for (const auto& [key, loop] : loops) co_await loop->end();
  }
  loops_.clear();
}

void TaskSupervisors::hear(const Change& change) {
  if (!active_) return;
  if (change.table == elb::Target::table) return wake_draining(change.world, change.key);
  if (change.table != ecs::Task::table) return;
  TaskLoop* const loop = find_loop(change.world, change.key);
  if (loop != nullptr) loop->wake();
  const auto* task = store_.find<ecs::Task>(change.world, change.key);
  if (task == nullptr) return;
  if (loop == nullptr || task->last_status == TaskStatus::stopped) {
    take_up(change.world, *task, !is_fresh(*task));
  }
}

void TaskSupervisors::take_up(const World& world, const ecs::Task& task, bool look_first) {
  if (task.last_status == TaskStatus::stopped) {
    if (stopped_.emplace(ecs::forgotten_at(task), Name(world, task.key())).second) forget_.notify();
    return;
  }
  auto& [kept_world, loops] = *loops_.try_emplace(world).first;
  const auto [place, is_new] = loops.try_emplace(task.key());
  if (!is_new) return;
  std::unique_ptr<TaskLoop>& loop = place->second;
  loop = std::make_unique<TaskLoop>(tools_, kept_world, place->first, look_first, [this, &loop] {
    group_.spawn("task " + loop->key(), supervise(*loop));
  });
  loop->wake();
  taken_up_.notify();
}

TaskLoop* TaskSupervisors::find_loop(const World& world, std::string_view key) const {
  const auto loops = loops_.find(world);
  if (loops == loops_.end()) return nullptr;
  const auto found = loops->second.find(key);
  return found == loops->second.end() ? nullptr : found->second.get();
}

bool TaskSupervisors::has_loops() const {
  return std::ranges::any_of(loops_, [](const auto& entry) { return !entry.second.empty(); });
}

/// The tasks that have waited for the target: it may have been the last that they waited for, and
/// have gone or become another's.
void TaskSupervisors::wake_draining(const World& world, std::string_view target) {
  const auto tasks = store_.table<ecs::Task>(world).members(ecs::Task::draining_key(target));
  for (const auto& [key, task] : tasks) {
    if (TaskLoop* const loop = find_loop(world, key)) loop->wake();
  }
}

asio::awaitable<void> TaskSupervisors::supervise(TaskLoop& loop) {
  const TaskLoop::State state = co_await loop.run();
  if (state == TaskLoop::State::rests) co_return;
  co_await loop.end();
  Loops& loops = loops_.at(loop.world());
  loops.erase(loops.find(loop.key()));
}

asio::awaitable<void> TaskSupervisors::forget_stopped() {
  for (;;) {
    for (std::size_t left = most_forgotten_at_once; left > 0; --left) {
      if (stopped_.empty() || stopped_.begin()->first > clock_.now()) break;
      forget(stopped_.extract(stopped_.begin()).value().second);
    }
    const bool none = stopped_.empty();
    const auto due = none ? std::nullopt : std::optional(stopped_.begin()->first);
    co_await forget_.wait_until(due);
  }
}

void TaskSupervisors::forget(const Name& name) {
  const auto* task = store_.find<ecs::Task>(name.first, name.second);
  if (task == nullptr || task->last_status != TaskStatus::stopped) return;
  store_.erase<ecs::Task>(name.first, name.second);
}

/// One question for all tasks, and none more once the last of them has ended. An engine that does
/// not answer is asked the next time: that it is lost, and back, is told by its watch.
asio::awaitable<void> TaskSupervisors::compare_with_engine() {
  for (;;) {
    while (!has_loops()) co_await taken_up_.wait_until(std::nullopt);
    co_await sleep_for(clock_, comparison_interval);
    if (!tools_.watch.reachable()) continue;
    auto seen = co_await tools_.engine.list(std::string(ecs::instance_label), instance_);
    if (seen) co_await compare(std::move(*seen));
  }
}

/// In parts, between which others get a turn, and tasks and containers may come and go.
asio::awaitable<void> TaskSupervisors::compare(ContainerStates seen) {
  RunningContainers running;
  running.reserve(seen.size());
  for (std::size_t at = 0; at < seen.size(); ++at) {
    if (seen[at].status == ContainerState::Status::running) running.insert(seen[at].id);
    if (at % most_compared_at_once == most_compared_at_once - 1) co_await let_others();
  }
  for (const auto& [world, loops] : loops_) {
    auto next = loops.begin();
    for (std::size_t compared = 1; next != loops.end(); ++compared) {
      const std::string key = next->first;
      next->second->compare(running);
      if (compared % most_compared_at_once == 0) co_await let_others();
      next = loops.upper_bound(key);
    }
  }
  while (!running.empty()) {
    running.erase(running.begin());
    if (running.size() % most_compared_at_once == 0) co_await let_others();
  }
  while (!seen.empty()) {
    co_await remove_stray(std::move(seen.front()));
    seen.pop_front();
    if (seen.size() % most_compared_at_once == 0) co_await let_others();
  }
}

/// A task that has given up a call may be gone when the engine has carried it out after all.
asio::awaitable<void> TaskSupervisors::remove_stray(ContainerState state) {
  const auto task = state.labels.find(ecs::task_label);
  if (task == state.labels.end() || tools_.watch.watches_task(task->second)) co_return;
  const auto removed = co_await tools_.engine.remove(state.id);
  if (removed) log::info("Container {} is removed: its task has ended", state.name);
}

}  // namespace drydock
