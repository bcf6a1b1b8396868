#include "emulator/ecs/daemon/daemon_view.h"

#include <algorithm>
#include <string>
#include <vector>

#include "emulator/cloudwatch/alarm_state.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/daemon/daemon_tasks.h"
#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/placement/cluster_capacity.h"
#include "emulator/ecs/scheduler/circuit_breaker.h"
#include "emulator/ecs/scheduler/service_view.h"
#include "emulator/ecs/task.h"
#include "emulator/store/store.h"
#include "model/ecs/task.h"

namespace drydock::ecs {
namespace {

CheckVerdict verdict_of(const Store& store, const World& world, const Task& task) {
  const auto* definition = find_revision(store, world, task.task_definition_arn);
  return definition == nullptr ? CheckVerdict::unchecked : container_verdict(task, *definition);
}

/// `proven_at`: since when, or from when on, a task without a health check counts as proven.
DaemonTaskState state_of(CheckVerdict verdict, const Task& task, TimePoint proven_at,
                         TimePoint now) {
  if (task.desired_status == DesiredStatus::stopped) return DaemonTaskState::stopping;
  if (task.last_status > TaskStatus::running) return DaemonTaskState::stopping;
  if (verdict == CheckVerdict::failing) return DaemonTaskState::unhealthy;
  if (task.last_status < TaskStatus::running || verdict == CheckVerdict::undecided) {
    return DaemonTaskState::starting;
  }
  if (verdict == CheckVerdict::passing) return DaemonTaskState::proven;
  return now < proven_at ? DaemonTaskState::running : DaemonTaskState::proven;
}

/// The daemon's task on the instance that is not STOPPED, or null.
const Task* task_on(const Store& store, const World& world, const Daemon& daemon,
                    const ContainerInstance& instance) {
  const auto tasks = store.table<Task>(world).members(
      Task::group_key(instance.cluster, instance.id, daemon_group(daemon.name)));
  for (const auto& [key, task] : tasks) {
    if (is_of_daemon(*task)) return task;
  }
  return nullptr;
}

void add_providers(const Store& store, const World& world, const Daemon& daemon,
                   const std::string& revision, std::set<std::string>& providers) {
  const auto* found = find_daemon_revision(store, world, daemon, revision);
  if (found == nullptr) return;
  providers.insert(found->capacity_providers.begin(), found->capacity_providers.end());
}

std::set<std::string> providers_of(const Store& store, const World& world, const Daemon& daemon,
                                   const DaemonDeployment& deployment) {
  std::set<std::string> providers;
  add_providers(store, world, daemon, daemon.revision, providers);
  add_providers(store, world, daemon, deployment.target_revision, providers);
  for (const std::string& source : deployment.source_revisions) {
    add_providers(store, world, daemon, source, providers);
  }
  return providers;
}

/// Fills a view.
class DaemonLook {
 public:
  DaemonLook(const Store& store, const World& world, DaemonView& view)
      : store_(store), world_(world), view_(view) {
    if (view.goal == nullptr) return;
    definition_ = find_revision(store, world, view.goal->task_definition);
  }

  void add(const ContainerInstance& instance) {
    DaemonInstance& seen = view_.instances.emplace_back();
    seen.id = instance.id;
    seen.provider = capacity_provider_of(instance);
    seen.draining = instance.status == ContainerInstanceStatus::draining;
    seen.replaced = !instance.successor.empty();
    for (const Task* task : tasks_on(store_, world_, instance)) {
      ++seen.tasks;
      if (is_of_daemon(*task)) continue;
      ++seen.other_tasks;
      const bool is_to_run = task->desired_status == DesiredStatus::running;
      if (task->service.empty() && is_to_run) ++seen.unattended;
    }
    if (const Task* task = task_on(store_, world_, view_.daemon, instance)) return add(seen, *task);
    const bool may_start = !seen.draining && seen.other_tasks == 0 && definition_ != nullptr;
    if (may_start) seen.has_room = !daemon_fault(store_, world_, *definition_, instance);
  }

  void add_ended(const Task& task, std::optional<TimePoint> engine_watched_since) {
    const bool asked = task.stop_code == model::ecs::TaskStopCode::service_scheduler_initiated;
    if (task.desired_status != DesiredStatus::stopped || asked || task.notes.failure_noted) return;
    const TimePoint end = task.stopping_at.value_or(view_.now);
    view_.ended.push_back(
        {.task_id = task.id,
         .instance = task.container_instance,
         .revision = std::string(daemon_revision_of(task)),
         .failed = how_it_ended(task) != TaskEnd::none,
         .had_run = task.started_at.has_value(),
         .had_proven = task.started_at && end - *task.started_at >= view_.pace.proof_time,
         .outlived_outage = engine_watched_since && task.created_at < *engine_watched_since});
  }

