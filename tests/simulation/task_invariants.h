#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "emulator/ecs/task.h"
#include "emulator/elb/target.h"
#include "model/ecs/task.h"
#include "tests/simulation/findings.h"
#include "tests/simulation/judgement.h"
#include "tests/simulation/simulated_world.h"

namespace drydock::simulation {

/// What must be true of each task, of its containers and its targets:
///
/// - A task is started only while its service, with it, has at most floor(desired * maximumPercent
///   / 100) tasks that are PENDING or RUNNING. As only starts make them more, they are more than
///   that only after desiredCount or maximumPercent has been lowered.
/// - The scheduler stops a healthy task, for whatever reason, only while at least ceil(desired *
///   minimumHealthyPercent / 100) healthy ones that are to stay are left. After a rollout has
///   failed it stops none that fills a slot of its task set, while no more than desired ones are to
///   stay.
/// - It calls a task's checks failed only where they are, and not within the grace period. No
///   target and no container is called unhealthy sooner than its failures could be counted.
/// - Nothing is started while the engine is known to be lost, for a rollout that has failed, before
///   a back-off is over, on an instance that takes no tasks, or beyond its memory.
/// - A task goes through its life in one direction; it ends STOPPED once, with a stop code that
///   never changes. It is in no status on its way longer than that may take, nor RUNNING when its
///   container has ended.
/// - SIGTERM is not sent while the load balancer may send requests: when a task enters STOPPING its
///   targets are out of their groups, unless an essential container had ended by itself.
/// - No container is without a task that is not yet STOPPED, once the start of a run is over.
/// - A task has one container of a name, and keeps it for as long as the engine has it, whatever
///   becomes of drydock meanwhile. No two tasks have one address, and none has a target twice.
/// - No target in the load balancer's choice drains, or belongs to a task whose containers have
///   been told to end.
class TaskInvariants {
 public:
  TaskInvariants(SimulatedWorld& simulated, Findings& findings);

  void hear(const Change& change);
  void look_back();
  /// Looks at what no single change shows; to be called after each step.
  void check();
  /// What takes longer to look at; now and then.
  void check_now_and_then();

 private:
  /// A task as it was after its last change.
  struct Past {
    ecs::TaskStatus status = ecs::TaskStatus::provisioning;
    bool asked_to_stop = false;
    std::optional<model::ecs::TaskStopCode> stop_code;
    std::vector<std::string> engine_ids;  ///< Of its containers, in their order.
    std::string address;                  ///< Of its network interface, while it has one.
    Duration entered_at{};                ///< This status, in time in which drydock could act.
  };

  /// What there was when containers were last compared with tasks.
  struct Checked {
    std::uint64_t changes = 0;
    std::size_t containers = 0;
    friend bool operator==(const Checked&, const Checked&) = default;
  };

  Past past_of(const ecs::Task& task) const;

  void note_time();
  void check_containers();
  void check_routing();
  void check_patience();
  void check_start(const ecs::Task& task);
  void check_start_in_rollout(const ecs::Service& service, const ecs::Task& task);
  void check_place(const ecs::Task& task);
  void check_alone_on_instance(const ecs::Task& task);
  void check_container(const std::string& key, const ecs::Task& task);
  void check_target(const elb::Target& target);
  void check_stop(const ecs::Task& task);
  void check_failed_rollout(const ecs::Service& service, const ecs::Task& task, const Tally& left);
  void check_ailment(const ecs::Task& task);
  void check_progress(const ecs::Task& task, const Past& past);
  void check_identity(const ecs::Task& task, const Past& past);
  void check_sigterm(const ecs::Task& task);
  void violated(const std::string& what, const ecs::Task& task);

  SimulatedWorld& simulated_;
  Findings& findings_;
  std::map<std::string, Past, std::less<>> past_;
  std::map<std::string, elb::Target, std::less<>> targets_;
  std::map<std::string, Duration, std::less<>> without_container_;  ///< Tasks, from when on.
  std::uint64_t changes_ = 0;
  Checked checked_;
  /// The time in which drydock was there and could reach the engine.
  Duration acting_{};
  TimePoint looked_at_;
};

}  // namespace drydock::simulation
