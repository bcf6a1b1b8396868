#include "emulator/codedeploy/hook_calls.h"

#include <algorithm>

#include "emulator/base/function_arn.h"
#include "emulator/json/writer.h"
#include "model/codedeploy/service_model.h"

namespace drydock::codedeploy {
namespace {

using model::codedeploy::LifecycleEventStatus;
namespace error = model::codedeploy::error;

/// Whether the event waits for what this execution tells.
bool awaits(const EventRun& run, const std::string& execution_id) {
  return run.hook && run.status == LifecycleEventStatus::in_progress && !run.hook->verdict &&
         run.hook->execution_id == execution_id;
}

template <class Mutate>
void change_hook(Store& store, const World& world, std::string_view deployment_id,
                 const std::string& execution_id, Mutate mutate) {
  store.change<Deployment>(world, deployment_id, [&](Deployment& changed) {
    for (EventRun& run : changed.events) {
      if (awaits(run, execution_id)) mutate(*run.hook);
    }
  });
}

}  // namespace

std::optional<AwaitedCall> awaited_call(const Deployment& deployment) {
  const EventRun* run = is_under_way(deployment) ? current_event(deployment) : nullptr;
  const bool is_due = run != nullptr && run->hook && awaits(*run, run->hook->execution_id) &&
                      !run->hook->is_called && run->hook->failure.empty();
  if (!is_due) return std::nullopt;
  json::Writer payload;
  payload.begin_object();
  payload.member("DeploymentId", deployment.id);
  payload.member("LifecycleEventHookExecutionId", run->hook->execution_id);
  payload.end_object();
  return AwaitedCall{.function = function_name_of(run->hook->function),
                     .execution_id = run->hook->execution_id,
                     .payload = std::string(payload.text())};
}

void note_call(Store& store, const World& world, std::string_view deployment_id,
               const std::string& execution_id, const std::string& failure) {
  const auto* deployment = store.find<Deployment>(world, deployment_id);
  if (deployment == nullptr || !is_under_way(*deployment)) return;
  const auto is_awaited = [&](const EventRun& run) { return awaits(run, execution_id); };
  if (std::ranges::none_of(deployment->events, is_awaited)) return;
  change_hook(store, world, deployment_id, execution_id, [&](Hook& hook) {
    hook.is_called = failure.empty();
    hook.failure = failure;
  });
}

Result<Done> note_verdict(Store& store, const World& world, const Deployment& deployment,
                          const std::string& execution_id,
                          std::optional<LifecycleEventStatus> status) {
  if (status != LifecycleEventStatus::succeeded && status != LifecycleEventStatus::failed) {
    return aws::Error(error::invalid_lifecycle_event_hook_execution_status_exception,
                      "The result of a Lambda validation function should be Succeeded or Failed.");
  }
  const auto run = std::ranges::find_if(deployment.events, [&](const EventRun& one) {
    return one.hook && !execution_id.empty() && one.hook->execution_id == execution_id;
  });
  if (run == deployment.events.end()) {
    return aws::Error(error::invalid_lifecycle_event_hook_execution_id_exception,
                      "The deployment runs no hook with this execution ID: " + execution_id);
  }
  if (!awaits(*run, execution_id)) {
    return aws::Error(error::lifecycle_event_already_completed_exception,
                      "The lifecycle event of this hook is already completed.");
  }
  change_hook(store, world, deployment.id, execution_id, [&](Hook& hook) {
    hook.is_called = true;
    hook.verdict = status;
  });
  return Done{};
}

}  // namespace drydock::codedeploy
