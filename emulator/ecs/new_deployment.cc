#include "emulator/ecs/new_deployment.h"

#include <algorithm>
#include <cassert>
#include <utility>

#include "emulator/ecs/circuit_breaker.h"
#include "emulator/ecs/deployment.h"
#include "emulator/ecs/service.h"

namespace drydock::ecs {
namespace {

using model::ecs::DeploymentRolloutState;

/// Puts the deployment in front as PRIMARY, and what it rolls out starts with a clean record.
void make_primary(Service& service, Deployment deployment, TimePoint now) {
  for (Deployment& other : service.deployments) {
    if (other.status != DeploymentStatus::primary) continue;
    other.status = DeploymentStatus::active;
    other.updated_at = now;
  }
  deployment.status = DeploymentStatus::primary;
  deployment.rollout_state = DeploymentRolloutState::in_progress;
  deployment.failed_tasks = 0;
  deployment.updated_at = now;
  service.deployments.insert(service.deployments.begin(), std::move(deployment));
  service.scheduler.failed_rounds = 0;
  service.scheduler.start_not_before = {};
  service.scheduler.steady_told_at.reset();
}

/// What the service says, for a deployment to keep.
Deployment deployment_of(const Service& service) {
  Deployment deployment;
  deployment.task_definition = service.task_definition;
  deployment.launch_type = service.launch_type;
  deployment.capacity_provider_strategy = service.capacity_provider_strategy;
  deployment.platform_version = service.platform_version;
  deployment.network_configuration = service.network_configuration;
  deployment.load_balancers = service.load_balancers;
  return deployment;
}

}  // namespace

std::string make_deployment_id(IdSource& ids) { return "ecs-svc/" + ids.decimal(19); }

bool needs_new_deployment(const Service& before, const Service& after, bool force) {
  return force || before.task_definition != after.task_definition ||
         before.platform_version != after.platform_version ||
         before.network_configuration != after.network_configuration ||
         before.load_balancers != after.load_balancers ||
         before.service_registries != after.service_registries;
}

void start_deployment(Service& service, std::string id, TimePoint now) {
  Deployment deployment = deployment_of(service);
  deployment.id = std::move(id);
  deployment.created_at = now;
  deployment.rollout_state_reason = in_progress_reason(deployment);
  make_primary(service, std::move(deployment), now);
}

void end_rollout(Service& service, std::string_view deployment_id, DeploymentRolloutState state,
                 std::string reason, TimePoint now) {
  Deployment* deployment = find_deployment(service, deployment_id);
  assert(deployment != nullptr);
  deployment->rollout_state = state;
  deployment->rollout_state_reason = std::move(reason);
  deployment->updated_at = now;
  if (state == DeploymentRolloutState::completed) service.last_completed = *deployment;
}

void roll_back(Service& service, TimePoint now) {
  assert(service.last_completed);
  const Deployment* failed = primary(service);
  Deployment target = *service.last_completed;
  if (failed != nullptr) target.rolls_back = failed->id;
  target.rollback_requested = false;
  target.rollout_state_reason = rolling_back_reason(target);
  std::erase_if(service.deployments,
                [&](const Deployment& deployment) { return deployment.id == target.id; });
  service.task_definition = target.task_definition;
  service.launch_type = target.launch_type;
  service.capacity_provider_strategy = target.capacity_provider_strategy;
  service.platform_version = target.platform_version;
  service.network_configuration = target.network_configuration;
  service.load_balancers = target.load_balancers;
  make_primary(service, std::move(target), now);
}

void stop_rollout(Service& service, TimePoint now) {
  const std::string stopped = primary(service)->id;
  end_rollout(service, stopped, DeploymentRolloutState::failed,
              "ECS deployment " + stopped + " stopped.", now);
  roll_back(service, now);
  Deployment& target = *find_deployment(service, primary(service)->id);
  target.rollback_requested = true;
  target.rollout_state_reason = in_progress_reason(target);
}

}  // namespace drydock::ecs