 private:
  void add(DaemonInstance& seen, const Task& task) const {
    const TimePoint proven_at = task.started_at.value_or(view_.now) + view_.pace.proof_time;
    seen.task_id = task.id;
    seen.revision = daemon_revision_of(task);
    seen.state = state_of(verdict_of(store_, world_, task), task, proven_at, view_.now);
    if (seen.state == DaemonTaskState::running) seen.proven_at = proven_at;
  }

  const Store& store_;
  const World& world_;
  DaemonView& view_;
  const TaskDefinition* definition_ = nullptr;
};

/// Whether the daemon lets the instance have other tasks.
bool has_let_in(const Store& store, const World& world, const Daemon& daemon, bool critical,
                const ContainerInstance& instance) {
  const bool goes_without = !critical && daemon.memory.without.contains(instance.id);
  if (goes_without) return true;
  const Task* task = task_on(store, world, daemon, instance);
  if (task == nullptr || task->last_status != TaskStatus::running) return false;
  if (task->desired_status != DesiredStatus::running) return false;
  const CheckVerdict verdict = verdict_of(store, world, *task);
  return verdict == CheckVerdict::unchecked || verdict == CheckVerdict::passing;
}

/// Those of the daemon's capacity providers that are not INACTIVE.
std::vector<const ContainerInstance*> instances_of_providers(
    const Store& store, const World& world, const Daemon& daemon,
    const std::set<std::string>& providers) {
  auto instances = instances_of(store, world, daemon.cluster);
  std::erase_if(instances, [&providers](const ContainerInstance* instance) {
    return instance->status == ContainerInstanceStatus::inactive ||
           !providers.contains(capacity_provider_of(*instance));
  });
  return instances;
}

}  // namespace

DaemonView view_of(const Store& store, const World& world, const Daemon& daemon,
                   std::optional<TimePoint> engine_watched_since, TimePoint now, const Pace& pace) {
  const DaemonDeployment& deployment = deployment_of(store, world, daemon);
  DaemonView view{.daemon = daemon,
                  .goal = find_daemon_revision(store, world, daemon, daemon.revision),
                  .deployment = deployment,
                  .providers = providers_of(store, world, daemon, deployment),
                  .instances = {},
                  .ended = {},
                  .in_alarm = {},
                  .now = now,
                  .pace = pace};
  view.in_alarm = cloudwatch::alarms_in_alarm(store, world, alarms_of(deployment.configuration));
  DaemonLook look(store, world, view);
  for (const auto* instance : instances_of_providers(store, world, daemon, view.providers)) {
    look.add(*instance);
  }
  const auto tasks =
      store.table<Task>(world).members(Task::daemon_key(daemon.cluster, daemon.name));
  for (const auto& [key, task] : tasks) look.add_ended(*task, engine_watched_since);
  return view;
}

DaemonCountsByRevision count_instances(const Store& store, const World& world,
                                       const Daemon& daemon) {
  DaemonCountsByRevision counts;
  for (const ContainerInstance* instance : instances_of(store, world, daemon.cluster)) {
    if (instance->status == ContainerInstanceStatus::inactive) continue;
    const std::string provider = capacity_provider_of(*instance);
    const bool drains = instance->status == ContainerInstanceStatus::draining;
    if (const Task* task = task_on(store, world, daemon, *instance)) {
      DaemonCounts& count = counts[std::string(daemon_revision_of(*task))][provider];
      if (drains) ++count.draining;
      if (!drains && task->last_status == TaskStatus::running) ++count.running;
      continue;
    }
    const auto without = daemon.memory.without.find(instance->id);
    if (without != daemon.memory.without.end()) ++counts[without->second][provider].without;
  }
  return counts;
}

int breaker_threshold_of_daemon(const Store& store, const World& world, const Daemon& daemon) {
  const auto providers = providers_of(store, world, daemon, deployment_of(store, world, daemon));
  return breaker_threshold_of_daemon(
      instances_of_providers(store, world, daemon, providers).size());
}

bool awaits_daemon(const Store& store, const World& world, const ContainerInstance& instance) {
  const std::string provider = capacity_provider_of(instance);
  if (provider.empty()) return false;
  const auto daemons = store.table<Daemon>(world).rows();
  for (const auto& [key, daemon] : daemons.starting_with(instance.cluster + "/")) {
    const auto* goal = find_daemon_revision(store, world, daemon, daemon.revision);
    if (goal == nullptr || !goal->capacity_providers.contains(provider)) continue;
    if (!has_let_in(store, world, daemon, goal->critical, instance)) return true;
  }
  return false;
}

}  // namespace drydock::ecs
