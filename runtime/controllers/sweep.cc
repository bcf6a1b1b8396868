#include "runtime/controllers/sweep.h"

#include <algorithm>
#include <utility>

#include "async/let_others.h"
#include "async/log.h"
#include "emulator/ecs/container/container_spec.h"

namespace drydock {
namespace asio = boost::asio;
using Kind = EngineError::Kind;

namespace {

/// So often the engine is asked: it may refuse what it does a moment later.
constexpr int tries = 3;

constexpr std::size_t most_removed_at_once = 500;
/// So many are looked at before others get a turn.
constexpr std::size_t most_looked_at_once = 200;

}  // namespace

Sweep::Sweep(Engine& engine, const asio::any_io_executor& executor, std::string instance,
             Needed is_needed)
    : engine_(engine),
      instance_(std::move(instance)),
      is_needed_(std::move(is_needed)),
      removals_(executor) {}

asio::awaitable<void> Sweep::run() {
  co_await remove_containers();
  co_await remove_volumes();
  co_await remove_image();
  co_await remove_network();
  finished_ = true;
}

asio::awaitable<void> Sweep::end() {
  removals_.cancel();
  co_await removals_.wait();
}

asio::awaitable<EngineResult<ContainerStates>> Sweep::list_containers() {
  for (int left = tries;; --left) {
    auto listed = co_await engine_.list(std::string(ecs::instance_label), instance_);
    if (listed || left == 1 || listed.error().kind == Kind::unreachable) co_return listed;
  }
}

/// Many at once, since the engine takes a while over each; but there may be a hundred thousand.
asio::awaitable<void> Sweep::remove_containers() {
  auto containers = co_await list_containers();
  if (!containers) {
    note("its containers", containers.error());
    co_return;
  }
  containers_ = std::move(*containers);
  const std::size_t at_once = std::min(containers_.size(), most_removed_at_once);
  for (std::size_t i = 0; i < at_once; ++i) {
    removals_.spawn("container removals", remove_these());
  }
  co_await removals_.wait();
}

/// One after the other. The list gets shorter as it is gone through, so that it is never given up
/// all at once.
asio::awaitable<void> Sweep::remove_these() {
  while (!containers_.empty()) {
    const ContainerState container = std::move(containers_.front());
    containers_.pop_front();
    if (containers_.size() % most_looked_at_once == 0) co_await let_others();
    if (!is_needed(container.labels)) co_await remove_container(container.id);
  }
}

asio::awaitable<void> Sweep::remove_container(std::string id) {
  for (int left = tries; left > 0; --left) {
    const auto removed = co_await engine_.remove(id);
    if (removed) co_return;
    if (left > 1 && removed.error().kind != Kind::unreachable) continue;
    note("container " + id, removed.error());
    co_return;
  }
}

asio::awaitable<void> Sweep::remove_volumes() {
  const auto volumes = co_await engine_.list_volumes(std::string(ecs::instance_label), instance_);
  if (!volumes) {
    note("its volumes", volumes.error());
    co_return;
  }
  for (const Volume& volume : *volumes) {
    if (is_needed(volume.labels)) continue;
    const auto removed = co_await engine_.remove_volume(volume.name);
    if (!removed) note("volume " + volume.name, removed.error());
  }
}

asio::awaitable<void> Sweep::remove_image() {
  const std::string image = ecs::pause_image(instance_);
  const auto removed = co_await engine_.remove_image(image);
  if (removed) co_return;
  const bool needed_containers_have_it = is_needed_ && removed.error().kind == Kind::conflict;
  if (!needed_containers_have_it) note("image " + image, removed.error());
}

/// Drydocks share it, so the last one takes it away. Somebody else's stays, of course.
asio::awaitable<void> Sweep::remove_network() {
  const std::string network(ecs::vpc_network_name);
  const auto removed = co_await engine_.remove_network(network);
  if (removed) co_return;
  const Kind kind = removed.error().kind;
  if (kind != Kind::conflict && kind != Kind::refused) note("network " + network, removed.error());
}

void Sweep::note(const std::string& what, const EngineError& error) {
  left_ = true;
  log::warn("{} of drydock {} stays in the engine: {}", what, instance_, error.message);
}

}  // namespace drydock
