#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "emulator/ports/engine.h"

namespace drydock {

/// The one listener to the engine's events. It hands each on to whoever watches the task that the
/// container is labelled with, and knows whether the engine can be reached. The control thread
/// only. The engine outlives it, and no event may come once a listener has been destroyed.
class EngineWatch {
 public:
  using Listener = std::function<void(const EngineEvent&)>;

  explicit EngineWatch(Engine& engine);
  EngineWatch(const EngineWatch&) = delete;
  EngineWatch& operator=(const EngineWatch&) = delete;
  ~EngineWatch();

  /// False from the moment at which the engine is lost until it is back.
  [[nodiscard]] bool reachable() const { return reachable_; }

  /// Tells of every event of a container that carries the label drydock.task=`task_id`. A listener
  /// may end any watch, its own too. One listener a task.
  void watch_task(const std::string& task_id, Listener listener);
  void forget_task(const std::string& task_id);
  [[nodiscard]] bool watches_task(const std::string& task_id) const {
    return tasks_.contains(task_id);
  }

  /// Tells each time that the engine is lost (false) or back (true), once `reachable()` says so. An
  /// engine that is back may have changed unseen: look again.
  void on_reachability(std::function<void(bool reachable)> listener);

 private:
  void hear(const EngineEvent& event);
  void set_reachable(bool reachable);

  Engine& engine_;
  bool reachable_ = true;
  std::map<std::string, Listener, std::less<>> tasks_;
  std::vector<std::function<void(bool)>> reachability_listeners_;
};

}  // namespace drydock
