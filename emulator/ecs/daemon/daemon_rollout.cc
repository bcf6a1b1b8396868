#include "emulator/ecs/daemon/daemon_rollout.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "emulator/cloudwatch/alarm_state.h"
#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/daemon/daemon_deployment.h"
#include "emulator/ecs/daemon/daemon_task_definition.h"
#include "emulator/ecs/daemon/daemon_view.h"
#include "emulator/store/store.h"

namespace drydock::ecs {
namespace {

using model::ecs::DaemonDeploymentStatus;

template <class Mutate>
void change_deployment(Store& store, const World& world, const Daemon& daemon, Mutate&& mutate) {
  store.change<DaemonDeployment>(world, daemon.key() + "/" + daemon.deployment,
                                 std::forward<Mutate>(mutate));
}

/// Ends the daemon's deployment: from now on it is history.
void finish(Store& store, const World& world, const Daemon& daemon, DaemonDeploymentStatus status,
            std::string reason, TimePoint now) {
  auto counts = count_instances(store, world, daemon);
  const int threshold = breaker_threshold_of_daemon(store, world, daemon);
  change_deployment(store, world, daemon, [&](DaemonDeployment& deployment) {
    deployment.status = status;
    deployment.status_reason = std::move(reason);
    deployment.final_counts = std::move(counts);
    deployment.threshold = threshold;
    if (status == DaemonDeploymentStatus::stopped) deployment.stopped_at = now;
    deployment.finished_at = now;
  });
}

void stop_if_under_way(Store& store, const World& world, const Daemon& daemon, TimePoint now) {
  if (daemon.deployment.empty()) return;
  if (!is_under_way(deployment_of(store, world, daemon))) return;
  finish(store, world, daemon, DaemonDeploymentStatus::stopped,
         "A new deployment has taken its place.", now);
}

/// The deployments that are too old to be told of, or too many.
std::vector<std::string> old_deployments(const Store& store, const World& world,
                                         const std::string& daemon_key, TimePoint now) {
  auto kept = store.table<DaemonDeployment>(world).indexed(daemon_key);
  std::erase_if(kept, [](const DaemonDeployment* one) { return is_under_way(*one); });
  std::ranges::sort(kept, std::ranges::greater(), &DaemonDeployment::created_at);
  std::vector<std::string> old;
  for (std::size_t at = 0; at < kept.size(); ++at) {
    const bool is_late = now - kept[at]->created_at > deployment_history;
    if (is_late || at + 1 >= deployments_kept_max) old.push_back(kept[at]->key());
  }
  return old;
}

/// Forgets old deployments, and the revisions that nothing names any more.
void forget_old(Store& store, const World& world, const Daemon& daemon, TimePoint now) {
  const std::string key = daemon.key();
  for (const std::string& old : old_deployments(store, world, key, now)) {
    store.erase<DaemonDeployment>(world, old);
  }
  std::set<std::string> named{daemon.revision, daemon.last_completed_revision};
  for (const DaemonDeployment* one : store.table<DaemonDeployment>(world).indexed(key)) {
    named.insert(one->target_revision);
    named.insert(one->source_revisions.begin(), one->source_revisions.end());
  }
  std::vector<std::string> unnamed;
  for (const DaemonRevision* one : store.table<DaemonRevision>(world).indexed(key)) {
    if (!named.contains(one->id)) unnamed.push_back(one->key());
  }
  for (const std::string& one : unnamed) store.erase<DaemonRevision>(world, one);
}

/// Those of which instances have a task, and the one that they are to run.
std::vector<std::string> running_revisions(const Store& store, const World& world,
                                           const Daemon& daemon) {
  std::set<std::string> revisions;
  for (const auto& [revision, counts] : count_instances(store, world, daemon)) {
    if (find_daemon_revision(store, world, daemon, revision) != nullptr) revisions.insert(revision);
  }
  if (!daemon.revision.empty()) revisions.insert(daemon.revision);
  return {revisions.begin(), revisions.end()};
}

/// Puts the daemon under a new deployment; the caller has set what it is to run.
const Daemon& put_under_deployment(Store& store, const World& world, Daemon daemon,
                                   DaemonDeployment deployment, IdSource& ids, TimePoint now) {
  deployment.id = ids.alphanumeric(21);
  deployment.daemon = daemon.key();
  deployment.created_at = now;
  deployment.alarms.standing =
      cloudwatch::alarms_in_alarm(store, world, alarms_of(deployment.configuration));
  daemon.deployment = deployment.id;
  daemon.memory = {};
  daemon.updated_at = now;
  store.put(world, std::move(deployment));
  const Daemon& put = store.put(world, std::move(daemon));
  forget_old(store, world, put, now);
  return put;
}

}  // namespace

const Daemon& start_deployment(Store& store, const World& world, Daemon daemon,
                               DaemonRevision revision,
                               const model::ecs::DaemonDeploymentConfiguration& configuration,
                               IdSource& ids, TimePoint now) {
  stop_if_under_way(store, world, daemon, now);
  DaemonDeployment deployment{.source_revisions = running_revisions(store, world, daemon)};
  revision.id = ids.decimal(19);
  revision.daemon = daemon.key();
  revision.created_at = now;
  deployment.target_revision = revision.id;
  deployment.configuration = configuration;
  daemon.revision = revision.id;
  store.put(world, std::move(revision));
  return put_under_deployment(store, world, std::move(daemon), std::move(deployment), ids, now);
}

const Daemon& start_deletion(Store& store, const World& world, const std::string& daemon_key,
                             IdSource& ids, TimePoint now) {
  Daemon daemon = *store.find<Daemon>(world, daemon_key);
  stop_if_under_way(store, world, daemon, now);
  DaemonDeployment deployment{.source_revisions = running_revisions(store, world, daemon)};
  deployment.configuration.drain_percent =
      deployment_of(store, world, daemon).configuration.drain_percent;
  daemon.status = model::ecs::DaemonStatus::delete_in_progress;
  daemon.revision.clear();
  return put_under_deployment(store, world, std::move(daemon), std::move(deployment), ids, now);
}

void complete_daemon_deployment(Store& store, const World& world, const std::string& daemon_key,
                                TimePoint now) {
  const Daemon& daemon = *store.find<Daemon>(world, daemon_key);
  const bool back = deployment_of(store, world, daemon).rollback.has_value();
  finish(store, world, daemon,
         back ? DaemonDeploymentStatus::rollback_successful : DaemonDeploymentStatus::successful,
         back ? "Deployment rolled back successfully." : "Deployment completed successfully.", now);
  store.change<Daemon>(world, daemon_key,
                       [](Daemon& changed) { changed.last_completed_revision = changed.revision; });
  finish_deletions(store, world);
}

void give_up_daemon_deployment(Store& store, const World& world, const std::string& daemon_key,
                               GivenUpBy by, const std::string& why, TimePoint now) {
  const Daemon& daemon = *store.find<Daemon>(world, daemon_key);
  const std::string good = daemon.last_completed_revision;
  if (deployment_of(store, world, daemon).rollback) {
    return finish(store, world, daemon, DaemonDeploymentStatus::rollback_failed,
                  "Rollback failed " + why, now);
  }
  change_deployment(store, world, daemon,
                    [by](DaemonDeployment& deployment) { deployment.given_up_by = by; });
  const bool goes_back = !good.empty();
  if (!goes_back)
    finish(store, world, daemon, DaemonDeploymentStatus::stopped, "Deployment failed " + why, now);
  if (goes_back) {
    change_deployment(store, world, daemon, [&](DaemonDeployment& deployment) {
      deployment.status = DaemonDeploymentStatus::rollback_in_progress;
      deployment.status_reason = "Deployment failed " + why;
      deployment.rollback = Rollback{.revision = good, .reason = why, .started_at = now};
      deployment.baking_since.reset();
    });
  }
  store.change<Daemon>(world, daemon_key, [&](Daemon& changed) {
    changed.revision = good;
    changed.memory = {};
  });
}

void end_daemon(Store& store, const World& world, const std::string& daemon_key, TimePoint now) {
  const Daemon& daemon = *store.find<Daemon>(world, daemon_key);
  finish(store, world, daemon, DaemonDeploymentStatus::successful,
         "Deployment completed successfully.", now);
  store.erase<Daemon>(world, daemon_key);
  finish_deletions(store, world);
}

void forget_daemon_deployments(Store& store, const World& world, std::string_view daemon_key) {
  std::vector<std::string> deployments;
  for (const auto* one : store.table<DaemonDeployment>(world).indexed(daemon_key)) {
    deployments.push_back(one->key());
  }
  for (const std::string& one : deployments) store.erase<DaemonDeployment>(world, one);
  std::vector<std::string> revisions;
  for (const auto* one : store.table<DaemonRevision>(world).indexed(daemon_key)) {
    revisions.push_back(one->key());
  }
  for (const std::string& one : revisions) store.erase<DaemonRevision>(world, one);
}

void finish_deletions(Store& store, const World& world) {
  using model::ecs::DaemonTaskDefinitionStatus;
  std::set<std::string> used;
  for (const auto& [key, daemon] : store.table<Daemon>(world).rows()) {
    for (const std::string& id : {daemon.revision, daemon.last_completed_revision}) {
      const auto* revision = find_daemon_revision(store, world, daemon, id);
      if (revision != nullptr) used.insert(revision->task_definition);
    }
  }
  std::vector<std::string> unused;
  for (const auto& [key, record] : store.table<DaemonTaskDefinition>(world).rows()) {
    const auto& definition = record.definition;
    if (definition.status != DaemonTaskDefinitionStatus::delete_in_progress) continue;
    if (!used.contains(*definition.daemon_task_definition_arn)) unused.push_back(key);
  }
  for (const std::string& key : unused) {
    store.change<DaemonTaskDefinition>(world, key, [](DaemonTaskDefinition& record) {
      record.definition.status = DaemonTaskDefinitionStatus::deleted;
    });
  }
}

}  // namespace drydock::ecs
