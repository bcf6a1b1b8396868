#pragma once

#include <optional>

#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/elb/target.h"
#include "tests/simulation/simulated_world.h"

/// How the invariants judge tasks: by the records alone, with rules of their own, so that a mistake
/// in the scheduler's is not repeated here.
namespace drydock::simulation {

/// What a service's scheduler needs beyond its tick to have seen what there is.
inline constexpr Duration notice = seconds(1);

/// What stands in its group for this task, or null.
const elb::Target* find_target(const SimulatedWorld& simulated, const ecs::Task& task,
                               const ecs::TaskTarget& target);

/// Whether all that is asked about the task of a service has been answered well: its checks, its
/// targets, and where there is neither, the time that it has run.
bool is_healthy(const SimulatedWorld& simulated, const ecs::Task& task);

/// PENDING or RUNNING in AWS's sense, whatever is wanted of it.
inline bool is_live(const ecs::Task& task) { return task.last_status <= ecs::TaskStatus::running; }

/// Whether its first container runs in the engine.
bool has_its_container(const SimulatedWorld& simulated, const ecs::Task& task);

/// Its container instance is being emptied; a daemon's task stays until those of the other services
/// have left.
bool is_to_be_moved(const SimulatedWorld& simulated, const ecs::Task& task);
bool keeps_daemons(const SimulatedWorld& simulated, const ecs::ContainerInstance& instance);

/// Whether its service's scheduler has asked it to stop, and not the API in its name.
bool is_stopped_by_scheduler(const ecs::Task& task);

/// A service's tasks that are not STOPPED.
struct Tally {
  int live = 0;
  int stopping = 0;        ///< Past RUNNING.
  int healthy = 0;         ///< And to stay.
  int healthy_of_new = 0;  ///< Of these, those of the PRIMARY task set that stay where
                           ///< they are.
  int to_stay = 0;         ///< Live and not asked to stop.
};
Tally tally(const SimulatedWorld& simulated, const ecs::Service& service);

/// How many tasks a task set that clients govern is to have, and whether it has them: they run, on
/// instances that do not drain, are well as far as anything checks them, and there is no other.
int wanted_of(const ecs::Service& service, const ecs::TaskSet& set);
bool is_steady(const SimulatedWorld& simulated, const ecs::Service& service,
               const ecs::TaskSet& set);

/// Every desired task is healthy, and no other is left. Where clients govern the task sets: there
/// are some, and of each that is so.
bool all_well(const SimulatedWorld& simulated, const ecs::Service& service);

/// Whether the service's tasks are as even over the zones as its instances let them be: none that
/// has room for one more has two fewer than another. So it is, too, where it is not rebalanced.
bool lies_evenly(const SimulatedWorld& simulated, const ecs::Service& service);

/// ceil or floor of desired * percent / 100.
int percent_up(int desired, std::optional<int> percent, int otherwise);
int percent_down(int desired, std::optional<int> percent, int otherwise);

/// How many failed tasks make the breaker give a rollout up; nothing where it is off.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-circuit-breaker.html
std::optional<int> breaker_limit(const ecs::Service& service);
/// Whether a task that becomes healthy sets the count of failures back.
bool breaker_forgives(const ecs::Service& service);

}  // namespace drydock::simulation
