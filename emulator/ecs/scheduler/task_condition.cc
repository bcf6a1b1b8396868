#include "emulator/ecs/scheduler/task_condition.h"

#include <algorithm>

#include "emulator/ecs/container/container.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"

namespace drydock::ecs {
namespace {

using model::ecs::LoadBalancer;

bool wants_target(const LoadBalancer& load_balancer) {
  return load_balancer.target_group_arn.has_value();
}

bool is_failing(const TargetView& target) {
  if (!target.group_found) return false;
  return !target.health || target.health->state == elb::TargetState::unhealthy ||
         target.health->state == elb::TargetState::draining;
}

bool is_passing(const TargetView& target) {
  return target.health && target.health->state == elb::TargetState::healthy;
}

std::optional<Ailment> ailment_of(const ServiceTask& task) {
  if (task.containers == CheckVerdict::failing) return Ailment{};
  const auto failing = std::ranges::find_if(task.targets, is_failing);
  if (failing == task.targets.end()) return std::nullopt;
  return Ailment{.target = static_cast<std::size_t>(failing - task.targets.begin())};
}

/// A RUNNING task that no check has failed.
Diagnosis prove(const ServiceTask& task, const std::vector<LoadBalancer>& load_balancers,
                const ServiceView& view, TimePoint running_since) {
  const auto wanted = std::ranges::count_if(load_balancers, wants_target);
  if (task.containers == CheckVerdict::unchecked && wanted == 0) {
    const TimePoint proven_at = running_since + view.pace.proof_time;
    if (view.now >= proven_at) return {.condition = TaskCondition::healthy};
    return {.condition = TaskCondition::unproven, .holds_until = proven_at};
  }
  const bool containers_pass = task.containers != CheckVerdict::undecided;
  const bool registered = std::ssize(task.targets) >= wanted;
  const bool targets_pass = registered && std::ranges::all_of(task.targets, is_passing);
  return {.condition =
              containers_pass && targets_pass ? TaskCondition::healthy : TaskCondition::unproven};
}

Diagnosis diagnose_running(const ServiceTask& task, const std::vector<LoadBalancer>& load_balancers,
                           const ServiceView& view) {
  const TimePoint running_since = task.task->started_at.value_or(view.now);
  const auto ailment = ailment_of(task);
  if (!ailment) return prove(task, load_balancers, view, running_since);
  const int grace = view.service.health_check_grace_period_seconds.value_or(0);
  const TimePoint grace_ends = running_since + seconds(grace);
  if (view.now < grace_ends) {
    return {.condition = TaskCondition::unproven, .holds_until = grace_ends};
  }
  return {.condition = TaskCondition::unhealthy, .ailment = ailment};
}

std::optional<TaskTarget> target_of(const Task& task, const LoadBalancer& load_balancer,
                                    std::string_view instance_id) {
  const int port = load_balancer.container_port.value_or(0);
  TaskTarget target{.target_group_arn = load_balancer.target_group_arn.value_or("")};
  if (task.network_interface) {
    target.id = task.network_interface->private_ipv4_address;
    target.port = port;
    if (target.id.empty()) return std::nullopt;
    return target;
  }
  const auto container = std::ranges::find(
      task.containers, load_balancer.container_name.value_or(""), &Container::name);
  if (container == task.containers.end()) return std::nullopt;
  const auto published = std::ranges::find(container->ports, port, &PublishedPort::container_port);
  if (published == container->ports.end() || published->host_port == 0) return std::nullopt;
  target.id = instance_id;
  target.port = published->host_port;
  return target;
}

}  // namespace

Diagnosis diagnose(const ServiceTask& task, const std::vector<LoadBalancer>& load_balancers,
                   const ServiceView& view) {
  const Task& record = *task.task;
  if (record.last_status == TaskStatus::stopped) return {.condition = TaskCondition::gone};
  if (record.last_status > TaskStatus::running) return {.condition = TaskCondition::stopping};
  if (record.desired_status == DesiredStatus::stopped) return {.condition = TaskCondition::leaving};
  if (record.last_status < TaskStatus::running) return {.condition = TaskCondition::pending};
  return diagnose_running(task, load_balancers, view);
}

Duration time_running(const Task& task, TimePoint now) {
  if (!task.started_at) return Duration::zero();
  return task.stopping_at.value_or(now) - *task.started_at;
}

std::vector<TaskTarget> missing_targets(const Task& task,
                                        const std::vector<LoadBalancer>& load_balancers,
                                        std::string_view instance_id) {
  std::vector<TaskTarget> missing;
  for (const LoadBalancer& load_balancer : load_balancers) {
    if (!wants_target(load_balancer)) continue;
    auto target = target_of(task, load_balancer, instance_id);
    if (!target || std::ranges::find(task.targets, *target) != task.targets.end()) continue;
    missing.push_back(std::move(*target));
  }
  return missing;
}

std::string stop_reason(const Task& task, const Ailment& ailment) {
  if (!ailment.target) return "Task failed container health checks";
  return "Task failed ELB health checks in (target-group " +
         task.targets[*ailment.target].target_group_arn + ")";
}

}  // namespace drydock::ecs
