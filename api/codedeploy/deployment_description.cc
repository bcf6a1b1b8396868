#include "api/codedeploy/deployment_description.h"

#include <algorithm>

#include "api/codedeploy/lookup.h"
#include "emulator/ecs/service.h"

namespace drydock::codedeploy::api {
namespace {

namespace wire = model::codedeploy;
using wire::DeploymentStatus;
using wire::TargetStatus;

/// An ECS deployment has one target, which is counted as an instance.
wire::DeploymentOverview overview(const Deployment& deployment) {
  const TargetStatus status = target_status(deployment);
  const auto count = [&](TargetStatus of) { return status == of ? 1 : 0; };
  return {.pending = count(TargetStatus::pending),
          .in_progress = count(TargetStatus::in_progress),
          .succeeded = count(TargetStatus::succeeded),
          .failed = count(TargetStatus::failed),
          .skipped = count(TargetStatus::skipped),
          .ready = count(TargetStatus::ready)};
}

std::optional<wire::RollbackInfo> rollback_info(const RollbackTie& tie) {
  if (tie == RollbackTie()) return std::nullopt;
  wire::RollbackInfo info;
  if (!tie.by.empty()) info.rollback_deployment_id = tie.by;
  if (!tie.of.empty()) info.rollback_triggering_deployment_id = tie.of;
  if (!tie.message.empty()) info.rollback_message = tie.message;
  return info;
}

/// Whether the original task set has begun to wait for its end.
bool waits_for_termination(const Deployment& deployment) {
  const auto& option = deployment.blue_green.terminate_blue_instances_on_deployment_success;
  const bool is_kept = option && option->action == wire::InstanceAction::keep_alive;
  const bool all_ended = deployment.started_at && current_event(deployment) == nullptr;
  return !is_kept && all_ended && !deployment.fault;
}

wire::LifecycleEvent describe(const EventRun& run) {
  wire::LifecycleEvent shown;
  shown.lifecycle_event_name = std::string(event_name(run.event));
  shown.start_time = run.started_at;
  shown.end_time = run.ended_at;
  shown.status = run.status;
  if (!run.message.empty()) {
    shown.diagnostics = wire::Diagnostics{.error_code = wire::LifecycleErrorCode::unknown_error,
                                          .message = run.message};
    if (run.hook) {
      shown.diagnostics->error_code = wire::LifecycleErrorCode::script_failed;
      shown.diagnostics->script_name = run.hook->function;
    }
  }
  return shown;
}

void describe_course(const Deployment& deployment, wire::DeploymentInfo& shown) {
  shown.status = deployment.status;
  if (deployment.fault && !is_under_way(deployment)) {
    shown.error_information = wire::ErrorInformation{.code = deployment.fault->code,
                                                     .message = deployment.fault->message};
  }
  shown.create_time = deployment.created_at;
  shown.start_time = deployment.started_at;
  shown.complete_time = deployment.completed_at;
  shown.deployment_overview = overview(deployment);
  shown.rollback_info = rollback_info(deployment.rollback);
  shown.instance_termination_wait_time_started = waits_for_termination(deployment);
}

}  // namespace

wire::DeploymentInfo describe(const Deployment& deployment) {
  wire::DeploymentInfo shown;
  shown.application_name = deployment.application;
  shown.deployment_group_name = deployment.group;
  shown.deployment_config_name = deployment.config_name;
  shown.deployment_id = deployment.id;
  if (deployment.previous_revision && deployment.previous_revision->revision_type) {
    shown.previous_revision = without_content(*deployment.previous_revision);
  }
  if (deployment.revision.revision_type) shown.revision = without_content(deployment.revision);
  if (!deployment.description.empty()) shown.description = deployment.description;
  shown.creator = deployment.creator;
  shown.ignore_application_stop_failures = false;
  shown.update_outdated_instances_only = false;
  shown.auto_rollback_configuration = deployment.auto_rollback;
  shown.deployment_style =
      wire::DeploymentStyle{.deployment_type = wire::DeploymentType::blue_green,
                            .deployment_option = wire::DeploymentOption::with_traffic_control};
  shown.blue_green_deployment_configuration = deployment.blue_green;
  shown.load_balancer_info = deployment.load_balancer_info;
  shown.file_exists_behavior = wire::FileExistsBehavior::disallow;
  shown.deployment_status_messages = std::vector<std::string>();
  shown.compute_platform = wire::ComputePlatform::ecs;
  shown.override_alarm_configuration = deployment.override_alarms;
  describe_course(deployment, shown);
  return shown;
}

std::string target_id(const Deployment& deployment) {
  std::string id = deployment.service;
  std::ranges::replace(id, '/', ':');
  return id;
}

TargetStatus target_status(const Deployment& deployment) {
  switch (deployment.status) {
    case DeploymentStatus::created:
    case DeploymentStatus::queued:
      return TargetStatus::pending;
    case DeploymentStatus::in_progress:
    case DeploymentStatus::baking:
      return TargetStatus::in_progress;
    case DeploymentStatus::succeeded:
      return TargetStatus::succeeded;
    case DeploymentStatus::failed:
      return TargetStatus::failed;
    case DeploymentStatus::stopped:
      return TargetStatus::skipped;
    case DeploymentStatus::ready:
      break;
  }
  return TargetStatus::ready;
}

wire::DeploymentTarget describe_target(const Store& store, const World& world,
                                       const Deployment& deployment) {
  wire::ECSTarget target;
  target.deployment_id = deployment.id;
  target.target_id = target_id(deployment);
  if (const auto* service = store.find<ecs::Service>(world, deployment.service)) {
    target.target_arn = service->arn;
  }
  target.last_updated_at = deployment.updated_at;
  target.lifecycle_events.emplace();
  for (const EventRun& run : deployment.events) target.lifecycle_events->push_back(describe(run));
  target.status = target_status(deployment);
  target.task_sets_info = task_sets_info(store, world, deployment);
  return {.deployment_target_type = wire::DeploymentTargetType::ecs_target,
          .ecs_target = std::move(target)};
}

}  // namespace drydock::codedeploy::api
