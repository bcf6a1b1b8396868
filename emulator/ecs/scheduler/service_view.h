#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "emulator/base/pace.h"
#include "emulator/base/time.h"
#include "emulator/ecs/placement/place.h"
#include "emulator/ecs/placement/zone_spread.h"
#include "emulator/elb/target_state.h"
#include "model/ecs/service.h"

namespace drydock::ecs {

struct Service;
struct ServiceDeployment;
struct ServiceRevision;
struct Task;
struct TaskDefinition;
struct TaskSet;

/// What the health checks of a task's essential containers say together.
enum class CheckVerdict {
  unchecked,  ///< No essential container has a health check.
  undecided,
  passing,  ///< Every one that has a check is HEALTHY.
  failing,  ///< One is UNHEALTHY.
};

/// Unlike the task's own health status, a container without a check says nothing here: a sidecar
/// without one does not keep its task from ever being healthy.
CheckVerdict container_verdict(const Task& task, const TaskDefinition& definition);

/// What a target group knows of a target that the scheduler registered.
struct TargetView {
  bool group_found = true;
  /// Nothing where the group does not have the target, or what it has there is another task's.
  std::optional<elb::TargetHealth> health;
};

/// A task with all that tells whether it is well. It refers into the store.
struct ServiceTask {
  const Task* task = nullptr;
  CheckVerdict containers = CheckVerdict::unchecked;
  std::vector<TargetView> targets;  ///< One for each of `task->targets`, in their order.
  /// It is to leave its container instance, which is DRAINING or, of a DAEMON service, no longer
  /// one of those that it runs on.
  bool leaves_instance = false;
};

/// A task set with what it runs.
struct ServiceTaskSet {
  const TaskSet* set = nullptr;
  const ServiceRevision* revision = nullptr;
  /// Its revision's, with the target groups that its tasks are registered with.
  std::vector<model::ecs::LoadBalancer> load_balancers;
};

/// Where new tasks may run, if they are not Fargate's.
struct ServicePlacement {
  PlacementRequest request;  ///< Of any number of them.
  std::vector<PlacementInstance> instances;
  std::uint64_t chance = 0;  ///< What the strategy `random` draws from.
};

/// All that the service scheduler looks at. It refers into the store and does not outlive the next
/// change to it.
struct ServiceView {
  const Service& service;
  const ServiceDeployment* deployment = nullptr;  ///< The one that the service is or was under.
  std::span<const ServiceTaskSet> sets;           ///< As task_sets_of() has them.
  std::span<const ServiceTask> tasks;             ///< In the order of their ids.
  /// Of the alarms that the deployment goes by, those that are in ALARM.
  std::vector<std::string> in_alarm{};
  /// While the engine does not answer, no task is started or stopped.
  bool engine_reachable = true;
  /// From when on drydock has been watching the engine: its own start, or the engine's last return.
  /// The end of a task that is older than that is not held against its deployment.
  std::optional<TimePoint> engine_watched_since;
  /// The id of the machine that tasks without a network interface of their own run on.
  std::string instance_id;
  TimePoint now;
  const Pace& pace;
  /// Asked for where a task set misses tasks. Nothing where they are Fargate's.
  std::function<std::optional<ServicePlacement>(const TaskSet&)> placement = nullptr;
  /// Asked for likewise: the subnets that tasks may be placed in. Nothing where they are not
  /// Fargate's.
  std::function<std::optional<std::vector<PlacementSubnet>>(const TaskSet&)> subnets = nullptr;
};

}  // namespace drydock::ecs
