#include "runtime/controllers/task_loop.h"

#include <algorithm>
#include <utility>

#include "async/keep_running.h"
#include "async/sleep.h"
#include "emulator/ecs/container/container_spec.h"
#include "emulator/ecs/own_target.h"
#include "emulator/ecs/task.h"
#include "runtime/controllers/task_records.h"

namespace drydock {
namespace asio = boost::asio;
using ecs::Removal;

namespace {

/// How soon an engine that did not answer is asked again, unless it says by itself that it is back.
constexpr Duration look_again_after = seconds(1);

}  // namespace

TaskLoop::TaskLoop(TaskTools& tools, const World& world, const std::string& key, bool look_first,
                   std::function<void()> resume)
    : tools_(tools), world_(world), key_(key), resume_(std::move(resume)), must_look_(look_first) {
  tools_.watch.watch_task(id(), [this](const EngineEvent& event) { hear(event); });
}

void TaskLoop::wake() {
  woken_ = true;
  if (!rests_) return;
  rests_ = false;
  silence();
  resume_();
}

void TaskLoop::rest(std::optional<TimePoint> until) {
  rests_ = true;
  if (work_ && work_->size() == 0) work_.reset();
  if (until) alarm_ = tools_.clock.call_at(*until, [this] { wake(); });
}

void TaskLoop::silence() {
  if (alarm_) tools_.clock.cancel(*alarm_);
  alarm_.reset();
}

void TaskLoop::look_again() {
  must_look_ = true;
  look_not_before_.reset();
  wake();
}

void TaskLoop::compare(const RunningContainers& running) {
  const ecs::Task* task = find();
  if (task == nullptr) return;
  for (const ecs::Container& container : task->containers) {
    if (container.phase == ecs::ContainerPhase::running) ask_after(container.engine_id, running);
  }
  const auto& interface = task->network_interface;
  if (interface && interface->status == ecs::AttachmentStatus::attached) {
    ask_after(interface->pause_container_id, running);
  }
}

void TaskLoop::ask_after(const std::string& engine_id, const RunningContainers& running) {
  if (running.contains(engine_id)) return;
  noticed_.insert(engine_id);
  wake();
}

/// The last part of the key.
std::string TaskLoop::id() const { return key_.substr(key_.rfind('/') + 1); }

const ecs::Task* TaskLoop::find() const { return tools_.store.find<ecs::Task>(world_, key_); }

bool TaskLoop::lives() const {
  const ecs::Task* task = find();
  return task != nullptr && task->last_status != ecs::TaskStatus::stopped;
}

asio::awaitable<TaskLoop::State> TaskLoop::run() {
  while (lives()) {
    woken_ = false;
    const Turn turned = co_await turn();
    if (turned.pause) {
      co_await sleep_for(tools_.clock, *turned.pause);
    } else if (!woken_ && lives()) {
      rest(turned.wake_at);
      co_return State::rests;
    }
  }
  if (find() == nullptr) {
    co_await wait_for_work();
    co_await remove_all();
  }
  co_return State::done;
}

asio::awaitable<TaskLoop::Turn> TaskLoop::turn() {
  std::string failure;
  try {
    co_await look();
    co_await look_at_noticed();
    Turn turned;
    turned.wake_at = must_look_ ? next_look() : act();
    co_return turned;
  } catch (const std::exception& error) {
    if (is_cancellation(error)) throw;
    failure = error.what();
  }
  must_look_ = true;
  Turn failed;
  failed.pause = mishaps().tell(failure);
  co_return failed;
}

void TaskLoop::begin(std::string what, asio::awaitable<void> work) {
  if (!work_) work_ = std::make_unique<TaskGroup>(tools_.executor);
  work_->spawn(what, guarded(what, std::move(work)));
}

/// Where it breaks, nobody knows how far it came: the loop looks.
asio::awaitable<void> TaskLoop::guarded(std::string what, asio::awaitable<void> work) {
  std::string failure;
  try {
    co_await std::move(work);
    co_return;
  } catch (const std::exception& error) {
    if (is_cancellation(error)) throw;
    failure = error.what();
  }
  const Duration pause = mishaps().tell(what + ": " + failure);
  must_look_ = true;
  look_not_before_ = tools_.clock.now() + pause;
  wake();
}

asio::awaitable<void> TaskLoop::end() {
  tools_.watch.forget_task(id());
  if (work_) work_->cancel();
  co_await wait_for_work();
}

asio::awaitable<void> TaskLoop::wait_for_work() {
  if (work_) co_await work_->wait();
}

/// An engine that is known to be lost tells when it is back.
std::optional<TimePoint> TaskLoop::next_look() const {
  return tools_.watch.reachable() ? look_not_before_ : std::nullopt;
}

/// Between the view and the last line nothing else runs. When the next plan is due by the clock.
std::optional<TimePoint> TaskLoop::act() {
  const ecs::Task* task = find();
  if (task == nullptr) return std::nullopt;
  const auto& definition = definition_of(tools_.store, world_, *task);
  const TimePoint now = tools_.clock.now();
  const ecs::TaskPlan plan =
      ecs::plan({.task = *task,
                 .definition = definition,
                 .pace = tools_.pace,
                 .now = now,
                 .waits_for_targets = ecs::waits_for_targets(tools_.store, world_, *task),
                 .checks_under_way = checks_under_way_,
                 .removal = removal_});
  if (ecs::changes_task(plan)) {
    tools_.store.change<ecs::Task>(
        world_, key_, [&](ecs::Task& record) { ecs::begin(record, definition, plan, now); });
  }
  for (const ecs::TaskAction& action : plan.actions) {
    std::visit([this](const auto& one) { carry_out(one); }, action);
  }
  return plan.wake_at;
}

void TaskLoop::carry_out(const ecs::AttachNetworkInterface&) {
  begin("attaching a network interface", attach());
}

void TaskLoop::carry_out(const ecs::PullImage& action) {
  begin("pulling an image", pull(action.container));
}

void TaskLoop::carry_out(const ecs::CreateContainer& action) {
  begin("creating a container", create(action.container));
}

void TaskLoop::carry_out(const ecs::StartContainer& action) {
  begin("starting a container", start(action.container));
}

void TaskLoop::carry_out(const ecs::CheckHealth& action) {
  checks_under_way_.push_back(action.container);
  begin("checking a container's health", check(action.container, action.check));
}

void TaskLoop::carry_out(const ecs::StopContainer& action) {
  begin("stopping a container", stop(action.container, action.grace));
}

void TaskLoop::carry_out(const ecs::RemoveContainers&) {
  removal_ = Removal::under_way;
  begin("removing containers", remove());
}

/// Folds a fact into the record, which wakes the loop.
void TaskLoop::saw(const ecs::TaskEvent& event) {
  const ecs::Task* task = find();
  if (task == nullptr) return;
  const auto& definition = definition_of(tools_.store, world_, *task);
  tools_.store.change<ecs::Task>(world_, key_, [&](ecs::Task& record) {
    ecs::observe(record, definition, event, tools_.clock.now());
  });
}

void TaskLoop::hear(const EngineEvent& event) {
  if (event.kind != EngineEvent::Kind::died) return;
  noticed_.insert(event.container_id);
  wake();
}

Mishaps& TaskLoop::mishaps() {
  if (mishaps_) return *mishaps_;
  const ecs::Task* task = find();
  const bool serves = task != nullptr && !task->service.empty();
  mishaps_ = std::make_unique<Mishaps>(
      tools_.store, tools_.clock, tools_.ids, world_, "task " + id(),
      serves ? ecs::Task::service_key(task->cluster, task->service) : std::string());
  return *mishaps_;
}

/// Nothing is known until the loop has looked. An engine that answers, and does not do what it is
/// asked, is asked more and more seldom.
void TaskLoop::lose_engine(const EngineError& error) {
  const bool answers = error.kind != EngineError::Kind::unreachable;
  const Duration pause = answers ? mishaps().tell(error) : look_again_after;
  must_look_ = true;
  look_not_before_ = tools_.clock.now() + pause;
  wake();
}

}  // namespace drydock
