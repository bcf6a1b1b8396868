#include "emulator/ecs/deployment/traffic_shift.h"

#include <variant>

#include "emulator/ecs/deployment/strategy.h"

namespace drydock::ecs {
namespace {

using model::ecs::DeploymentConfiguration;
using model::ecs::DeploymentLifecycleHook;
using HookStage = model::ecs::DeploymentLifecycleHookStage;
using ShownStage = model::ecs::ServiceDeploymentLifecycleStage;

}  // namespace

bool has_ended(const HookRun& run) {
  using HookStatus = model::ecs::DeploymentLifecycleHookStatus;
  return run.status != HookStatus::awaiting_action && run.status != HookStatus::in_progress;
}

bool shifts_traffic(const DeploymentConfiguration& configuration) {
  return !std::holds_alternative<Rolling>(strategy_of(configuration));
}

std::optional<HookStage> hook_stage(LifecycleStage stage) {
  switch (stage) {
    case LifecycleStage::reconcile_service:
      return HookStage::reconcile_service;
    case LifecycleStage::pre_scale_up:
      return HookStage::pre_scale_up;
    case LifecycleStage::post_scale_up:
      return HookStage::post_scale_up;
    case LifecycleStage::test_traffic_shift:
      return HookStage::test_traffic_shift;
    case LifecycleStage::post_test_traffic_shift:
      return HookStage::post_test_traffic_shift;
    case LifecycleStage::pre_production_traffic_shift:
      return HookStage::pre_production_traffic_shift;
    case LifecycleStage::production_traffic_shift:
      return HookStage::production_traffic_shift;
    case LifecycleStage::post_production_traffic_shift:
      return HookStage::post_production_traffic_shift;
    case LifecycleStage::scale_up:
    case LifecycleStage::bake_time:
    case LifecycleStage::clean_up:
      break;
  }
  return std::nullopt;
}

ShownStage shown_stage(LifecycleStage stage) {
  switch (stage) {
    case LifecycleStage::reconcile_service:
      return ShownStage::reconcile_service;
    case LifecycleStage::pre_scale_up:
      return ShownStage::pre_scale_up;
    case LifecycleStage::scale_up:
      return ShownStage::scale_up;
    case LifecycleStage::post_scale_up:
      return ShownStage::post_scale_up;
    case LifecycleStage::test_traffic_shift:
      return ShownStage::test_traffic_shift;
    case LifecycleStage::post_test_traffic_shift:
      return ShownStage::post_test_traffic_shift;
    case LifecycleStage::pre_production_traffic_shift:
    case LifecycleStage::production_traffic_shift:
      return ShownStage::production_traffic_shift;
    case LifecycleStage::post_production_traffic_shift:
      return ShownStage::post_production_traffic_shift;
    case LifecycleStage::bake_time:
      return ShownStage::bake_time;
    case LifecycleStage::clean_up:
      break;
  }
  return ShownStage::clean_up;
}

TimePoint hook_expires_at(const DeploymentLifecycleHook& hook, TimePoint now) {
  constexpr int a_day = 24 * 60;
  const auto& timeout = hook.timeout_configuration;
  return now + std::chrono::minutes(timeout ? timeout->timeout_in_minutes.value_or(a_day) : a_day);
}

model::ecs::DeploymentLifecycleHookAction timeout_action(const DeploymentLifecycleHook& hook) {
  using Action = model::ecs::DeploymentLifecycleHookAction;
  const auto& timeout = hook.timeout_configuration;
  return timeout ? timeout->action.value_or(Action::rollback) : Action::rollback;
}

bool is_pause(const DeploymentLifecycleHook& hook) {
  return hook.target_type == model::ecs::DeploymentLifecycleHookTargetType::pause;
}

}  // namespace drydock::ecs
