#include "tests/simulation/invariants.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "emulator/ecs/labels.h"
#include "emulator/ecs/service.h"
#include "emulator/elb/routing.h"

namespace drydock::simulation {
namespace {

using ecs::Task;
using ecs::TaskStatus;
using model::ecs::TaskStopCode;

constexpr std::size_t violations_max = 10;

bool is_live(const Task& task) { return task.last_status <= TaskStatus::running; }

bool has_ended_by_itself(const Task& task) {
  return task.stop_code == TaskStopCode::essential_container_exited ||
         task.stop_code == TaskStopCode::task_failed_to_start || task.execution_stopped_at ||
         std::ranges::all_of(task.containers, [](const ecs::Container& container) {
           return container.phase == ecs::ContainerPhase::stopped;
         });
}

std::string_view label(const simulated::Container& container, std::string_view name) {
  const auto found = container.spec.labels.find(std::string(name));
  return found == container.spec.labels.end() ? std::string_view() : found->second;
}

int percent_of(int desired, std::optional<int> percent, int otherwise, bool up) {
  const double exact = desired * percent.value_or(otherwise) / 100.0;
  return static_cast<int>(up ? std::ceil(exact - 1e-9) : std::floor(exact + 1e-9));
}

}  // namespace

Invariants::Invariants(SimulatedWorld& simulated) : simulated_(simulated) {
  simulated_.on_change([this](const Change& change) { hear(change); });
  simulated_.on_restart([this] { look_back(); });
}

/// What the run before did last may not have been kept: then nobody was told of it.
void Invariants::look_back() {
  ++changes_;
  past_.clear();
  for (const auto& [key, task] : simulated_.store().table<Task>(simulated_.world).rows()) {
    past_.emplace(key, past_of(task));
  }
}

Invariants::Past Invariants::past_of(const Task& task) {
  Past past{.status = task.last_status,
            .asked_to_stop = task.desired_status == ecs::DesiredStatus::stopped,
            .stop_code = task.stop_code,
            .engine_ids = {},
            .address = {}};
  for (const ecs::Container& container : task.containers) {
    past.engine_ids.push_back(container.engine_id);
  }
  // An address that is only asked for may turn out to be another's.
  if (task.network_interface && task.network_interface->status == ecs::AttachmentStatus::attached) {
    past.address = task.network_interface->private_ipv4_address;
  }
  return past;
}

void Invariants::hear(const Change& change) {
  ++changes_;
  if (change.table != Task::table || change.kind == Change::Kind::erased) return;
  const Task& task = *simulated_.store().find<Task>(change.world, change.key);
  const auto [place, is_new] = past_.try_emplace(std::string(change.key));
  if (is_new) {
    check_start(task);
  } else {
    check_progress(task, place->second);
  }
  place->second = past_of(task);
}

void Invariants::check_start(const Task& task) {
  if (task.service.empty()) return;
  const ecs::Service& service = *simulated_.find_service(task.service);
  const auto tasks = simulated_.tasks_of(task.service);
  const auto live = std::ranges::count_if(tasks, [](const Task* other) { return is_live(*other); });
  const int upper = percent_of(service.desired_count,
                               service.deployment_configuration.maximum_percent, 200, false);
  if (live > upper) violated("is one live task more than maximumPercent allows", task);
  if (service.status != ecs::ServiceStatus::active)
    violated("is started by a deleted service", task);
  if (!simulated_.watch().reachable()) violated("is started while the engine is lost", task);
}

void Invariants::check_progress(const Task& task, const Past& past) {
  const bool asked = task.desired_status == ecs::DesiredStatus::stopped;
  if (task.last_status < past.status) violated("goes back in its life", task);
  if (past.asked_to_stop && !asked) violated("is wanted again", task);
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

void Invariants::check_identity(const Task& task, const Past& past) {
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

void Invariants::check_stop(const Task& task) {
  if (task.service.empty()) return;
  const bool for_scaling = task.stop_code == TaskStopCode::service_scheduler_initiated &&
                           task.stopped_reason.starts_with("Scaling activity");
  const ecs::Service& service = *simulated_.find_service(task.service);
  if (!for_scaling || service.status != ecs::ServiceStatus::active || !is_healthy(task)) return;
  const auto tasks = simulated_.tasks_of(task.service);
  const auto left = std::ranges::count_if(tasks, [&](const Task* other) {
    return other->desired_status == ecs::DesiredStatus::running && is_healthy(*other);
  });
  const int lower = percent_of(service.desired_count,
                               service.deployment_configuration.minimum_healthy_percent, 100, true);
  if (left < lower) violated("was stopped, and fewer healthy ones are left than must be", task);
}

void Invariants::check_sigterm(const Task& task) {
  if (has_ended_by_itself(task)) return;
  for (const ecs::TaskTarget& target : task.targets) {
    if (find_target(target) != nullptr) {
      violated("is sent SIGTERM while its target is still in its group", task);
    }
  }
}

void Invariants::check_containers() {
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

void Invariants::check_routing() {
  if (!simulated_.is_up()) return;
  const elb::RoutingTable table = elb::make_routing_table(simulated_.store());
  std::set<std::string> chosen;
  for (const elb::RoutedGroup& group : table.groups) {
    for (const std::uint32_t place : group.eligible) chosen.insert(group.targets[place].name);
  }
  for (const auto& [key, task] : simulated_.store().table<Task>(simulated_.world).rows()) {
    const bool told_to_end = task.last_status == TaskStatus::stopping && !has_ended_by_itself(task);
    if (!told_to_end) continue;
    for (const ecs::TaskTarget& target : task.targets) {
      const std::string name = elb::target_key(target.target_group_arn, target.id, target.port);
      if (chosen.contains(name)) violated("is sent requests after SIGTERM", task);
    }
  }
}

const elb::Target* Invariants::find_target(const ecs::TaskTarget& target) const {
  return elb::find_target(simulated_.store(), simulated_.world, target.target_group_arn, target.id,
                          target.port);
}

bool Invariants::is_healthy(const Task& task) const {
  if (task.last_status != TaskStatus::running || !task.started_at) return false;
  const ServiceShape shape = shape_of(*simulated_.find_service(task.service));
  const bool checked = task.task_definition_arn.find("-checked") != std::string::npos;
  if (checked && task.containers.front().health.status != ecs::HealthStatus::healthy) return false;
  for (const ecs::TaskTarget& target : task.targets) {
    const auto* found = find_target(target);
    if (found == nullptr || found->health.state != elb::TargetState::healthy) return false;
  }
  if (shape.behind_load_balancer) return !task.targets.empty();
  const Duration running = simulated_.clock.now() - *task.started_at;
  return checked || running >= simulated_.pace.proof_time;
}

void Invariants::violated(const std::string& what, const Task& task) {
  if (violations_.size() >= violations_max) return;
  const auto at = simulated_.clock.now().time_since_epoch().count() % 10'000'000;
  violations_.push_back("at " + std::to_string(at) + " ms: task " + task.id.substr(0, 8) + " of " +
                        task.service + " (" + std::string(ecs::to_text(task.last_status)) + ", " +
                        task.stopped_reason + ") " + what);
}

}  // namespace drydock::simulation
