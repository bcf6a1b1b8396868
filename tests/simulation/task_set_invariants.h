#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>

#include "emulator/ecs/deployment/task_set.h"
#include "tests/simulation/findings.h"
#include "tests/simulation/simulated_world.h"

namespace drydock::simulation {

/// What must be true of the task sets of a service whose clients govern them:
///
/// - There is no deployment of ECS's own.
/// - What a client made PRIMARY is PRIMARY until a client makes another so, and it never drains.
///   Before the first there is none.
/// - A set that drains never comes back, and is to have no task.
/// - A set tells that it is steady only when it is.
/// - No task is started for a set that has what it is to have.
class TaskSetInvariants {
 public:
  TaskSetInvariants(const SimulatedWorld& simulated, Findings& findings)
      : simulated_(simulated), findings_(findings) {}

  void hear(const Change& change);
  /// What was not kept nobody was told of.
  void look_back();

 private:
  void hear_of_set(const Change& change);
  void hear_of_service(std::string_view key);
  void hear_of_task(std::string_view key);
  void violated(std::string_view service, const std::string& what);

  const SimulatedWorld& simulated_;
  Findings& findings_;
  std::map<std::string, ecs::TaskSet, std::less<>> sets_;      ///< As last seen, by key.
  std::map<std::string, std::string, std::less<>> primaries_;  ///< By service.
  std::set<std::string, std::less<>> tasks_;                   ///< Those that were seen.
};

}  // namespace drydock::simulation
