#include "emulator/codedeploy/advance_deployment.h"

#include <algorithm>

#include "emulator/base/joined.h"
#include "emulator/codedeploy/deployment_config.h"

namespace drydock::codedeploy {
namespace {

using model::codedeploy::AutoRollbackEvent;
using model::codedeploy::DeploymentReadyAction;
using model::codedeploy::DeploymentStatus;
using model::codedeploy::ErrorCode;
using model::codedeploy::InstanceAction;
using model::codedeploy::LifecycleEventStatus;

/// https://docs.aws.amazon.com/codedeploy/latest/userguide/troubleshooting-ecs.html
constexpr Duration install_timeout = std::chrono::hours(1);
/// https://docs.aws.amazon.com/codedeploy/latest/userguide/limits.html
constexpr Duration hook_timeout = std::chrono::hours(1);

DeploymentStep act(DeploymentAction action) {
  return {.action = std::move(action), .wake_at = std::nullopt};
}

DeploymentStep wait(std::optional<TimePoint> until = std::nullopt) {
  return {.action = std::nullopt, .wake_at = until};
}

DeploymentStep fail(const Deployment& deployment, ErrorCode code, std::string message) {
  return act(GiveUp{.status = DeploymentStatus::failed,
                    .fault = {code, std::move(message)},
                    .roll_back = rolls_back_on(deployment, AutoRollbackEvent::deployment_failure)});
}

std::string list_of(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += joined({text.empty() ? "" : ", ", name});
  return text;
}

/// What ends the deployment whatever it is at.
std::optional<DeploymentStep> early_end(const DeploymentView& view) {
  const Deployment& deployment = view.deployment;
  if (deployment.fault) {
    return fail(deployment, deployment.fault->code, deployment.fault->message);
  }
  if (deployment.requests.stop) {
    return act(GiveUp{.status = DeploymentStatus::stopped,
                      .fault = {ErrorCode::manual_stop, "The deployment was stopped by a user."},
                      .roll_back = deployment.requests.roll_back});
  }
  const bool is_lost =
      !deployment.replacement.empty() && (!view.replacement || view.replacement->is_draining);
  if (is_lost && current_event(deployment) != nullptr) {
    return fail(deployment, ErrorCode::ecs_update_error,
                "The replacement task set was deleted before the deployment had ended.");
  }
  if (view.in_alarm.empty() || is_rollback(deployment)) return std::nullopt;
  return act(
      GiveUp{.status = DeploymentStatus::stopped,
             .fault = {ErrorCode::alarm_active,
                       joined({"One or more alarms have been activated according to the Amazon "
                               "CloudWatch metrics you selected, and the affected deployments have "
                               "been stopped. Activated alarms: <",
                               list_of(view.in_alarm), ">"})},
             .roll_back = rolls_back_on(deployment, AutoRollbackEvent::deployment_stop_on_alarm)});
}

/// The way is clear once no task set but the PRIMARY one is left: the new one takes over the target
/// group of those before it.
DeploymentStep install(const DeploymentView& view, TimePoint give_up_at) {
  const Deployment& deployment = view.deployment;
  if (view.now >= give_up_at) {
    return fail(deployment, ErrorCode::timeout,
                "The deployment timed out while waiting for the replacement task set to become "
                "healthy. This time out period is 60 minutes.");
  }
  if (deployment.replacement.empty()) {
    const bool is_cleared = std::ranges::all_of(view.leftovers, &TaskSetSight::is_draining);
    if (!is_cleared) return act(ClearWay{});
    return view.leftovers.empty() ? act(InstallReplacement{}) : wait(give_up_at);
  }
  return view.replacement->is_steady ? act(EndEvent{}) : wait(give_up_at);
}

/// Whether the deployment waits for ContinueDeployment before production traffic moves, and what is
/// to be done about it.
std::optional<DeploymentStep> hold_before_traffic(const DeploymentView& view) {
  const Deployment& deployment = view.deployment;
  const auto& option = deployment.blue_green.deployment_ready_option;
  const bool waits = option && !is_rollback(deployment) &&
                     option->action_on_timeout == DeploymentReadyAction::stop_deployment;
  if (!waits || deployment.requests.continue_ready) return std::nullopt;
  if (!deployment.ready_since) return act(AwaitContinue{});
  const TimePoint over =
      *deployment.ready_since + std::chrono::minutes(option->wait_time_in_minutes.value_or(0));
  if (view.now < over) return wait(over);
  return act(
      GiveUp{.status = DeploymentStatus::stopped,
             .fault = {ErrorCode::timeout,
                       "The deployment was stopped since traffic rerouting was not started within "
                       "the wait time."},
             .roll_back = rolls_back_on(deployment, AutoRollbackEvent::deployment_failure)});
}

DeploymentStep allow_traffic(const DeploymentView& view) {
  const Traffic& traffic = view.deployment.traffic;
  if (traffic.production >= ecs::all_traffic) return act(EndEvent{});
  const ecs::Strategy strategy = strategy_of(view.deployment.routing);
  const TimePoint over = traffic.shifted_at + ecs::wait_at_share(strategy, traffic.production);
  if (traffic.production > 0 && view.now < over) return wait(over);
  return act(ShiftTraffic{ecs::next_share(strategy, traffic.production)});
}

/// An event that has nothing to do but what its function says.
DeploymentStep at_hook(const DeploymentView& view, const EventRun& run) {
  if (!run.hook) return act(EndEvent{});
  const Hook& hook = *run.hook;
  const auto failed = [&](std::string_view why) {
    return fail(view.deployment, ErrorCode::hook_execution_failure,
                joined({"The hook ", hook.function, " at ", event_name(run.event), " ", why}));
  };
  if (!hook.failure.empty()) {
    return failed(joined({"could not be called: ", hook.failure, "."}));
  }
  if (hook.verdict == LifecycleEventStatus::succeeded) return act(EndEvent{});
  if (hook.verdict) return failed("has told that validation failed.");
  const TimePoint over = *run.started_at + hook_timeout;
  if (view.now < over) return wait(over);
  return failed("did not tell its status within an hour.");
}

DeploymentStep at_event(const DeploymentView& view, const EventRun& run) {
  if (run.status == LifecycleEventStatus::pending) {
    if (run.event == LifecycleEvent::before_allow_traffic) {
      if (auto held = hold_before_traffic(view)) return *std::move(held);
    }
    return act(BeginEvent{});
  }
  switch (run.event) {
    case LifecycleEvent::install:
      return install(view, *run.started_at + install_timeout);
    case LifecycleEvent::allow_test_traffic:
      return view.deployment.traffic.test ? act(EndEvent{}) : act(ShiftTestTraffic{});
    case LifecycleEvent::allow_traffic:
      return allow_traffic(view);
    case LifecycleEvent::before_install:
    case LifecycleEvent::after_install:
    case LifecycleEvent::after_allow_test_traffic:
    case LifecycleEvent::before_allow_traffic:
    case LifecycleEvent::after_allow_traffic:
      break;
  }
  return at_hook(view, run);
}

/// What is left once the last event has ended.
DeploymentStep finish(const DeploymentView& view) {
  const Deployment& deployment = view.deployment;
  const bool is_gone = !view.original || view.original->is_draining;
  if (is_gone) return act(Succeed{});
  if (is_rollback(deployment)) return act(TerminateOriginal{});
  const auto& option = deployment.blue_green.terminate_blue_instances_on_deployment_success;
  if (option && option->action == InstanceAction::keep_alive) return act(Succeed{});
  const int minutes = option ? option->termination_wait_time_in_minutes.value_or(0) : 0;
  const TimePoint over = deployment.traffic.shifted_at + std::chrono::minutes(minutes);
  if (view.now < over && !deployment.requests.continue_termination) return wait(over);
  return act(TerminateOriginal{});
}

}  // namespace

DeploymentStep next_step(const DeploymentView& view) {
  if (!is_under_way(view.deployment)) return wait();
  if (auto end = early_end(view)) return *std::move(end);
  if (view.deployment.status == DeploymentStatus::created) return act(BeginDeployment{});
  const EventRun* run = current_event(view.deployment);
  return run == nullptr ? finish(view) : at_event(view, *run);
}

bool has_way_back(const DeploymentView& view) {
  return !is_rollback(view.deployment) && view.original && !view.original->is_draining;
}

}  // namespace drydock::codedeploy
