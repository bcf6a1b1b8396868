#pragma once

#include <map>
#include <string>
#include <string_view>

#include "emulator/ecs/task.h"
#include "emulator/elb/target_state.h"
#include "tests/simulation/simulated_world.h"

namespace drydock::simulation {

/// Writes down what happens in a world as it happens, a line each: what clients and fate do, what
/// services tell, how deployments, task sets, tasks and targets fare. For whoever wants to know how
/// a seed came to its end: each line has its time since the beginning, whose it is, and what. Two
/// runs of a seed write the same.
class Chronicle {
 public:
  explicit Chronicle(SimulatedWorld& simulated);
  Chronicle(const Chronicle&) = delete;
  Chronicle& operator=(const Chronicle&) = delete;

  void note(std::string_view who, std::string_view what);

  [[nodiscard]] const std::string& text() const { return text_; }

 private:
  /// What was last told of a task.
  struct ToldTask {
    ecs::TaskStatus status;
    ecs::DesiredStatus desired;
    ecs::HealthStatus health;
  };

  void hear(const Change& change);
  void hear_of_service(std::string_view key);
  void hear_of_deployment(std::string_view key);
  void hear_of_task_set(std::string_view key);
  void hear_of_task(std::string_view key);
  void hear_of_target(std::string_view key);
  void begin_again();

  SimulatedWorld& simulated_;
  std::map<std::string, std::string, std::less<>> last_event_;  ///< Its id, by service.
  std::map<std::string, std::string, std::less<>> told_;        ///< By the record's table and key.
  std::map<std::string, ToldTask, std::less<>> tasks_;
  std::string text_;
};

}  // namespace drydock::simulation
