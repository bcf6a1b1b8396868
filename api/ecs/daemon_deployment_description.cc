#include "api/ecs/daemon_deployment_description.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "emulator/ecs/daemon/daemon.h"
#include "emulator/ecs/daemon/daemon_deployment.h"
#include "emulator/ecs/daemon/daemon_view.h"
#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/task_definition.h"

namespace drydock::ecs::api {
namespace {

using MonitorStatus = model::ecs::DaemonDeploymentRollbackMonitorsStatus;

std::string cluster_of(const DaemonDeployment& deployment) {
  return deployment.daemon.substr(0, deployment.daemon.find('/'));
}

std::optional<std::string> unless_empty(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

/// As the daemon's instances are now, or were when the deployment ended.
DaemonCountsByRevision counts_of(const Store& store, const World& world,
                                 const DaemonDeployment& deployment) {
  const auto* daemon = store.find<Daemon>(world, deployment.daemon);
  if (!is_under_way(deployment) || daemon == nullptr) return deployment.final_counts;
  return count_instances(store, world, *daemon);
}

model::ecs::DaemonDeploymentRevisionDetail detail(const Store& store, const World& world,
                                                  const DaemonDeployment& deployment,
                                                  const std::string& revision_id,
                                                  const DaemonCountsByRevision& all) {
  const std::string key = deployment.daemon + "/" + revision_id;
  const auto* revision = store.find<DaemonRevision>(world, key);
  const auto found = all.find(revision_id);
  const auto counts = found == all.end() ? DaemonCountsByProvider{} : found->second;
  std::set<std::string> names;
  if (revision != nullptr) names = revision->capacity_providers;
  for (const auto& [name, count] : counts) names.insert(name);
  model::ecs::DaemonDeploymentRevisionDetail shown;
  shown.arn = daemon_revision_arn(world, key);
  shown.capacity_providers.emplace();
  DaemonCounts total;
  for (const std::string& name : names) {
    const auto of_provider = counts.find(name);
    const DaemonCounts count = of_provider == counts.end() ? DaemonCounts{} : of_provider->second;
    total.running += count.running;
    total.without += count.without;
    total.draining += count.draining;
    shown.capacity_providers->push_back({.arn = capacity_provider_arn(world, name),
                                         .running_instance_count = count.running,
                                         .without_daemon_instance_count = count.without,
                                         .draining_instance_count = count.draining});
  }
  shown.total_running_instance_count = total.running;
  shown.total_without_daemon_instance_count = total.without;
  shown.total_draining_instance_count = total.draining;
  return shown;
}

/// What has become of something that watches the deployment and may give it up.
MonitorStatus monitor_status(const DaemonDeployment& deployment, GivenUpBy by) {
  if (deployment.given_up_by == by) return MonitorStatus::triggered;
  return is_under_way(deployment) ? MonitorStatus::monitoring : MonitorStatus::monitoring_complete;
}

model::ecs::DaemonCircuitBreaker breaker(const Store& store, const World& world,
                                         const DaemonDeployment& deployment) {
  model::ecs::DaemonCircuitBreaker shown;
  shown.failure_count = deployment.failures;
  shown.status = monitor_status(deployment, GivenUpBy::circuit_breaker);
  const auto* daemon = store.find<Daemon>(world, deployment.daemon);
  const bool goes_on = is_under_way(deployment) && daemon != nullptr;
  shown.threshold =
      goes_on ? breaker_threshold_of_daemon(store, world, *daemon) : deployment.threshold;
  return shown;
}

model::ecs::DaemonDeploymentAlarms alarms(const DaemonDeployment& deployment) {
  model::ecs::DaemonDeploymentAlarms shown;
  shown.alarm_names = alarms_of(deployment.configuration);
  shown.status = shown.alarm_names->empty() ? MonitorStatus::disabled
                                            : monitor_status(deployment, GivenUpBy::alarm);
  shown.triggered_alarm_names = deployment.alarms.triggered;
  return shown;
}

/// Nothing while no task has found the container's image.
std::optional<std::string> digest_of(const DaemonRevision& revision, const std::string& container) {
  const auto found = std::ranges::find(revision.images, container, &ResolvedImage::container);
  return found == revision.images.end() ? std::nullopt : std::optional(found->digest);
}

std::optional<model::ecs::DaemonRollback> rollback(const Store& store, const World& world,
                                                   const DaemonDeployment& deployment) {
  if (!deployment.rollback) return std::nullopt;
  const std::string key = deployment.daemon + "/" + deployment.rollback->revision;
  model::ecs::DaemonRollback shown;
  shown.reason = "Daemon deployment rolled back " + deployment.rollback->reason;
  shown.started_at = deployment.rollback->started_at;
  shown.rollback_target_daemon_revision_arn = daemon_revision_arn(world, key);
  shown.rollback_capacity_providers.emplace();
  if (const auto* revision = store.find<DaemonRevision>(world, key)) {
    for (const std::string& name : revision->capacity_providers) {
      shown.rollback_capacity_providers->push_back(capacity_provider_arn(world, name));
    }
  }
  return shown;
}

}  // namespace

model::ecs::DaemonDeployment describe(const Store& store, const World& world,
                                      const DaemonDeployment& deployment) {
  const auto counts = counts_of(store, world, deployment);
  model::ecs::DaemonDeployment shown;
  shown.daemon_deployment_arn = daemon_deployment_arn(world, deployment.key());
  shown.cluster_arn = cluster_arn(world, cluster_of(deployment));
  shown.status = deployment.status;
  shown.status_reason = unless_empty(deployment.status_reason);
  if (!deployment.target_revision.empty()) {
    shown.target_daemon_revision =
        detail(store, world, deployment, deployment.target_revision, counts);
  }
  shown.source_daemon_revisions.emplace();
  for (const std::string& source : deployment.source_revisions) {
    shown.source_daemon_revisions->push_back(detail(store, world, deployment, source, counts));
  }
  shown.circuit_breaker = breaker(store, world, deployment);
  shown.alarms = alarms(deployment);
  shown.rollback = rollback(store, world, deployment);
  shown.deployment_configuration = deployment.configuration;
  shown.created_at = deployment.created_at;
  shown.started_at = deployment.started_at;
  shown.stopped_at = deployment.stopped_at;
  shown.finished_at = deployment.finished_at;
  return shown;
}

model::ecs::DaemonDeploymentSummary summary(const World& world,
                                            const DaemonDeployment& deployment) {
  model::ecs::DaemonDeploymentSummary shown;
  shown.daemon_deployment_arn = daemon_deployment_arn(world, deployment.key());
  shown.daemon_arn = daemon_arn(world, deployment.daemon);
  shown.cluster_arn = cluster_arn(world, cluster_of(deployment));
  shown.status = deployment.status;
  shown.status_reason = unless_empty(deployment.status_reason);
  if (!deployment.target_revision.empty()) {
    shown.target_daemon_revision_arn =
        daemon_revision_arn(world, deployment.daemon + "/" + deployment.target_revision);
  }
  shown.created_at = deployment.created_at;
  shown.started_at = deployment.started_at;
  shown.stopped_at = deployment.stopped_at;
  shown.finished_at = deployment.finished_at;
  return shown;
}

model::ecs::DaemonRevision describe(const Store& store, const World& world,
                                    const DaemonRevision& revision) {
  using model::ecs::DaemonPropagateTags;
  model::ecs::DaemonRevision shown;
  shown.daemon_revision_arn = daemon_revision_arn(world, revision.key());
  shown.cluster_arn = cluster_arn(world, revision.daemon.substr(0, revision.daemon.find('/')));
  shown.daemon_arn = daemon_arn(world, revision.daemon);
  shown.daemon_task_definition_arn = revision.task_definition;
  shown.created_at = revision.created_at;
  shown.container_images.emplace();
  if (const auto* found = find_revision(store, world, revision.task_definition)) {
    for (const auto& container : *found->definition.container_definitions) {
      shown.container_images->push_back(
          {.container_name = container.name,
           .image_digest = digest_of(revision, container.name.value_or("")),
           .image = container.image});
    }
  }
  shown.propagate_tags =
      revision.propagates_tags ? DaemonPropagateTags::daemon : DaemonPropagateTags::none;
  shown.enable_ecs_managed_tags = revision.enable_ecs_managed_tags;
  shown.enable_execute_command = revision.enable_execute_command;
  shown.critical = revision.critical;
  return shown;
}

}  // namespace drydock::ecs::api
