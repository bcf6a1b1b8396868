#include "emulator/ecs/deployment/advance_traffic.h"

#include <algorithm>

#include "emulator/ecs/deployment/lifecycle_hooks.h"
#include "emulator/ecs/deployment/strategy.h"

namespace drydock::ecs {
namespace {

using HookAction = model::ecs::DeploymentLifecycleHookAction;
using HookStatus = model::ecs::DeploymentLifecycleHookStatus;
using model::ecs::DeploymentLifecycleHook;

void wake(TrafficAdvance& advance, TimePoint instant) {
  advance.wake_at = std::min(advance.wake_at.value_or(instant), instant);
}

/// AWS's words for a pause; those for a function that takes too long are not known.
std::string why_it_timed_out(const DeploymentLifecycleHook& hook, LifecycleStage stage) {
  const std::string name(model::to_text(*hook_stage(stage)));
  return "because " + name +
         (is_pause(hook) ? " pause hook timed out." : " lifecycle hook(s) timed out.");
}

void await_end(const ServiceView& view, const HookRun& run, TrafficAdvance& advance) {
  if (view.now >= run.expires_at) {
    advance.actions.push_back(ExpireHook{run.id});
  } else {
    wake(advance, run.expires_at);
  }
}

/// Whether the run keeps its stage from being left; says what is to be done about it.
bool holds(const ServiceView& view, const HookRun& run, TrafficAdvance& advance) {
  const DeploymentLifecycleHook& hook = hook_of(*view.deployment, run);
  switch (run.status) {
    case HookStatus::succeeded:
      return false;
    case HookStatus::failed:
      advance.failure = run.failure;
      return true;
    case HookStatus::timed_out:
      if (timeout_action(hook) == HookAction::continue_) return false;
      advance.failure = why_it_timed_out(hook, run.stage);
      return true;
    case HookStatus::awaiting_action:
    case HookStatus::in_progress:
      break;
  }
  await_end(view, run, advance);
  return true;
}

bool hooks_hold(const ServiceView& view, TrafficAdvance& advance) {
  const TrafficShift& shift = *view.deployment->traffic;
  bool held = false;
  for (const HookRun& run : shift.hooks) {
    if (run.stage == shift.stage && holds(view, run, advance)) held = true;
  }
  return held;
}

/// Whether the stage has lasted for this long.
bool has_waited(const ServiceView& view, Duration wait, TrafficAdvance& advance) {
  const TimePoint over = view.deployment->traffic->stage_since + wait;
  if (view.now >= over) return true;
  wake(advance, over);
  return false;
}

/// What an overtaken deployment left has gone, but for tasks that have to stay: protected ones, and
/// healthy ones where too few others are.
bool overtaken_is_gone(const ServiceView& view, const Census& census) {
  if (census.counts.leaving == 0 && census.stopping == 0) return true;
  const std::string& blue = view.deployment->traffic->blue;
  return std::ranges::none_of(view.sets.subspan(1), [&](const ServiceTaskSet& old) {
    return old.set->revision != blue && census.remaining.contains(old.set->id);
  });
}

bool is_done(const ServiceView& view, const Census& census, TrafficAdvance& advance) {
  const auto& configuration = view.deployment->configuration;
  const TrafficShift& shift = *view.deployment->traffic;
  switch (shift.stage) {
    case LifecycleStage::reconcile_service:
      return overtaken_is_gone(view, census);
    case LifecycleStage::scale_up:
    // The desired count may have been raised since, and tasks may have fallen ill: each step of the
    // traffic waits until green can take it.
    case LifecycleStage::pre_production_traffic_shift:
      return census.counts.primary.healthy >= view.service.desired_count;
    case LifecycleStage::production_traffic_shift:
      return has_waited(view, wait_at_share(strategy_of(configuration), shift.production), advance);
    case LifecycleStage::bake_time:
      return has_waited(view, std::chrono::minutes(configuration.bake_time_in_minutes.value_or(0)),
                        advance);
    case LifecycleStage::clean_up:
      return false;
    case LifecycleStage::pre_scale_up:
    case LifecycleStage::post_scale_up:
    case LifecycleStage::test_traffic_shift:
    case LifecycleStage::post_test_traffic_shift:
    case LifecycleStage::post_production_traffic_shift:
      break;
  }
  return true;
}

/// The stage after this one, with its traffic.
EnterStage next_stage(const ServiceDeployment& deployment) {
  const TrafficShift& shift = *deployment.traffic;
  EnterStage next{.production = shift.production, .test = shift.test};
  const bool shifts_on =
      shift.stage == LifecycleStage::production_traffic_shift && shift.production < all_traffic;
  next.stage = shifts_on ? LifecycleStage::pre_production_traffic_shift
                         : static_cast<LifecycleStage>(static_cast<int>(shift.stage) + 1);
  if (next.stage == LifecycleStage::test_traffic_shift) next.test = all_traffic;
  if (next.stage == LifecycleStage::production_traffic_shift) {
    // Before a service's first deployment there is no blue that the rest could stay with.
    next.production = deployment.source_revisions.empty()
                          ? all_traffic
                          : next_share(strategy_of(deployment.configuration), shift.production);
  }
  return next;
}

}  // namespace

TrafficAdvance advance_traffic(const ServiceView& view, const Census& census) {
  TrafficAdvance advance;
  advance.may_finish = view.deployment->traffic->stage == LifecycleStage::clean_up;
  if (!view.engine_reachable || hooks_hold(view, advance)) return advance;
  if (is_done(view, census, advance)) advance.actions.push_back(next_stage(*view.deployment));
  return advance;
}

TrafficAdvance advance_way_back(const ServiceView& view) {
  TrafficAdvance advance;
  advance.may_finish = true;
  for (const HookRun& run : view.deployment->traffic->hooks) {
    if (has_ended(run)) continue;
    advance.may_finish = false;
    await_end(view, run, advance);
  }
  return advance;
}

}  // namespace drydock::ecs
