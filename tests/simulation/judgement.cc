#include "tests/simulation/judgement.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <string>

#include "emulator/ec2/lost_zone.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "model/ecs/service.h"
#include "model/ecs/task.h"

namespace drydock::simulation {

using ecs::Task;
using ecs::TaskStatus;

const elb::Target* find_target(const SimulatedWorld& simulated, const Task& task,
                               const ecs::TaskTarget& target) {
  const auto* found = elb::find_target(simulated.store(), simulated.world, target.target_group_arn,
                                       target.id, target.port);
  return found != nullptr && found->owner == "sim/" + task.id ? found : nullptr;
}

namespace {

/// Each revision has load balancers of its own, or none.
bool is_to_be_balanced(const SimulatedWorld& simulated, const Task& task) {
  const auto* set = simulated.store().find<ecs::TaskSet>(
      simulated.world, "sim/" + task.service + "/" + task.deployment_id);
  if (set == nullptr) return !task.targets.empty();
  return !ecs::revision_of(simulated.store(), simulated.world, *set).load_balancers.empty();
}

}  // namespace

bool is_healthy(const SimulatedWorld& simulated, const Task& task) {
  if (task.last_status != TaskStatus::running || !task.started_at) return false;
  const bool checked = task.task_definition_arn.find("-checked") != std::string::npos;
  if (checked && task.containers.front().health.status != ecs::HealthStatus::healthy) return false;
  for (const ecs::TaskTarget& target : task.targets) {
    const auto* found = find_target(simulated, task, target);
    if (found == nullptr || found->health.state != elb::TargetState::healthy) return false;
  }
  if (is_to_be_balanced(simulated, task)) return !task.targets.empty();
  const Duration running = simulated.clock.now() - *task.started_at;
  return checked || running >= simulated.pace.proof_time;
}

bool has_its_container(const SimulatedWorld& simulated, const Task& task) {
  const auto& containers = simulated.engine.containers();
  const auto found = containers.find(task.containers.front().engine_id);
  return found != containers.end() && found->second.state.status == ContainerState::Status::running;
}

bool is_to_be_moved(const SimulatedWorld& simulated, const Task& task) {
  const auto* instance = simulated.store().find<ecs::ContainerInstance>(
      simulated.world, task.cluster + "/" + task.container_instance);
  if (instance == nullptr) return false;
  const bool daemon =
      !task.service.empty() && shape_of(*simulated.find_service(task.service)).daemon;
  if (daemon) return !keeps_daemons(simulated, *instance);
  return instance->status == ecs::ContainerInstanceStatus::draining;
}

bool keeps_daemons(const SimulatedWorld& simulated, const ecs::ContainerInstance& instance) {
  if (instance.status != ecs::ContainerInstanceStatus::draining) return true;
  const auto tasks = simulated.store()
                         .table<Task>(simulated.world)
                         .indexed(Task::instance_key("sim", instance.id));
  return std::ranges::any_of(tasks, [&](const Task* task) {
    return !task->service.empty() && !shape_of(*simulated.find_service(task->service)).daemon;
  });
}

bool is_stopped_by_scheduler(const Task& task) {
  return task.stop_code == model::ecs::TaskStopCode::service_scheduler_initiated &&
         task.stopped_reason != "Container instance is in DRAINING state";
}

Tally tally(const SimulatedWorld& simulated, const ecs::Service& service) {
  Tally tally;
  for (const Task* task : simulated.tasks_of(service.name)) {
    if (task->last_status == TaskStatus::stopped) continue;
    ++(is_live(*task) ? tally.live : tally.stopping);
    if (!is_live(*task) || task->desired_status == ecs::DesiredStatus::stopped) continue;
    ++tally.to_stay;
    if (!is_healthy(simulated, *task)) continue;
    ++tally.healthy;
    const bool is_new = task->deployment_id == service.task_set;
    if (is_new && !is_to_be_moved(simulated, *task)) ++tally.healthy_of_new;
  }
  return tally;
}

int wanted_of(const ecs::Service& service, const ecs::TaskSet& set) {
  if (set.external->draining) return 0;
  return static_cast<int>(std::ceil(service.desired_count * set.external->scale / 100.0 - 1e-9));
}

bool is_steady(const SimulatedWorld& simulated, const ecs::Service& service,
               const ecs::TaskSet& set) {
  int running = 0;
  for (const Task* task : simulated.tasks_of(service.name)) {
    if (task->deployment_id != set.id || task->last_status > TaskStatus::running) continue;
    const bool is_to_stay = task->desired_status == ecs::DesiredStatus::running;
    const bool runs = task->last_status == TaskStatus::running;
    if (!runs || !is_to_stay || is_to_be_moved(simulated, *task)) return false;
    if (is_to_be_balanced(simulated, *task) && !is_healthy(simulated, *task)) return false;
    ++running;
  }
  return running == wanted_of(service, set);
}

namespace {

bool all_sets_well(const SimulatedWorld& simulated, const ecs::Service& service) {
  const auto sets = simulated.sets_of(service.name);
  return !sets.empty() && std::ranges::all_of(sets, [&](const ecs::TaskSet* set) {
    return is_steady(simulated, service, *set);
  });
}

}  // namespace

bool all_well(const SimulatedWorld& simulated, const ecs::Service& service) {
  if (shape_of(service).external) return all_sets_well(simulated, service);
  const Tally now = tally(simulated, service);
  return now.healthy_of_new == service.desired_count && now.live == service.desired_count &&
         now.stopping == 0;
}

bool lies_evenly(const SimulatedWorld& simulated, const ecs::Service& service) {
  using model::ecs::AvailabilityZoneRebalancing;
  const auto maximum = service.deployment_configuration.maximum_percent;
  const bool wanted = service.availability_zone_rebalancing == AvailabilityZoneRebalancing::enabled;
  const auto tasks = simulated.tasks_of(service.name);
  const bool has_room = percent_down(service.desired_count, maximum, 200) > service.desired_count;
  if (!wanted || !has_room || tasks.empty()) return true;
  std::map<std::string, int> in_zone;
  int fullest = 0;
  for (const Task* task : tasks) {
    if (task->last_status != TaskStatus::running) continue;
    fullest = std::max(fullest, ++in_zone[task->availability_zone]);
  }
  const std::int64_t needed = tasks.front()->reserved.memory_mib;
  const auto& instances = simulated.store().table<ecs::ContainerInstance>(simulated.world).rows();
  return std::ranges::none_of(instances, [&](const auto& row) {
    const ecs::ContainerInstance& instance = row.second;
    if (instance.status != ecs::ContainerInstanceStatus::active) return false;
    if (ec2::is_lost(simulated.store(), ecs::availability_zone(instance))) return false;
    std::int64_t free = instance.registered.memory_mib;
    for (const auto& [key, task] : simulated.store().table<Task>(simulated.world).rows()) {
      const bool is_there = task.container_instance == instance.id;
      if (is_there && task.last_status != TaskStatus::stopped) free -= task.reserved.memory_mib;
    }
    return free >= needed && fullest - in_zone[ecs::availability_zone(instance)] > 1;
  });
}

int percent_up(int desired, std::optional<int> percent, int otherwise) {
  return static_cast<int>(std::ceil(desired * percent.value_or(otherwise) / 100.0 - 1e-9));
}

int percent_down(int desired, std::optional<int> percent, int otherwise) {
  return static_cast<int>(std::floor(desired * percent.value_or(otherwise) / 100.0 + 1e-9));
}

std::optional<int> breaker_limit(const ecs::Service& service) {
  using model::ecs::ThresholdType;
  const auto& breaker = service.deployment_configuration.deployment_circuit_breaker;
  if (!breaker || !breaker->enable) return std::nullopt;
  const auto& threshold = breaker->threshold_configuration;
  const int value = threshold ? threshold->value : 50;
  const ThresholdType type = threshold ? threshold->type : ThresholdType::bounded_percent;
  if (type == ThresholdType::count) return std::max(1, value);
  const int share = std::max(1, percent_up(service.desired_count, value, value));
  return type == ThresholdType::bounded_percent ? std::clamp(share, 3, 200) : share;
}

bool breaker_forgives(const ecs::Service& service) {
  const auto& breaker = service.deployment_configuration.deployment_circuit_breaker;
  return !breaker || breaker->reset_on_healthy_task.value_or(true);
}

}  // namespace drydock::simulation
