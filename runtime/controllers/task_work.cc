// What a task's loop has done beside it: one coroutine an action, each ending in a fact.

#include <algorithm>
#include <utility>

#include "async/log.h"
#include "async/sleep.h"
#include "emulator/ecs/container/container_ports.h"
#include "emulator/ecs/container/container_spec.h"
#include "emulator/ecs/deployment/image_resolution.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/task_hosts.h"
#include "runtime/controllers/task_loop.h"
#include "runtime/controllers/task_records.h"

namespace drydock {
namespace asio = boost::asio;
using Kind = EngineError::Kind;
using Status = ContainerState::Status;

namespace {

/// A container that an engine will not let go of is asked for so often, a second apart.
constexpr int removal_tries = 5;

std::string daemon_error(std::string_view name, const EngineError& error) {
  return std::string(name) + ": Error response from daemon: " + error.message;
}

/// What the operator does not allow, as a task tells it.
std::string host_error(const std::string& refusal) {
  return "CannotCreateContainerError: " + refusal;
}

bool is_pause(const ContainerState& state) {
  const auto label = state.labels.find(std::string(ecs::container_label));
  return label != state.labels.end() && label->second == ecs::pause_container_name;
}

}  // namespace

asio::awaitable<void> TaskLoop::attach() {
  auto attached = co_await tools_.network.attach(world_, key_);
  if (attached) {
    saw(ecs::NetworkInterfaceAttached{.mac_address = attached->mac_address,
                                      .pause_container_id = attached->pause_container_id});
  } else if (attached.error().kind == Kind::unreachable) {
    lose_engine(attached.error());
  } else {
    saw(ecs::NetworkInterfaceFailed{"ResourceInitializationError: failed to configure ENI: " +
                                    attached.error().message});
  }
}

asio::awaitable<void> TaskLoop::pull(std::string container) {
  const ecs::Task* task = find();
  const auto* record = task == nullptr ? nullptr : ecs::find_container(*task, container);
  if (record == nullptr) co_return;
  const auto& definition = definition_of(tools_.store, world_, *task);
  if (const auto refused = ecs::host_refusal(definition, tools_.access)) {
    saw(ecs::ContainerFailed{container, host_error(*refused)});
    co_return;
  }
  const PullOutcome outcome = co_await bring_in(container, record->image);
  if (const auto* pulled = std::get_if<PulledImage>(&outcome)) {
    references_.insert_or_assign(container, pulled->reference);
    saw(ecs::ImagePulled{container, pulled->digest});
  } else if (const auto* refused = std::get_if<PullRefused>(&outcome)) {
    saw(ecs::ContainerFailed{container, refused->reason});
  } else {
    lose_engine(std::get<PullLost>(outcome).why);
  }
}

/// The image that all tasks of the task's deployment run. Where several look for it at once, the
/// first to find it says which one it is.
asio::awaitable<PullOutcome> TaskLoop::bring_in(std::string container, std::string image) {
  const auto resolved = ecs::resolved_digest(tools_.store, world_, *find(), container);
  PullOutcome outcome = co_await tools_.puller.pull(world_, image, resolved);
  const ecs::Task* task = find();
  if (task == nullptr) co_return outcome;
  if (std::holds_alternative<PullRefused>(outcome)) {
    ecs::note_failed_resolution(tools_.store, world_, *task, container);
  }
  const auto* pulled = std::get_if<PulledImage>(&outcome);
  if (pulled == nullptr || !pulled->digest) co_return outcome;
  const std::string settled =
      ecs::settle_digest(tools_.store, world_, *task, container, *pulled->digest);
  if (settled != pulled->digest) {
    outcome = co_await tools_.puller.pull(world_, std::move(image), settled);
  }
  co_return outcome;
}

asio::awaitable<void> TaskLoop::create(std::string container) {
  const ecs::Task* task = find();
  if (task == nullptr) co_return;
  ContainerSpec spec =
      ecs::container_spec({.world = world_,
                           .instance = tools_.instance,
                           .task = *task,
                           .definition = definition_of(tools_.store, world_, *task),
                           .image = references_[container],
                           .suffix = tools_.ids.hex(20),
                           .hosts = elb::task_hosts(tools_.store, world_, tools_.host_address)},
                          container);
  if (const auto refused = ecs::settle_binds(spec.mounts, tools_.access)) {
    saw(ecs::ContainerFailed{container, host_error(*refused), true});
    co_return;
  }
  auto created = co_await tools_.engine.create(std::move(spec));
  if (created) {
    references_.erase(container);
    saw(ecs::ContainerCreated{container, *created});
  } else {
    note_failure(container, created.error(), "CannotCreateContainerError",
                 "created; timed out after waiting 4m0s");
  }
}

asio::awaitable<void> TaskLoop::start(std::string container) {
  const ecs::Task* task = find();
  const auto* record = task == nullptr ? nullptr : ecs::find_container(*task, container);
  if (record == nullptr) co_return;
  const std::string engine_id = record->engine_id;
  const auto started = co_await tools_.engine.start(engine_id);
  if (!started) {
    note_failure(container, started.error(), "CannotStartContainerError",
                 "started; timed out after waiting 3m0s");
    co_return;
  }
  auto state = co_await tools_.engine.inspect(engine_id);
  if (!state) {
    note_failure(container, state.error(), "CannotInspectContainerError",
                 "inspected; timed out after waiting 30s");
    co_return;
  }
  co_await note_start(std::move(container), std::move(*state));
}

/// One that has come and gone already has been running all the same.
asio::awaitable<void> TaskLoop::note_start(std::string container, ContainerState state) {
  auto ports = co_await ports_of(container, state);
  if (!ports) {
    lose_engine(ports.error());
    co_return;
  }
  saw(ecs::ContainerStarted{container, std::move(*ports)});
  if (state.status != Status::exited) co_return;
  saw(ecs::ContainerExited{.container = std::move(container),
                           .exit_code = state.exit_code,
                           .out_of_memory = state.oom_killed});
}

/// An error where the engine does not tell: a port whose place is not known now would stay unknown.
asio::awaitable<EngineResult<std::vector<ecs::PublishedPort>>> TaskLoop::ports_of(
    std::string container, ContainerState state) {
  std::vector<ecs::PublishedPort> ports;
  const ecs::Task* task = find();
  if (task == nullptr) co_return ports;
  const auto& definition = definition_of(tools_.store, world_, *task);
  const auto* of_container = ecs::find_container_definition(definition, container);
  if (of_container == nullptr) co_return ports;
  ports = ecs::published_ports(ecs::network_mode(definition), *of_container, state);
  for (ecs::PublishedPort& port : ports) {
    if (port.protocol != Transport::tcp) continue;
    const auto endpoint = co_await tools_.engine.endpoint(state.id, port.container_port);
    const bool untold = !endpoint && (endpoint.error().kind == Kind::unreachable ||
                                      endpoint.error().kind == Kind::timeout);
    if (untold) co_return endpoint.error();
    if (!endpoint) continue;
    port.reach_host = endpoint->host;
    port.reach_port = endpoint->port;
  }
  co_return ports;
}

void TaskLoop::note_failure(const std::string& container, const EngineError& error,
                            std::string_view error_name, std::string_view transition) {
  if (error.kind == Kind::unreachable) return lose_engine(error);
  std::string reason =
      error.kind == Kind::timeout
          ? "DockerTimeoutError: Could not transition to " + std::string(transition)
          : daemon_error(error_name, error);
  saw(ecs::ContainerFailed{container, std::move(reason)});
}

asio::awaitable<void> TaskLoop::check(std::string container, ecs::ContainerCheck check) {
  const ecs::Task* task = find();
  const auto* record = task == nullptr ? nullptr : ecs::find_container(*task, container);
  if (record == nullptr) co_return;
  const std::string engine_id = record->engine_id;
  const auto outcome =
      co_await tools_.engine.exec(engine_id, std::move(check.command), check.timeout);
  std::erase(checks_under_way_, container);
  if (!outcome && outcome.error().kind == Kind::unreachable) {
    lose_engine(outcome.error());
    co_return;
  }
  // A container in which nothing can be run any more has died; its end may be told later.
  if (!outcome) noticed_.insert(engine_id);
  const bool passed = outcome && outcome->exit_code == 0;
  saw(ecs::HealthChecked{container, passed ? ecs::CheckResult::passed : ecs::CheckResult::failed});
}

asio::awaitable<void> TaskLoop::stop(std::string container, Duration grace) {
  const ecs::Task* task = find();
  const auto* record = task == nullptr ? nullptr : ecs::find_container(*task, container);
  if (record == nullptr) co_return;
  const std::string engine_id = record->engine_id;
  const auto stopped = co_await tools_.engine.stop(engine_id, grace);
  if (stopped || stopped.error().kind == Kind::not_found) {
    co_await note_end(std::move(container), engine_id);
  } else if (stopped.error().kind == Kind::unreachable) {
    lose_engine(stopped.error());
  } else {
    const auto removed = co_await tools_.engine.remove(engine_id);
    if (!removed) log::warn("Container {} does not stop: {}", engine_id, removed.error().message);
    saw(ecs::ContainerExited{.container = std::move(container),
                             .exit_code = 137,
                             .reason = daemon_error("CannotStopContainerError", stopped.error())});
  }
}

/// Reads how a container ended.
asio::awaitable<void> TaskLoop::note_end(std::string container, std::string engine_id) {
  const auto state = co_await tools_.engine.inspect(engine_id);
  if (state && state->status == Status::exited) {
    saw(ecs::ContainerExited{.container = std::move(container),
                             .exit_code = state->exit_code,
                             .out_of_memory = state->oom_killed});
  } else if (!state && state.error().kind == Kind::not_found) {
    saw(ecs::ContainerGone{std::move(container)});
  } else if (!state) {
    lose_engine(state.error());
  }
}

asio::awaitable<void> TaskLoop::remove() {
  const auto removed = co_await remove_all();
  if (removed) {
    removal_ = ecs::Removal::done;
    wake();
  } else {
    lose_engine(removed.error());
  }
}

/// The containers, and then the volumes. The pause container goes last, since the others live in
/// its namespace. An error where the engine could not tell which containers there are.
asio::awaitable<EngineResult<Done>> TaskLoop::remove_all() {
  auto seen = co_await tools_.engine.list(std::string(ecs::task_label), id());
  if (!seen) co_return seen.error();
  std::stable_partition(seen->begin(), seen->end(),
                        [](const auto& state) { return !is_pause(state); });
  for (const ContainerState& state : *seen) {
    const auto removed = co_await remove_one(state.id);
    if (removed) continue;
    if (removed.error().kind == Kind::unreachable) co_return removed;
    log::warn("Container {} stays in the engine: {}", state.id, removed.error().message);
  }
  const auto without_volumes = co_await remove_volumes();
  co_return without_volumes;
}

/// Those that are the task's own. An error where the engine could not tell which there are.
asio::awaitable<EngineResult<Done>> TaskLoop::remove_volumes() {
  const auto volumes = co_await tools_.engine.list_volumes(std::string(ecs::task_label), id());
  if (!volumes) co_return volumes.error();
  for (const Volume& volume : *volumes) {
    const auto removed = co_await tools_.engine.remove_volume(volume.name);
    if (!removed && removed.error().kind == Kind::unreachable) co_return removed;
    if (!removed) {
      log::warn("Volume {} stays in the engine: {}", volume.name, removed.error().message);
    }
  }
  co_return Done{};
}

/// An error where the engine does not answer, or does not let go of the container.
asio::awaitable<EngineResult<Done>> TaskLoop::remove_one(std::string engine_id) {
  for (int left = removal_tries;; --left) {
    const auto removed = co_await tools_.engine.remove(engine_id);
    if (removed || removed.error().kind == Kind::unreachable || left == 1) co_return removed;
    co_await sleep_for(tools_.clock, seconds(1));
  }
}

}  // namespace drydock
