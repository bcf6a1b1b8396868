#include "runtime/controllers/engine_watch.h"

#include <utility>

#include "async/log.h"

namespace drydock {

EngineWatch::EngineWatch(Engine& engine) : engine_(engine) {
  engine_.on_event([this](const EngineEvent& event) { hear(event); });
}

EngineWatch::~EngineWatch() {
  engine_.on_event([](const EngineEvent&) {});
}

void EngineWatch::watch_task(const std::string& task_id, Listener listener) {
  tasks_.insert_or_assign(task_id, std::move(listener));
}

void EngineWatch::forget_task(const std::string& task_id) { tasks_.erase(task_id); }

void EngineWatch::on_reachability(std::function<void(bool)> listener) {
  reachability_listeners_.push_back(std::move(listener));
}

void EngineWatch::hear(const EngineEvent& event) {
  if (event.kind == EngineEvent::Kind::disconnected) return set_reachable(false);
  if (event.kind == EngineEvent::Kind::reconnected) return set_reachable(true);
  const auto label = event.labels.find("drydock.task");
  if (label == event.labels.end()) return;
  const auto found = tasks_.find(label->second);
  if (found == tasks_.end()) return;
  const Listener listener = found->second;  // It may end its own watch.
  listener(event);
}

void EngineWatch::set_reachable(bool reachable) {
  if (reachable_ == reachable) return;
  reachable_ = reachable;
  if (reachable) {
    log::info("The container engine is back; its containers are looked at again");
  } else {
    log::warn("The container engine does not answer; tasks wait until it is back");
  }
  for (const auto& listener : reachability_listeners_) listener(reachable);
}

}  // namespace drydock
