#include "emulator/at_rest.h"

#include <algorithm>
#include <utility>

#include "emulator/codedeploy/deployment.h"
#include "emulator/ecs/daemon/daemon_deployment.h"
#include "emulator/ecs/definition/task_definition_lookup.h"
#include "emulator/ecs/deployment/external_task_sets.h"
#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/set_slots.h"
#include "emulator/ecs/deployment/task_set.h"
#include "emulator/ecs/deployment/task_sets.h"
#include "emulator/ecs/own_target.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/elb/references.h"
#include "emulator/elb/target.h"
#include "emulator/elb/target_group.h"
#include "model/ecs/service.h"

namespace drydock {
namespace {

using model::ecs::DeploymentRolloutState;

/// Where no set is there, there is nothing to do.
bool sets_are_at_rest(const Store& store, const World& world, const ecs::Service& service) {
  const auto sets = store.table<ecs::TaskSet>(world).members(service.key());
  std::size_t wanted = 0;
  for (const auto& [key, set] : sets) {
    const auto& external = set->external;
    if (!external || external->draining) return false;
    if (external->stability != model::ecs::StabilityStatus::steady_state) return false;
    const int computed = ecs::computed_desired_count(service.desired_count, external->scale);
    if (set->requested != computed) return false;
    wanted += static_cast<std::size_t>(computed);
  }
  if (!sets.empty() && !service.scheduler.steady_told_at) return false;
  const auto tasks =
      store.table<ecs::Task>(world).members(ecs::Task::service_key(service.cluster, service.name));
  return tasks.size() == wanted;
}

bool is_at_rest(const Store& store, const World& world, const ecs::Service& service) {
  if (service.status == ecs::ServiceStatus::inactive) return true;
  if (service.status == ecs::ServiceStatus::draining) return false;
  if (ecs::is_governed_outside(service)) return sets_are_at_rest(store, world, service);
  const auto* deployment = ecs::current_deployment(store, world, service);
  const auto* primary = ecs::primary_task_set(store, world, service);
  if (deployment == nullptr || primary == nullptr) return false;
  if (ecs::is_under_way(*deployment)) return false;
  if (ecs::rollout_of(*primary, *deployment).state == DeploymentRolloutState::failed) return true;
  const auto sets = store.table<ecs::TaskSet>(world).members(service.key());
  if (sets.size() > 1 || !service.scheduler.steady_told_at) return false;
  const auto tasks =
      store.table<ecs::Task>(world).members(ecs::Task::service_key(service.cluster, service.name));
  return std::cmp_equal(tasks.size(), service.desired_count);
}

/// A service replaces its task once the scheduler sees that one of its targets is not well.
bool has_ailing_target(const Store& store, const World& world, const ecs::Task& task) {
  return std::ranges::any_of(task.targets, [&](const ecs::TaskTarget& named) {
    const auto* target = ecs::own_target(store, world, task, named);
    return target != nullptr && target->health.state == elb::TargetState::unhealthy;
  });
}

/// Whether a container has a health check that has found nothing yet.
bool is_unchecked(const Store& store, const World& world, const ecs::Task& task) {
  const auto* revision = ecs::find_revision(store, world, task.task_definition_arn);
  if (revision == nullptr) return false;
  return std::ranges::any_of(task.containers, [&](const ecs::Container& container) {
    const auto* definition = ecs::find_container_definition(revision->definition, container.name);
    return definition != nullptr && definition->health_check &&
           container.phase == ecs::ContainerPhase::running &&
           container.health.status == ecs::HealthStatus::unknown;
  });
}

bool is_at_rest(const Store& store, const World& world, const ecs::Task& task) {
  if (task.last_status == ecs::TaskStatus::stopped) {
    return task.service.empty() || ecs::is_past(task);
  }
  if (task.last_status != ecs::TaskStatus::running) return false;
  if (task.desired_status != ecs::DesiredStatus::running) return false;
  if (is_unchecked(store, world, task)) return false;
  if (task.service.empty()) return true;
  return task.health_status != ecs::HealthStatus::unhealthy &&
         !has_ailing_target(store, world, task);
}

bool is_at_rest(const Store& store, const World& world, const elb::Target& target) {
  if (target.deregistered_at) return false;
  if (target.health.state != elb::TargetState::initial) return true;
  const auto* group = store.find<elb::TargetGroup>(world, target.target_group_arn);
  return group == nullptr || !group->health_check.enabled ||
         !elb::is_in_use(store, world, target.target_group_arn);
}

bool is_at_rest(const Store& /*store*/, const World& /*world*/,
                const codedeploy::Deployment& deployment) {
  return !codedeploy::is_under_way(deployment);
}

bool is_at_rest(const Store& /*store*/, const World& /*world*/,
                const ecs::DaemonDeployment& deployment) {
  return !is_under_way(deployment);
}

template <class Record>
bool all_at_rest(const Store& store, const World& world) {
  return std::ranges::all_of(store.table<Record>(world).rows(),
                             [&](const auto& row) { return is_at_rest(store, world, row.second); });
}

}  // namespace

bool is_at_rest(const Store& store) {
  return std::ranges::all_of(store.worlds(), [&](const World& world) {
    return all_at_rest<ecs::Service>(store, world) && all_at_rest<ecs::Task>(store, world) &&
           all_at_rest<elb::Target>(store, world) &&
           all_at_rest<codedeploy::Deployment>(store, world) &&
           all_at_rest<ecs::DaemonDeployment>(store, world);
  });
}

}  // namespace drydock
