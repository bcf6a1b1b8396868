#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "emulator/ecs/task.h"
#include "emulator/elb/target.h"
#include "model/ecs/task.h"
#include "tests/simulation/simulated_world.h"

namespace drydock::simulation {

/// Watches a world and notes what must never happen. It judges by the records alone, with rules of
/// its own, so that a mistake in the scheduler's is not repeated here:
///
/// - A task is started only while its service, with it, has at most floor(desired * maximumPercent
///   / 100) tasks that are PENDING or RUNNING. As only starts make them more, they are more than
///   that only after desiredCount or maximumPercent has been lowered.
/// - The scheduler stops a healthy task for a rollout or a scale-in only while at least
///   ceil(desired * minimumHealthyPercent / 100) healthy ones that are to stay are left.
/// - Nothing is started while the engine is known to be lost.
/// - A task goes through its life in one direction; it ends STOPPED once, with a stop code that
///   never changes.
/// - SIGTERM is not sent while the load balancer may send requests: when a task enters STOPPING its
///   targets are out of their groups, unless an essential container had ended by itself.
/// - No container is without a task that is not yet STOPPED, once the start of a run is over.
/// - A task has one container of a name, and keeps it for as long as the engine has it, whatever
///   becomes of drydock meanwhile. No two tasks have one address.
/// - No target in the load balancer's choice belongs to a task whose containers have been told to
///   end.
class Invariants {
 public:
  explicit Invariants(SimulatedWorld& simulated);

  /// Looks at what no single change shows; to be called after each step.
  void check_containers();
  void check_routing();

  /// What has been broken, in words; at most ten.
  [[nodiscard]] const std::vector<std::string>& violations() const { return violations_; }

 private:
  /// A task as it was after its last change.
  struct Past {
    ecs::TaskStatus status = ecs::TaskStatus::provisioning;
    bool asked_to_stop = false;
    std::optional<model::ecs::TaskStopCode> stop_code;
    std::vector<std::string> engine_ids;  ///< Of its containers, in their order.
    std::string address;                  ///< Of its network interface, while it has one.
  };

  /// What there was when containers were last compared with tasks.
  struct Checked {
    std::uint64_t changes = 0;
    std::size_t containers = 0;
    friend bool operator==(const Checked&, const Checked&) = default;
  };

  static Past past_of(const ecs::Task& task);

  void look_back();
  void hear(const Change& change);
  void check_start(const ecs::Task& task);
  void check_stop(const ecs::Task& task);
  void check_progress(const ecs::Task& task, const Past& past);
  void check_identity(const ecs::Task& task, const Past& past);
  void check_sigterm(const ecs::Task& task);
  /// The target in its group, or null.
  [[nodiscard]] const elb::Target* find_target(const ecs::TaskTarget& target) const;
  [[nodiscard]] bool is_healthy(const ecs::Task& task) const;
  void violated(const std::string& what, const ecs::Task& task);

  SimulatedWorld& simulated_;
  std::map<std::string, Past, std::less<>> past_;
  std::uint64_t changes_ = 0;
  Checked checked_;
  std::vector<std::string> violations_;
};

}  // namespace drydock::simulation
