#include "emulator/ecs/deployment/rollout.h"

#include <algorithm>
#include <cassert>
#include <iterator>
#include <set>
#include <utility>
#include <vector>

#include "emulator/cloudwatch/alarm_state.h"
#include "emulator/ecs/deployment/lifecycle_hooks.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/deployment/strategy.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/deployment/traffic_routing.h"
#include "emulator/ecs/gateway/gateway_connection.h"
#include "emulator/ecs/scheduler/circuit_breaker.h"
#include "emulator/ecs/scheduler/service_actions.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"

namespace drydock::ecs {
namespace {

using model::ecs::ServiceDeploymentStatus;

/// What a service knows of its rollout starts anew, with the task set as its PRIMARY.
void make_primary(Service& service, const TaskSet& set) {
  service.task_set = set.id;
  service.deployment = set.deployment;
  service.scheduler.steady_told_at.reset();
}

template <class Mutate>
void change_deployment(Store& store, const World& world, const Service& service, Mutate&& mutate) {
  store.change<ServiceDeployment>(world, service.key() + "/" + service.deployment,
                                  std::forward<Mutate>(mutate));
}

/// Notes when the PRIMARY task set has changed.
void touch_primary(Store& store, const World& world, const Service& service, TimePoint now) {
  store.change<TaskSet>(world, service.key() + "/" + service.task_set,
                        [&](TaskSet& set) { set.updated_at = now; });
}

/// Ends the service's deployment: from now on it is history.
void finish(Store& store, const World& world, const Service& service,
            ServiceDeploymentStatus status, std::string reason, TimePoint now) {
  TaskSetCounts counts = count_tasks(store, world, service);
  change_deployment(store, world, service, [&](ServiceDeployment& deployment) {
    deployment.status = status;
    if (!reason.empty()) deployment.status_reason = std::move(reason);
    deployment.final_counts = std::move(counts);
    deployment.breaker.threshold = breaker_threshold(service);
    deployment.updated_at = now;
    deployment.finished_at = now;
  });
}

/// Ends the deployment that is under way, if there is one, before its time.
void stop_if_under_way(Store& store, const World& world, const Service& service, std::string reason,
                       TimePoint now) {
  const ServiceDeployment* deployment = current_deployment(store, world, service);
  if (deployment == nullptr || !is_under_way(*deployment)) return;
  finish(store, world, service, ServiceDeploymentStatus::stopped, std::move(reason), now);
}

/// In CLEAN_UP there is no way back: what the deployment has brought has all the traffic, and is
/// what the service comes from when the next deployment overtakes this one, or follows it though
/// it has failed.
void note_past_its_return(const Store& store, const World& world, Service& service) {
  const ServiceDeployment* deployment = current_deployment(store, world, service);
  if (deployment != nullptr && is_past_return(*deployment)) {
    service.last_completed_revision = deployment->target_revision;
  }
}

bool is_to_run(const Task& task) {
  return task.last_status == TaskStatus::running && task.desired_status == DesiredStatus::running;
}

/// The PRIMARY task set becomes an ACTIVE one: it keeps the tasks that run.
void set_aside(Store& store, const World& world, const Service& service, TimePoint now) {
  if (service.task_set.empty()) return;
  const auto tasks = store.table<Task>(world).indexed(service.key());
  const auto kept = std::ranges::count_if(tasks, [&](const Task* task) {
    return task->deployment_id == service.task_set && is_to_run(*task);
  });
  store.change<TaskSet>(world, service.key() + "/" + service.task_set, [&](TaskSet& set) {
    set.requested = static_cast<int>(kept);
    set.updated_at = now;
  });
}

bool holds(const std::vector<std::string>& revisions, const std::string& revision) {
  return std::ranges::find(revisions, revision) != revisions.end();
}

/// The id of the revision that a new deployment takes the service from: of the sources that are to
/// have tasks, or of all where none is, the one that was completed last, else the oldest. Empty
/// where there is none.
std::string coming_from(const Store& store, const World& world, const Service& service,
                        const std::vector<std::string>& sources) {
  std::vector<std::string> serving;
  for (const TaskSet* set : task_sets_of(store, world, service)) {
    if (set->requested > 0 && holds(sources, set->revision)) serving.push_back(set->revision);
  }
  const auto& candidates = serving.empty() ? sources : serving;
  const std::string& completed = service.last_completed_revision;
  return candidates.empty() || holds(candidates, completed) ? completed : candidates.back();
}

/// The deployment's hooks of a stage begin with it.
void begin_stage(ServiceDeployment& deployment, LifecycleStage stage, IdSource& ids,
                 TimePoint now) {
  TrafficShift& shift = *deployment.traffic;
  shift.stage = stage;
  shift.stage_since = now;
  if (hook_stage(stage)) shift.hooks = begin_hooks(deployment.configuration, stage, ids, now);
}

/// Its traffic is blue's again, and what was awaited for the way forth is so no longer.
void turn_back(ServiceDeployment& deployment, IdSource& ids, TimePoint now) {
  TrafficShift& shift = *deployment.traffic;
  std::erase_if(shift.hooks, [](const HookRun& run) { return !has_ended(run); });
  std::ranges::move(begin_hooks_back(deployment, ids, now), std::back_inserter(shift.hooks));
  shift.production = shift.test = 0;
}

/// Of a service's finished deployments, those that are too old or too many.
std::vector<std::string> outlived(const Store& store, const World& world, const Service& service,
                                  TimePoint now) {
  auto all = store.table<ServiceDeployment>(world).indexed(service.key());
  std::ranges::sort(all, std::ranges::greater(), &ServiceDeployment::created_at);
  std::set<std::string_view> in_use{service.deployment};
  for (const TaskSet* set : task_sets_of(store, world, service)) in_use.insert(set->deployment);
  std::vector<std::string> keys;
  for (std::size_t at = 0; at < all.size(); ++at) {
    const bool old = all[at]->finished_at && *all[at]->finished_at + deployment_history <= now;
    if (!old && at < deployments_kept_max) continue;
    if (!in_use.contains(all[at]->id)) keys.push_back(all[at]->key());
  }
  return keys;
}

/// The service's revisions that nothing names any more.
std::vector<std::string> unnamed(const Store& store, const World& world, const Service& service) {
  std::set<std::string_view> named{service.last_completed_revision};
  for (const TaskSet* set : task_sets_of(store, world, service)) named.insert(set->revision);
  for (const auto* deployment : store.table<ServiceDeployment>(world).indexed(service.key())) {
    named.insert(goal_of(*deployment));
    named.insert(deployment->target_revision);
    named.insert(deployment->source_revisions.begin(), deployment->source_revisions.end());
  }
  std::vector<std::string> keys;
  for (const auto* revision : store.table<ServiceRevision>(world).indexed(service.key())) {
    if (!named.contains(revision->id)) keys.push_back(revision->key());
  }
  return keys;
}

void forget_what_is_past(Store& store, const World& world, const Service& service, TimePoint now) {
  const auto past = outlived(store, world, service, now);
  if (past.empty()) return;
  for (const std::string& key : past) store.erase<ServiceDeployment>(world, key);
  for (const std::string& key : unnamed(store, world, service)) {
    store.erase<ServiceRevision>(world, key);
  }
}

template <class Record>
void erase_all(Store& store, const World& world, std::string_view service_key) {
  std::vector<std::string> keys;
  for (const Record* record : store.table<Record>(world).indexed(service_key)) {
    keys.push_back(record->key());
  }
  for (const std::string& key : keys) store.erase<Record>(world, key);
}

}  // namespace

bool needs_new_deployment(const Service& before, const Service& after, bool force) {
  return force || before.task_definition != after.task_definition ||
         before.platform_version != after.platform_version ||
         before.network_configuration != after.network_configuration ||
         before.load_balancers != after.load_balancers ||
         before.gateway_connectors != after.gateway_connectors ||
         before.service_registries != after.service_registries;
}

const Service& start_deployment(Store& store, const World& world, Service service, IdSource& ids,
                                TimePoint now) {
  note_past_its_return(store, world, service);
  stop_if_under_way(store, world, service,
                    "Service deployment stopped because a newer deployment was started.", now);
  ServiceRevision revision = revision_of(service);
  connect(store, world, service, revision, ids, now);
  revision.id = ids.decimal(19);
  revision.created_at = now;
  ServiceDeployment deployment{.id = ids.alphanumeric(21), .service = service.key()};
  deployment.target_revision = revision.id;
  for (const TaskSet* set : task_sets_of(store, world, service)) {
    deployment.source_revisions.push_back(set->revision);
  }
  deployment.configuration = service.deployment_configuration;
  deployment.created_at = now;
  deployment.updated_at = now;
  deployment.alarms.standing =
      cloudwatch::alarms_in_alarm(store, world, alarms_of(deployment.configuration));
  const bool shifts = shifts_traffic(deployment.configuration);
  const std::string blue = coming_from(store, world, service, deployment.source_revisions);
  revision.target_groups = choose_target_groups(
      revision, store.find<ServiceRevision>(world, service.key() + "/" + blue), shifts);
  check_as_connected(store, world, revision);
  if (shifts) {
    const bool overtakes = deployment.source_revisions.size() > 1;
    deployment.traffic.emplace().blue = blue;
    begin_stage(deployment,
                overtakes ? LifecycleStage::reconcile_service : LifecycleStage::pre_scale_up, ids,
                now);
    route_traffic(store, world, revision, 0, 0);
  } else {
    // A deployment that this one overtakes may have had the traffic elsewhere.
    route_traffic(store, world, revision, all_traffic, all_traffic);
  }
  TaskSet set{.id = task_set_id(revision.id), .service = service.key(), .revision = revision.id};
  set.deployment = deployment.id;
  set.created_at = now;
  set.updated_at = now;

  set.requested = service.desired_count;
  set_aside(store, world, service, now);
  make_primary(service, set);
  store.put(world, std::move(revision));
  store.put(world, std::move(deployment));
  store.put(world, std::move(set));
  const Service& kept = store.put(world, std::move(service));
  settle_routes(store, world, kept.key());
  forget_what_is_past(store, world, kept, now);
  return kept;
}

void find_blue(Store& store) {
  for (const World& world : store.worlds()) {
    for (const auto& [key, service] : store.table<Service>(world).rows()) {
      const ServiceDeployment* found = current_deployment(store, world, service);
      if (found == nullptr || !is_under_way(*found)) continue;
      if (!found->traffic || !found->traffic->blue.empty()) continue;
      const std::string blue = coming_from(store, world, service, found->source_revisions);
      change_deployment(store, world, service,
                        [&](ServiceDeployment& deployment) { deployment.traffic->blue = blue; });
    }
  }
}

void note_failures(Store& store, const World& world, const std::string& task_set_key,
                   const StartFailures& failures, TimePoint now) {
  const TaskSet& set = store.change<TaskSet>(world, task_set_key, [&](TaskSet& changed) {
    if (changed.failures.tasks != failures.tasks) changed.updated_at = now;
    changed.failures = failures;
  });
  if (set.external) return;
  const ServiceDeployment& deployment = deployment_of(store, world, set);
  if (!is_under_way(deployment) || deployment.target_revision != set.revision) return;
  if (deployment.breaker.failures == failures.tasks) return;
  store.change<ServiceDeployment>(world, deployment.key(), [&](ServiceDeployment& changed) {
    changed.breaker.failures = failures.tasks;
    changed.updated_at = now;
  });
}

void note_alarms(Store& store, const World& world, std::string_view service_key,
                 const AlarmRecord& alarms, TimePoint now) {
  const Service& service = *store.find<Service>(world, service_key);
  change_deployment(store, world, service, [&](ServiceDeployment& deployment) {
    deployment.alarms = alarms;
    deployment.updated_at = now;
  });
}

void complete_deployment(Store& store, const World& world, std::string_view service_key,
                         TimePoint now) {
  const Service& service = *store.find<Service>(world, service_key);
  const ServiceDeployment& deployment = *current_deployment(store, world, service);
  const std::string revision = goal_of(deployment);
  finish(store, world, service,
         deployment.rollback ? ServiceDeploymentStatus::rollback_successful
                             : ServiceDeploymentStatus::successful,
         {}, now);
  touch_primary(store, world, service, now);
  store.change<Service>(world, service_key,
                        [&](Service& changed) { changed.last_completed_revision = revision; });
}

void fail_deployment(Store& store, const World& world, std::string_view service_key, GivenUpBy by,
                     const std::string& why, TimePoint now) {
  const Service& service = *store.find<Service>(world, service_key);
  const bool goes_back = current_deployment(store, world, service)->rollback.has_value();
  change_deployment(store, world, service, [by](ServiceDeployment& deployment) {
    if (!deployment.given_up_by) deployment.given_up_by = by;
    if (by == GivenUpBy::circuit_breaker) deployment.breaker.triggered = true;
  });
  finish(store, world, service,
         goes_back ? ServiceDeploymentStatus::rollback_failed : ServiceDeploymentStatus::stopped,
         goes_back ? "" : "Service deployment stopped " + why, now);
  touch_primary(store, world, service, now);
}

void roll_back_deployment(Store& store, const World& world, std::string_view service_key,
                          GivenUpBy by, const std::string& why, IdSource& ids, TimePoint now) {
  const Service& before = *store.find<Service>(world, service_key);
  const auto* revision =
      store.find<ServiceRevision>(world, before.key() + "/" + before.last_completed_revision);
  assert(revision != nullptr);
  TaskSet set{.id = task_set_id(revision->id), .service = before.key(), .revision = revision->id};
  set.deployment = before.deployment;
  set.created_at = revision->created_at;
  set.requested = before.desired_count;
  set.updated_at = now;
  change_deployment(store, world, before, [&](ServiceDeployment& deployment) {
    deployment.status = ServiceDeploymentStatus::rollback_in_progress;
    deployment.given_up_by = by;
    if (by == GivenUpBy::circuit_breaker) deployment.breaker.triggered = true;
    deployment.status_reason = "Service deployment rolled back " + why;
    deployment.rollback = Rollback{.revision = revision->id,
                                   .requested = by == GivenUpBy::client,
                                   .reason = deployment.status_reason,
                                   .started_at = now};
    if (deployment.traffic) turn_back(deployment, ids, now);
    deployment.updated_at = now;
  });
  check_as_connected(store, world, *revision);
  route_traffic(store, world, *revision, all_traffic, all_traffic);
  set_aside(store, world, before, now);
  store.change<Service>(world, service_key, [&](Service& service) {
    take_up(service, *revision);
    make_primary(service, set);
  });
  store.put(world, std::move(set));
}

void enter_stage(Store& store, const World& world, std::string_view service_key,
                 const EnterStage& entered, IdSource& ids, TimePoint now) {
  const Service& service = *store.find<Service>(world, service_key);
  change_deployment(store, world, service, [&](ServiceDeployment& deployment) {
    begin_stage(deployment, entered.stage, ids, now);
    deployment.traffic->production = entered.production;
    deployment.traffic->test = entered.test;
    deployment.updated_at = now;
  });
  const ServiceDeployment& deployment = *current_deployment(store, world, service);
  const auto* target =
      store.find<ServiceRevision>(world, service.key() + "/" + deployment.target_revision);
  route_traffic(store, world, *target, entered.production, entered.test);
}

void resolve_hook(Store& store, const World& world, std::string_view deployment_key,
                  const std::string& hook_id, const HookOutcome& outcome, TimePoint now) {
  const auto* deployment = store.find<ServiceDeployment>(world, deployment_key);
  if (deployment == nullptr || !deployment->traffic || !is_under_way(*deployment)) return;
  const auto& runs = deployment->traffic->hooks;
  const auto found = std::ranges::find(runs, hook_id, &HookRun::id);
  if (found == runs.end() || has_ended(*found)) return;
  const auto at = found - runs.begin();
  store.change<ServiceDeployment>(world, deployment_key, [&](ServiceDeployment& changed) {
    HookRun& run = changed.traffic->hooks[static_cast<std::size_t>(at)];
    run.status = outcome.status;
    run.failure = outcome.failure;
    run.call_at = outcome.call_at;
    run.details = outcome.details;
    changed.updated_at = now;
  });
}

void expire_hook(Store& store, const World& world, std::string_view service_key,
                 const std::string& hook_id, TimePoint now) {
  const Service& service = *store.find<Service>(world, service_key);
  resolve_hook(store, world, service.key() + "/" + service.deployment, hook_id, timed_out(), now);
}

const Service& drain_service(Store& store, const World& world, std::string_view service_key) {
  return store.change<Service>(world, service_key, [](Service& service) {
    service.status = ServiceStatus::draining;
    service.desired_count = 0;
  });
}

void end_service(Store& store, const World& world, std::string_view service_key, TimePoint now) {
  stop_if_under_way(store, world, *store.find<Service>(world, service_key),
                    "Service deployment stopped because the service was deleted.", now);
  erase_all<TaskSet>(store, world, service_key);
  store.change<Service>(world, service_key, [](Service& service) {
    service.status = ServiceStatus::inactive;
    service.task_set.clear();
  });
}

void forget_deployments(Store& store, const World& world, std::string_view service_key) {
  erase_all<TaskSet>(store, world, service_key);
  erase_all<ServiceDeployment>(store, world, service_key);
  erase_all<ServiceRevision>(store, world, service_key);
}

}  // namespace drydock::ecs
