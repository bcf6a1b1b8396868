#include "drydock/faults.h"

#include <memory>
#include <string>
#include <utility>

#include "emulator/ecs/container/labels.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_search.h"

namespace drydock {
namespace {

std::string label_of(const Labels& labels, std::string_view name) {
  const auto found = labels.find(std::string(name));
  return found == labels.end() ? std::string() : found->second;
}

/// As the task definition has it: the engine may know it by its digest only.
std::string image_of(const Store& store, const Labels& labels) {
  const auto found = ecs::search_task(store, label_of(labels, ecs::task_label));
  if (!found) return {};
  const auto* container = ecs::find_container(*found->task, label_of(labels, ecs::container_label));
  return container == nullptr ? std::string() : container->image;
}

}  // namespace

EngineWithFaults& add_faults(ContainerEngine& engine, FaultBook& book, const Store& store,
                             Clock& clock, boost::asio::any_io_executor executor) {
  auto faulty = std::make_unique<EngineWithFaults>(
      std::move(engine.engine), book, clock, std::move(executor),
      [&store](const Labels& labels) { return image_of(store, labels); });
  EngineWithFaults& added = *faulty;
  engine.engine = std::move(faulty);
  return added;
}

}  // namespace drydock
