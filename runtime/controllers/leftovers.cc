#include "runtime/controllers/leftovers.h"

#include <spdlog/spdlog.h>

#include <boost/asio/this_coro.hpp>
#include <string>

#include "async/task_group.h"
#include "emulator/ecs/container_spec.h"

namespace drydock {
namespace asio = boost::asio;

namespace {

asio::awaitable<void> remove(Engine& engine, std::string container_id) {
  const auto removed = co_await engine.remove(container_id);
  if (!removed) {
    spdlog::warn("container {} was not removed: {}", container_id, removed.error().message);
  }
}

asio::awaitable<void> remove_containers_of(Engine& engine, std::string task_id, TaskGroup& group) {
  const auto containers = co_await engine.list("drydock.task", task_id);
  if (!containers) co_return;
  for (const ContainerState& container : *containers) {
    group.spawn("container removal", remove(engine, container.id));
  }
}

asio::awaitable<void> remove_containers_of_all_tasks(const Store& store, Engine& engine) {
  const auto executor = co_await asio::this_coro::executor;
  TaskGroup group(executor);
  for (const World& world : store.worlds()) {
    for (const auto& [key, task] : store.table<ecs::Task>(world).rows()) {
      if (task.last_status == ecs::TaskStatus::stopped) continue;
      group.spawn("task removal", remove_containers_of(engine, task.id, group));
    }
  }
  co_await group.wait();
}

}  // namespace

asio::awaitable<void> remove_leftovers(const Store& store, Engine& engine) {
  co_await remove_containers_of_all_tasks(store, engine);
  const std::string network(ecs::vpc_network_name);
  const auto removed = co_await engine.remove_network(network);
  if (!removed && removed.error().kind != EngineError::Kind::conflict) {
    spdlog::warn("network {} was not removed: {}", network, removed.error().message);
  }
}

}  // namespace drydock
