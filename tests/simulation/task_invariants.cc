#include "tests/simulation/task_invariants.h"

#include <algorithm>
#include <set>
#include <utility>

#include "emulator/ecs/container/labels.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/service.h"
#include "emulator/elb/routing.h"
#include "emulator/elb/target_group.h"
#include "model/ecs/service_deployment.h"
#include "tests/simulation/judgement.h"

namespace drydock::simulation {
namespace {

using ecs::Task;
using ecs::TaskStatus;
using model::ecs::TaskStopCode;

/// No status on the way to RUNNING or STOPPED takes longer: the slowest image is pulled and started
/// after its company, targets drain, stubborn containers are killed, all calls are made again.
constexpr Duration status_bound = std::chrono::minutes(3);

bool has_ended_by_itself(const Task& task) {
  return task.stop_code == TaskStopCode::essential_container_exited ||
         task.stop_code == TaskStopCode::task_failed_to_start || task.execution_stopped_at ||
         std::ranges::all_of(task.containers, [](const ecs::Container& container) {
           return container.phase == ecs::ContainerPhase::stopped;
         });
}

std::string_view label(const simulated::Container& container, std::string_view name) {
  const auto found = container.state.labels.find(std::string(name));
  return found == container.state.labels.end() ? std::string_view() : found->second;
}

}  // namespace

TaskInvariants::TaskInvariants(SimulatedWorld& simulated, Findings& findings)
    : simulated_(simulated), findings_(findings), looked_at_(simulated.clock.now()) {}

/// What the run before did last may not have been kept: then nobody was told of it.
void TaskInvariants::look_back() {
  ++changes_;
  past_.clear();
  for (const auto& [key, task] : simulated_.store().table<Task>(simulated_.world).rows()) {
    past_.emplace(key, past_of(task));
  }
  targets_.clear();
  for (const auto& [key, target] : simulated_.store().table<elb::Target>(simulated_.world).rows()) {
    targets_.emplace(key, target);
  }
}

TaskInvariants::Past TaskInvariants::past_of(const Task& task) const {
  Past past{.status = task.last_status,
            .asked_to_stop = task.desired_status == ecs::DesiredStatus::stopped,
            .stop_code = task.stop_code,
            .engine_ids = {},
            .address = {},
            .entered_at = acting_};
  for (const ecs::Container& container : task.containers) {
    past.engine_ids.push_back(container.engine_id);
  }
  // An address that is only asked for may turn out to be another's.
  if (task.network_interface && task.network_interface->status == ecs::AttachmentStatus::attached) {
    past.address = task.network_interface->private_ipv4_address;
  }
  return past;
}

void TaskInvariants::hear(const Change& change) {
  ++changes_;
  note_time();
  if (change.table == elb::Target::table && change.kind == Change::Kind::put) {
    check_target(*simulated_.store().find<elb::Target>(change.world, change.key));
  }
  if (change.table != Task::table || change.kind == Change::Kind::erased) return;
  const Task& task = *simulated_.store().find<Task>(change.world, change.key);
  const auto [place, is_new] = past_.try_emplace(std::string(change.key));
  if (is_new) {
    check_start(task);
  } else {
    check_progress(task, place->second);
  }
  const Duration entered_at = place->second.entered_at;
  const bool same = !is_new && place->second.status == task.last_status;
  place->second = past_of(task);
  if (same) place->second.entered_at = entered_at;
}

void TaskInvariants::note_time() {
  const TimePoint now = simulated_.clock.now();
  const bool acts = simulated_.is_up() && simulated_.watch().reachable();
  if (acts) acting_ += now - looked_at_;
  looked_at_ = now;
}

void TaskInvariants::check() {
  note_time();
  check_containers();
}

void TaskInvariants::check_now_and_then() {
  check_routing();
  check_patience();
}

void TaskInvariants::check_patience() {
  if (!simulated_.is_up()) return;
  for (const auto& [key, task] : simulated_.store().table<Task>(simulated_.world).rows()) {
    if (task.last_status == TaskStatus::stopped) continue;
    if (task.last_status == TaskStatus::running) {
      check_container(key, task);
      continue;
    }
    const auto past = past_.find(key);
    if (past == past_.end() || acting_ - past->second.entered_at <= status_bound) continue;
    violated("stays in its status", task);
  }
}

void TaskInvariants::check_container(const std::string& key, const Task& task) {
  constexpr Duration bound = seconds(30);
  if (has_its_container(simulated_, task)) {
    without_container_.erase(key);
  } else if (acting_ - without_container_.try_emplace(key, acting_).first->second > bound) {
    violated("runs without its container", task);
  }
}

/// A failure counts where AWS would have looked, which is once an interval.
void TaskInvariants::check_target(const elb::Target& target) {
  const elb::TargetState now = target.health.state;
  const auto [place, is_new] = targets_.try_emplace(target.key(), target);
  const elb::Target before = std::exchange(place->second, target);
  if (!is_new && before.owner != target.owner && now != elb::TargetState::initial) {
    findings_.add("target " + target.key() + " goes on as its last owner's has ended");
  }
  const bool fell_ill =
      before.health.state == elb::TargetState::initial && now == elb::TargetState::unhealthy;
  if (is_new || !fell_ill) return;
  const auto& check = simulated_.store()
                          .find<elb::TargetGroup>(simulated_.world, target.target_group_arn)
                          ->health_check;
  const Duration soonest = seconds(check.interval_seconds) * check.unhealthy_threshold;
  if (simulated_.clock.now() < target.registered_at + soonest) {
    findings_.add("target " + target.key() + " is called unhealthy too soon");
  }
}

void TaskInvariants::check_start(const Task& task) {
  if (task.service.empty()) return;
  const ecs::Service& service = *simulated_.find_service(task.service);
  if (service.status != ecs::ServiceStatus::active)
    violated("is started by a deleted service", task);
  if (!simulated_.watch().reachable()) violated("is started while the engine is lost", task);
  if (!shape_of(service).external) check_start_in_rollout(service, task);
  const auto* set = simulated_.store().find<ecs::TaskSet>(simulated_.world,
                                                          service.key() + "/" + task.deployment_id);
  if (set == nullptr) return violated("is started for no task set", task);
  if (simulated_.clock.now() < set->failures.start_not_before) {
    violated("is started before the back-off is over", task);
  }
  check_place(task);
}

void TaskInvariants::check_start_in_rollout(const ecs::Service& service, const Task& task) {
  const auto tasks = simulated_.tasks_of(task.service);
  const auto live = std::ranges::count_if(tasks, [](const Task* other) { return is_live(*other); });
  int upper =
      percent_down(service.desired_count, service.deployment_configuration.maximum_percent, 200);
  const auto* deployment = ecs::current_deployment(simulated_.store(), simulated_.world, service);
  // Where traffic shifts, each side has room of its own.
  if (deployment != nullptr && deployment->traffic) upper += service.desired_count;
  if (live > upper) violated("is one live task more than maximumPercent allows", task);
  const bool failed =
      deployment->finished_at && deployment->given_up_by &&
      deployment->status != model::ecs::ServiceDeploymentStatus::rollback_successful;
  if (failed && task.deployment_id == service.task_set) {
    violated("is started though its rollout has failed", task);
  }
}

void TaskInvariants::check_place(const Task& task) {
  if (task.container_instance.empty()) return;
  const Store& store = simulated_.store();
  const auto* instance = store.find<ecs::ContainerInstance>(
      simulated_.world, task.cluster + "/" + task.container_instance);
  if (instance == nullptr || instance->status != ecs::ContainerInstanceStatus::active) {
    return violated("is placed on an instance that takes no tasks", task);
  }
  std::int64_t memory = 0;
  for (const Task* other : store.table<Task>(simulated_.world)
                               .indexed(Task::instance_key(task.cluster, instance->id))) {
    memory += other->reserved.memory_mib;
  }
  if (memory > instance->registered.memory_mib) violated("has no room on its instance", task);
  if (!task.service.empty() && shape_of(*simulated_.find_service(task.service)).daemon) {
    check_alone_on_instance(task);
  }
}

/// A DAEMON service has no second task where one runs, or is to.
void TaskInvariants::check_alone_on_instance(const Task& task) {
  for (const Task* other : simulated_.tasks_of(task.service)) {
    if (other->id != task.id && other->container_instance == task.container_instance &&
        is_live(*other)) {
      violated("is a second one of a daemon on its instance", task);
    }
  }
}

void TaskInvariants::check_progress(const Task& task, const Past& past) {
  const bool asked = task.desired_status == ecs::DesiredStatus::stopped;
  if (task.last_status < past.status) violated("goes back in its life", task);
  if (past.asked_to_stop && !asked) violated("is wanted again", task);
  if (past.asked_to_stop && past.status < task.last_status &&
      task.last_status == TaskStatus::running) {
    violated("is RUNNING though it was asked to stop", task);
  }
  if (past.stop_code && task.stop_code != past.stop_code) violated("changes its stop code", task);
  check_identity(task, past);
  if (task.last_status == TaskStatus::stopped &&
      (!asked || !task.stop_code || !task.stopped_at || task.stopped_reason.empty())) {
    violated("is STOPPED and does not say why", task);
  }
  if (asked && !past.asked_to_stop) check_stop(task);
  if (task.last_status == TaskStatus::stopping && past.status < TaskStatus::stopping) {
    check_sigterm(task);
  }
}

void TaskInvariants::check_identity(const Task& task, const Past& past) {
  for (auto target = task.targets.begin(); target != task.targets.end(); ++target) {
    if (std::find(task.targets.begin(), target, *target) != target) {
      return violated("has a target twice", task);
    }
  }
  const ecs::ContainerHealth& health = task.containers.front().health;
  if (health.status == ecs::HealthStatus::unhealthy && !health.passed_once &&
      simulated_.clock.now() <
          task.containers.front().started_at.value_or(TimePoint()) + soonest_unhealthy) {
    violated("has a container that is called UNHEALTHY too soon", task);
  }
  const Past now = past_of(task);
  for (std::size_t place = 0; place < now.engine_ids.size(); ++place) {
    const std::string& before = past.engine_ids[place];
    const bool other = !before.empty() && now.engine_ids[place] != before;
    if (other && simulated_.engine.containers().contains(before)) {
      violated("has left a container for another", task);
    }
  }
  if (now.address == past.address || now.address.empty()) return;
  for (const auto& [key, holder] : simulated_.store().table<Task>(simulated_.world).rows()) {
    if (key != task.key() && past_of(holder).address == now.address) {
      violated("has the address of task " + holder.id.substr(0, 8), task);
    }
  }
}

void TaskInvariants::check_stop(const Task& task) {
  if (task.service.empty() || !is_stopped_by_scheduler(task)) return;
  const ecs::Service& service = *simulated_.find_service(task.service);
  if (service.status != ecs::ServiceStatus::active) return;
  const bool rebalanced = task.stopped_reason.starts_with("Availability-zone rebalancing");
  const bool too_many = task.stopped_reason.starts_with("Scaling activity");
  if (!rebalanced && !too_many) check_ailment(task);
  if (!is_healthy(simulated_, task)) return;
  // The percents say nothing of task sets that clients govern.
  if (shape_of(service).external) return;
  const Tally left = tally(simulated_, service);
  // What is moved has a successor, whatever the percents are.
  const int lower =
      percent_up(service.desired_count,
                 rebalanced ? 100 : service.deployment_configuration.minimum_healthy_percent, 100);
  if (left.healthy < std::min(lower, service.desired_count)) {
    violated("was stopped, and fewer healthy ones are left than must be", task);
  }
  check_failed_rollout(service, task, left);
}

/// What is asked to stop was one of those that fill the slots of its set.
void TaskInvariants::check_failed_rollout(const ecs::Service& service, const Task& task,
                                          const Tally& left) {
  const Store& store = simulated_.store();
  const auto* deployment = ecs::current_deployment(store, simulated_.world, service);
  const auto* set =
      store.find<ecs::TaskSet>(simulated_.world, service.key() + "/" + task.deployment_id);
  const bool failed = deployment != nullptr && deployment->finished_at && deployment->given_up_by;
  if (!failed || set == nullptr || is_to_be_moved(simulated_, task)) return;
  const auto tasks = simulated_.tasks_of(service.name);
  const auto of_set = std::ranges::count_if(tasks, [&](const Task* other) {
    return other->deployment_id == set->id && is_live(*other) &&
           other->desired_status == ecs::DesiredStatus::running;
  });
  if (left.to_stay < service.desired_count && of_set < set->requested) {
    violated("was well and is stopped though the rollout has failed", task);
  }
}

void TaskInvariants::check_ailment(const Task& task) {
  const ecs::Service& service = *simulated_.find_service(task.service);
  const Duration grace = seconds(service.health_check_grace_period_seconds.value_or(0));
  if (task.started_at && simulated_.clock.now() < *task.started_at + grace) {
    violated("is called unhealthy within its grace period", task);
  }
  const bool container_fails =
      std::ranges::any_of(task.containers, [](const ecs::Container& container) {
        return container.health.status == ecs::HealthStatus::unhealthy;
      });
  const bool target_fails = std::ranges::any_of(task.targets, [&](const ecs::TaskTarget& target) {
    const auto* found = find_target(simulated_, task, target);
    return found == nullptr || found->health.state == elb::TargetState::unhealthy ||
           found->health.state == elb::TargetState::draining;
  });
  const bool for_its_container = task.stopped_reason == "Task failed container health checks";
  if (for_its_container ? !container_fails : !target_fails) {
    violated("is called unhealthy and is not", task);
  }
}

/// What a client has put back into its group meanwhile stays there.
void TaskInvariants::check_sigterm(const Task& task) {
  if (has_ended_by_itself(task)) return;
  for (const ecs::TaskTarget& target : task.targets) {
    const auto* found = find_target(simulated_, task, target);
    if (found == nullptr) continue;
    if (found->deregistered_at || found->registered_at < task.stopping_at) {
      violated("is sent SIGTERM while its target is still in its group", task);
    }
  }
}

void TaskInvariants::check_containers() {
  if (!simulated_.is_up()) return;
  const Checked now{changes_, simulated_.engine.containers().size()};
  if (std::exchange(checked_, now) == now) return;
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (const auto& [id, container] : simulated_.engine.containers()) {
    const std::string_view of = label(container, ecs::task_label);
    const Task* task = simulated_.find_task(std::string(of));
    if (task == nullptr || task->last_status == TaskStatus::stopped) {
      violated("has left a container", task == nullptr ? Task{.id = std::string(of)} : *task);
    } else if (!seen.emplace(of, label(container, ecs::container_label)).second) {
      violated("has two containers of one name", *task);
    }
  }
}

void TaskInvariants::check_routing() {
  if (!simulated_.is_up()) return;
  const elb::RoutingTable table = elb::make_routing_table(simulated_.store());
  std::set<std::string> chosen;
  for (const elb::RoutedGroup& group : table.groups) {
    for (const std::uint32_t place : group.eligible) {
      chosen.insert(group.targets[place].name);
    }
  }
  for (const auto& [key, target] : simulated_.store().table<elb::Target>(simulated_.world).rows()) {
    if (target.deregistered_at && chosen.contains(target.name())) {
      findings_.add("target " + key + " drains and is sent requests");
    }
  }
  for (const auto& [key, task] : simulated_.store().table<Task>(simulated_.world).rows()) {
    const bool told_to_end = task.last_status == TaskStatus::stopping && !has_ended_by_itself(task);
    if (!told_to_end) continue;
    for (const ecs::TaskTarget& target : task.targets) {
      const auto* found = find_target(simulated_, task, target);
      if (found == nullptr || found->registered_at >= task.stopping_at) continue;
      if (chosen.contains(found->name())) violated("is sent requests after SIGTERM", task);
    }
  }
}

void TaskInvariants::violated(const std::string& what, const Task& task) {
  findings_.add("task " + task.id + " of " + task.service + " (" +
                std::string(ecs::to_text(task.last_status)) + ", " + task.stopped_reason + ") " +
                what);
}

}  // namespace drydock::simulation
