#include "emulator/ecs/deployment/lifecycle_hooks.h"

#include <algorithm>
#include <iterator>

#include "emulator/ecs/deployment/service_deployment.h"
#include "emulator/ecs/deployment/strategy.h"
#include "emulator/ecs/references.h"
#include "emulator/ecs/service.h"
#include "emulator/json/document.h"
#include "emulator/json/shape_json.h"
#include "emulator/json/writer.h"

namespace drydock::ecs {
namespace {

using HookStage = model::ecs::DeploymentLifecycleHookStage;
using HookStatus = model::ecs::DeploymentLifecycleHookStatus;
using model::ecs::DeploymentLifecycleHook;

constexpr std::int64_t usual_call_back_seconds = 30;

bool runs_at(const DeploymentLifecycleHook& hook, HookStage stage) {
  const auto& stages = hook.lifecycle_stages;
  return stages && std::ranges::find(*stages, stage) != stages->end();
}

HookRun begin_hook(const DeploymentLifecycleHook& hook, LifecycleStage stage, IdSource& ids,
                   TimePoint now) {
  HookRun run;
  run.id = std::string(is_pause(hook) ? "ecs-pause-" : "ecs-awslambda-") + ids.alphanumeric(21);
  run.stage = stage;
  run.status = is_pause(hook) ? HookStatus::awaiting_action : HookStatus::in_progress;
  run.expires_at = hook_expires_at(hook, now);
  if (is_pause(hook)) return run;
  run.call_at = now;
  run.execution_id = ids.uuid();
  return run;
}

HookOutcome failed(const HookRun& run, const std::string& why) {
  const std::string stage(model::to_text(*hook_stage(run.stage)));
  return {.status = HookStatus::failed,
          .failure = "because " + stage + " lifecycle hook(s) failed. " + why,
          .call_at = std::nullopt,
          .details = ""};
}

HookOutcome unreadable(const DeploymentLifecycleHook& hook, const HookRun& run,
                       const std::string& why) {
  return failed(run, "ECS was unable to parse the response from " +
                         hook.hook_target_arn.value_or("") + " due to " + why);
}

/// Whole percents are written as integers, as AWS has them.
void write_percent(json::Writer& writer, int share) {
  if (share % 10 == 0) return writer.integer(share / 10);
  writer.number(share / 10.0);
}

/// Green's share of the traffic, and the rest as blue's, where there is a blue.
void write_weights(json::Writer& writer, const World& world, const ServiceDeployment& deployment,
                   const std::string& blue, int green_share) {
  const auto weight = [&](const std::string& revision, int share) {
    writer.key(service_revision_arn(world, deployment.service + "/" + revision));
    write_percent(writer, share);
  };
  weight(deployment.target_revision, green_share);
  if (!blue.empty()) weight(blue, all_traffic - green_share);
}

/// By stage: AWS tells of the traffic that the stage is about, and of no other.
void write_traffic(json::Writer& writer, const World& world, const ServiceDeployment& deployment,
                   HookStage stage) {
  const bool of_production = stage == HookStage::pre_production_traffic_shift ||
                             stage == HookStage::production_traffic_shift;
  const TrafficShift& shift = *deployment.traffic;
  const std::string& blue = deployment.rollback ? deployment.rollback->revision : shift.blue;
  writer.key("testTrafficWeights");
  writer.begin_object();
  if (stage == HookStage::test_traffic_shift) {
    write_weights(writer, world, deployment, blue, shift.test);
  }
  writer.end_object();
  writer.key("productionTrafficWeights");
  writer.begin_object();
  if (of_production) write_weights(writer, world, deployment, blue, shift.production);
  writer.end_object();
}

/// What the function is given beside: what it left itself, or what the hook was made with.
std::string details_of(const DeploymentLifecycleHook& hook, const HookRun& run) {
  if (!run.details.empty()) return run.details;
  return hook.hook_details ? hook.hook_details->json : std::string();
}

/// "Amazon ECS merges this data": what is new takes the place of what had the same name.
std::string merged(const std::string& before, json::View added) {
  const auto document = json::parse(before);
  json::Writer writer;
  writer.begin_object();
  if (document && document->root().is_object()) {
    const json::View old = document->root();
    for (std::size_t at = 0; at < old.size(); ++at) {
      if (!added[old.name_at(at)].is_absent()) continue;
      writer.key(old.name_at(at));
      json::copy(writer, old.at(at));
    }
  }
  for (std::size_t at = 0; at < added.size(); ++at) {
    writer.key(added.name_at(at));
    json::copy(writer, added.at(at));
  }
  writer.end_object();
  return std::string(writer.text());
}

HookOutcome called_again(const DeploymentLifecycleHook& hook, const HookRun& run, json::View answer,
                         TimePoint now) {
  const json::View delay = answer["callBackDelay"];
  const auto wait = delay.is_absent() || delay.is_null() ? usual_call_back_seconds
                                                         : delay.as_integer().value_or(0);
  if (wait < 1 || wait > longest_call_back_seconds) {
    return unreadable(hook, run, "CallBackDelay must be a whole number from 1 to 86400");
  }
  HookOutcome outcome{.status = HookStatus::in_progress,
                      .failure = "",
                      .call_at = now + seconds(wait),
                      .details = details_of(hook, run)};
  const json::View details = answer["hookDetails"];
  if (details.is_absent() || details.is_null()) return outcome;
  if (!details.is_object()) return unreadable(hook, run, "HookDetails must be an object");
  outcome.details = merged(outcome.details, details);
  if (outcome.details.size() > longest_hook_details) {
    return unreadable(hook, run, "HookDetails must have at most 65536 bytes");
  }
  return outcome;
}

}  // namespace

std::vector<HookRun> begin_hooks(const model::ecs::DeploymentConfiguration& configuration,
                                 LifecycleStage stage, IdSource& ids, TimePoint now) {
  std::vector<HookRun> runs;
  const auto taken = hook_stage(stage);
  const auto& hooks = configuration.lifecycle_hooks;
  if (!taken || !hooks) return runs;
  for (std::size_t at = 0; at < hooks->size(); ++at) {
    if (!runs_at((*hooks)[at], *taken)) continue;
    runs.push_back(begin_hook((*hooks)[at], stage, ids, now));
    runs.back().hook = static_cast<int>(at);
  }
  return runs;
}

std::vector<HookRun> begin_hooks_back(const ServiceDeployment& deployment, IdSource& ids,
                                      TimePoint now) {
  std::vector<HookRun> runs;
  const auto begin = [&](LifecycleStage stage) {
    std::ranges::move(begin_hooks(deployment.configuration, stage, ids, now),
                      std::back_inserter(runs));
  };
  if (deployment.traffic->production > 0) begin(LifecycleStage::production_traffic_shift);
  if (deployment.traffic->test > 0) begin(LifecycleStage::test_traffic_shift);
  return runs;
}

const DeploymentLifecycleHook& hook_of(const ServiceDeployment& deployment, const HookRun& run) {
  return (*deployment.configuration.lifecycle_hooks)[static_cast<std::size_t>(run.hook)];
}

std::vector<AwaitedCall> awaited_calls(const ServiceDeployment& deployment) {
  std::vector<AwaitedCall> calls;
  if (!deployment.traffic || !is_under_way(deployment)) return calls;
  for (const HookRun& run : deployment.traffic->hooks) {
    if (run.call_at && !has_ended(run)) calls.push_back({run.id, *run.call_at});
  }
  return calls;
}

std::string hook_payload(const World& world, const Service& service,
                         const ServiceDeployment& deployment, const HookRun& run) {
  const HookStage stage = *hook_stage(run.stage);
  json::Writer writer;
  writer.begin_object();
  writer.member("executionId", run.execution_id);
  writer.member("lifecycleStage", model::to_text(stage));
  writer.member("resourceArn", service_deployment_arn(world, deployment.key()));
  writer.key("executionDetails");
  writer.begin_object();
  writer.member("serviceArn", service.arn);
  writer.member("targetServiceRevisionArn",
                service_revision_arn(world, service.key() + "/" + deployment.target_revision));
  write_traffic(writer, world, deployment, stage);
  writer.end_object();
  if (const std::string details = details_of(hook_of(deployment, run), run); !details.empty()) {
    writer.key("hookDetails");
    writer.raw(details);
  }
  writer.end_object();
  return std::string(writer.text());
}

HookOutcome outcome_of_answer(const DeploymentLifecycleHook& hook, const HookRun& run,
                              std::string_view answer, TimePoint now) {
  const auto document = json::parse(answer);
  if (!document || !document->root().is_object()) {
    return unreadable(hook, run, "a response that is no JSON object");
  }
  const json::View status = document->root()["hookStatus"];
  // So AWS says it of a function that has thrown, whose answer tells of the error alone.
  if (status.is_absent() || status.is_null()) {
    return unreadable(hook, run, "HookStatus must not be null");
  }
  const std::string_view said = status.as_string().value_or("");
  if (said == "SUCCEEDED") return {};
  if (said == "FAILED") {
    return failed(run, "Lifecycle hook target " + hook.hook_target_arn.value_or("") +
                           " returned FAILED status.");
  }
  if (said == "IN_PROGRESS") return called_again(hook, run, document->root(), now);
  return unreadable(hook, run, "HookStatus must be SUCCEEDED, FAILED or IN_PROGRESS");
}

HookOutcome could_not_invoke(const DeploymentLifecycleHook& hook, const HookRun& run,
                             const std::string& why) {
  return failed(run, "ECS was unable to invoke hook target " + hook.hook_target_arn.value_or("") +
                         " due to " + why);
}

HookOutcome rolled_back(const HookRun& pause) {
  const std::string stage(model::to_text(*hook_stage(pause.stage)));
  return {.status = HookStatus::failed,
          .failure = "because " + stage + " pause hook was resolved with ROLLBACK.",
          .call_at = std::nullopt,
          .details = ""};
}

HookOutcome timed_out() {
  return {.status = HookStatus::timed_out, .failure = "", .call_at = std::nullopt, .details = ""};
}

std::optional<Duration> retry_delay(int failures) {
  constexpr int most_attempts = 3;
  if (failures >= most_attempts) return std::nullopt;
  return seconds(failures);
}

}  // namespace drydock::ecs
