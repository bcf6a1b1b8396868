#include "tests/simulation/task_set_invariants.h"

#include <algorithm>
#include <utility>

#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "tests/simulation/judgement.h"

namespace drydock::simulation {

using ecs::Service;
using ecs::Task;
using ecs::TaskSet;
using model::ecs::StabilityStatus;

void TaskSetInvariants::look_back() {
  sets_.clear();
  primaries_.clear();
  tasks_.clear();
  const Store& store = simulated_.store();
  for (const auto& [key, set] : store.table<TaskSet>(simulated_.world).rows()) {
    if (set.external) sets_.emplace(key, set);
  }
  for (const auto& [key, task] : store.table<Task>(simulated_.world).rows()) tasks_.insert(key);
}

void TaskSetInvariants::hear(const Change& change) {
  if (change.table == TaskSet::table) return hear_of_set(change);
  if (change.kind == Change::Kind::erased) return;
  if (change.table == Service::table) return hear_of_service(change.key);
  if (change.table == Task::table) return hear_of_task(change.key);
  if (change.table != ecs::ServiceDeployment::table) return;
  const auto& deployment =
      *simulated_.store().find<ecs::ServiceDeployment>(simulated_.world, change.key);
  const auto* service = simulated_.store().find<Service>(simulated_.world, deployment.service);
  // One that is INACTIVE is about to become another service of its name.
  const bool governed = service != nullptr && service->status == ecs::ServiceStatus::active &&
                        shape_of(*service).external;
  if (governed && ecs::is_under_way(deployment)) {
    violated(deployment.service, "is under a deployment though clients govern its task sets");
  }
}

void TaskSetInvariants::hear_of_set(const Change& change) {
  if (change.kind == Change::Kind::erased) {
    sets_.erase(std::string(change.key));
    return;
  }
  const auto& now = *simulated_.store().find<TaskSet>(simulated_.world, change.key);
  if (!now.external) return;
  const auto* service = simulated_.store().find<Service>(simulated_.world, now.service);
  const auto [place, is_new] = sets_.try_emplace(std::string(change.key), now);
  const TaskSet before = std::exchange(place->second, now);
  if (is_new || service == nullptr) return;
  if (before.external->draining && !now.external->draining) {
    violated(now.service, "has a task set that drains no more");
  }
  const bool gets_steady = now.external->stability == StabilityStatus::steady_state &&
                           before.external->stability != StabilityStatus::steady_state;
  if (gets_steady && !is_steady(simulated_, *service, now)) {
    violated(now.service, "has a task set that is called steady and is not");
  }
}

void TaskSetInvariants::hear_of_service(std::string_view key) {
  const auto& service = *simulated_.store().find<Service>(simulated_.world, key);
  if (!shape_of(service).external) return;
  std::string& primary = primaries_[std::string(key)];
  if (service.status == ecs::ServiceStatus::inactive) return primary.clear();
  if (service.task_set.empty() && !primary.empty()) violated(key, "has lost its PRIMARY");
  primary = service.task_set;
  if (primary.empty()) return;
  const auto* set =
      simulated_.store().find<TaskSet>(simulated_.world, service.key() + "/" + primary);
  if (set == nullptr) return violated(key, "has a PRIMARY that is not there");
  if (set->external->draining && service.status == ecs::ServiceStatus::active) {
    violated(key, "has a PRIMARY that drains");
  }
}

/// An unhealthy task, or one that has to leave its instance, is replaced before it is stopped.
void TaskSetInvariants::hear_of_task(std::string_view key) {
  const auto& started = *simulated_.store().find<Task>(simulated_.world, key);
  if (started.service.empty() || !tasks_.emplace(key).second) return;
  if (started.last_status == ecs::TaskStatus::stopped) return;
  const Service& service = *simulated_.find_service(started.service);
  if (!shape_of(service).external) return;
  const auto* set = simulated_.store().find<TaskSet>(simulated_.world,
                                                     service.key() + "/" + started.deployment_id);
  if (set == nullptr) return violated(service.key(), "starts a task of no task set");
  const auto tasks = simulated_.tasks_of(service.name);
  const auto good = std::ranges::count_if(tasks, [&](const Task* task) {
    if (task->deployment_id != set->id || !is_live(*task)) return false;
    if (task->desired_status == ecs::DesiredStatus::stopped) return false;
    return (task->targets.empty() || is_healthy(simulated_, *task)) &&
           !is_to_be_moved(simulated_, *task);
  });
  if (good > wanted_of(service, *set)) {
    violated(service.key(), "starts more tasks than a task set is to have");
  }
}

void TaskSetInvariants::violated(std::string_view service, const std::string& what) {
  findings_.add("service " + std::string(service) + " " + what);
}

}  // namespace drydock::simulation
