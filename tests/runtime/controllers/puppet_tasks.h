#pragma once

#include "emulator/base/world.h"
#include "emulator/ecs/task.h"
#include "emulator/ports/clock.h"
#include "emulator/store/store.h"

namespace drydock {

/// Leads tasks through their lives without an engine, as a supervisor would, and declares targets
/// healthy: for tests of those who only read what became of tasks.
class PuppetTasks {
 public:
  PuppetTasks(Store& store, Clock& clock, World world);

  /// Moves every task one status on: up to RUNNING, or down to STOPPED once its targets are gone.
  /// New targets become healthy, and draining ones leave their group.
  void step();
  /// Ends a task by itself.
  void crash(const std::string& task_id);
  /// From now on tasks of this definition fail instead of running.
  void break_definition(const std::string& task_definition_arn) { broken_ = task_definition_arn; }

 private:
  void move_on(ecs::Task& task);
  void move_down(ecs::Task& task);
  void move_targets();

  Store& store_;
  Clock& clock_;
  World world_;
  std::string broken_;
};

}  // namespace drydock
