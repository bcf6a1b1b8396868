// How a task's loop finds out what has become of its containers: of all of them once the engine is
// back, and of one that seems to have died.

#include <algorithm>
#include <utility>

#include "emulator/ecs/container/container_sighting.h"
#include "emulator/ecs/container/container_spec.h"
#include "emulator/ecs/task.h"
#include "runtime/controllers/task_loop.h"

namespace drydock {
namespace asio = boost::asio;
using ecs::ContainerPhase;
using Status = ContainerState::Status;

namespace {

std::string name_of(const ContainerState& state) {
  const auto label = state.labels.find(std::string(ecs::container_label));
  return label == state.labels.end() ? "" : label->second;
}

/// The state of the container that the record means; of one that it does not know yet, by name.
std::optional<ContainerState> state_of(const ecs::Container& container,
                                       const ContainerStates& seen) {
  const auto found = std::ranges::find_if(seen, [&](const ContainerState& state) {
    return container.engine_id.empty() ? name_of(state) == container.name
                                       : state.id == container.engine_id;
  });
  return found == seen.end() ? std::nullopt : std::optional(*found);
}

bool has_run(const ecs::Task& task) {
  return std::ranges::any_of(task.containers, [](const ecs::Container& container) {
    return container.started_at.has_value();
  });
}

}  // namespace

/// Begins only when all that was under way has ended, so that nothing is begun twice. Those that
/// have been noticed stay so: an engine lists a container as running for a moment after it has told
/// of its end.
asio::awaitable<void> TaskLoop::look() {
  if (!must_look_ || !tools_.watch.reachable()) co_return;
  if (look_not_before_ && tools_.clock.now() < *look_not_before_) co_return;
  co_await wait_for_work();
  must_look_ = false;
  const auto seen = co_await tools_.engine.list(std::string(ecs::task_label), id());
  if (!seen) {
    lose_engine(seen.error());
    co_return;
  }
  removal_ = ecs::Removal::not_begun;
  checks_under_way_.clear();
  saw(ecs::WorkLost{});
  for (const ContainerState& state : *seen) {
    if (name_of(state) == ecs::pause_container_name) co_await look_at_pause(state);
  }
  const ecs::Task* task = find();
  if (task == nullptr) co_return;
  const std::vector<ecs::Container> containers = task->containers;
  for (const ecs::Container& container : containers) {
    auto state = state_of(container, *seen);
    co_await look_at(container.name, std::move(state));
  }
}

/// An engine that was restarted has ended pause containers too. As long as none of the task's
/// containers has run the namespace can be held anew; after that it is lost to them, and they to
/// it.
asio::awaitable<void> TaskLoop::look_at_pause(ContainerState state) {
  const ecs::Task* task = find();
  if (task == nullptr || !task->network_interface) co_return;
  if (task->network_interface->pause_container_id != state.id) {
    co_await look_at_unknown_pause(std::move(state));
  } else if (state.status != Status::running &&
             task->desired_status == ecs::DesiredStatus::running) {
    if (has_run(*task)) {
      saw(ecs::PauseContainerEnded{});
      co_return;
    }
    const auto started = co_await tools_.engine.start(state.id);
    if (!started) lose_engine(started.error());
  }
}

/// It was being made when the engine was lost, or a drydock before this one made it and was killed
/// before that was kept. The task's containers may live in its namespace already.
asio::awaitable<void> TaskLoop::look_at_unknown_pause(ContainerState state) {
  const auto inspected = co_await tools_.engine.inspect(state.id);
  const ecs::Task* task = find();
  if (task == nullptr) co_return;
  const bool is_awaited = task->network_interface->status == ecs::AttachmentStatus::precreated;
  if (is_awaited && inspected && inspected->status == Status::running &&
      !inspected->address.empty() && !tools_.network.is_anothers(inspected->address, *task)) {
    tools_.store.change<ecs::Task>(world_, key_, [&](ecs::Task& record) {
      record.network_interface->private_ipv4_address = inspected->address;
    });
    saw(ecs::NetworkInterfaceAttached{.mac_address = inspected->mac_address,
                                      .pause_container_id = state.id});
    co_return;
  }
  const auto removed = co_await remove_one(state.id);
  if (!removed) lose_engine(removed.error());
}

asio::awaitable<void> TaskLoop::look_at(std::string container,
                                        std::optional<ContainerState> state) {
  const ecs::Task* task = find();
  const auto* record = task == nullptr ? nullptr : ecs::find_container(*task, container);
  if (record == nullptr) co_return;
  const ecs::ContainerSighting sighting = ecs::compare(*record, state ? &*state : nullptr);
  if (sighting.gone) saw(ecs::ContainerGone{container});
  if (sighting.created) saw(ecs::ContainerCreated{container, state->id});
  if (sighting.started) {
    co_await note_start(std::move(container), std::move(*state));
  } else if (sighting.exited) {
    saw(ecs::ContainerExited{.container = std::move(container),
                             .exit_code = state->exit_code,
                             .out_of_memory = state->oom_killed});
  }
}

/// The truth is in inspect: a restarted container runs again though it has died once. One that is
/// still being started is looked at when that has ended.
asio::awaitable<void> TaskLoop::look_at_noticed() {
  const std::set<std::string> noticed = noticed_;
  for (const std::string& engine_id : noticed) {
    const ecs::Task* task = find();
    if (task == nullptr) co_return;
    const auto found = std::ranges::find(task->containers, engine_id, &ecs::Container::engine_id);
    const bool starting =
        found != task->containers.end() && found->phase == ContainerPhase::starting;
    if (starting) continue;
    noticed_.erase(engine_id);
    const auto& interface = task->network_interface;
    if (interface && interface->pause_container_id == engine_id) {
      co_await look_at_ended_pause(engine_id);
      continue;
    }
    if (found == task->containers.end() || found->phase != ContainerPhase::running) continue;
    co_await note_end(found->name, engine_id);
  }
}

asio::awaitable<void> TaskLoop::look_at_ended_pause(std::string engine_id) {
  const auto state = co_await tools_.engine.inspect(engine_id);
  if (!state && state.error().kind != EngineError::Kind::not_found) {
    lose_engine(state.error());
  } else if (!state || state->status != Status::running) {
    saw(ecs::PauseContainerEnded{});
  }
}

}  // namespace drydock
