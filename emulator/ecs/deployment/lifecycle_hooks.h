#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ecs/deployment/traffic_shift.h"
#include "emulator/ports/id_source.h"

/// How the hooks of a deployment's stages begin, what their Lambda functions are given, and what is
/// made of their answers.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/lambda-lifecycle-hooks.html
namespace drydock::ecs {

struct Service;
struct ServiceDeployment;

/// The runs of the configuration's hooks that a stage begins; none where it takes no hooks.
std::vector<HookRun> begin_hooks(const model::ecs::DeploymentConfiguration& configuration,
                                 LifecycleStage stage, IdSource& ids, TimePoint now);
/// Those with which a way back begins: of the traffic shifts that there have been, which it undoes.
/// AWS runs the hooks of TEST_TRAFFIC_SHIFT and PRODUCTION_TRAFFIC_SHIFT again, and no others.
std::vector<HookRun> begin_hooks_back(const ServiceDeployment& deployment, IdSource& ids,
                                      TimePoint now);

/// The configuration's hook that runs.
const model::ecs::DeploymentLifecycleHook& hook_of(const ServiceDeployment& deployment,
                                                   const HookRun& run);

/// A Lambda function that a deployment waits for.
struct AwaitedCall {
  std::string hook_id;
  TimePoint due;

  friend bool operator==(const AwaitedCall&, const AwaitedCall&) = default;
};
/// None where the deployment has ended.
std::vector<AwaitedCall> awaited_calls(const ServiceDeployment& deployment);

/// What the function is given, as JSON: whose deployment is in which stage, for the stages of a
/// traffic shift who has how much of it, and the hook's details, if there are any.
std::string hook_payload(const World& world, const Service& service,
                         const ServiceDeployment& deployment, const HookRun& run);

/// How a hook's run has ended, or that it is to be asked again.
struct HookOutcome {
  model::ecs::DeploymentLifecycleHookStatus status =
      model::ecs::DeploymentLifecycleHookStatus::succeeded;
  std::string failure;  ///< "because …", where it FAILED.
  /// Where it is IN_PROGRESS: when it is asked again, and with which details.
  std::optional<TimePoint> call_at;
  std::string details;

  friend bool operator==(const HookOutcome&, const HookOutcome&) = default;
};

/// A function that is IN_PROGRESS may ask to be called after so many seconds, 30 where it does not
/// say, and may leave details of so many bytes. AWS documents no bounds.
inline constexpr int longest_call_back_seconds = 24 * 60 * 60;
inline constexpr std::size_t longest_hook_details = std::size_t{64} << 10;

/// What the function's answer means. What is no answer fails the hook, in AWS's words where they
/// are known.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/troubleshooting-blue-green.html
HookOutcome outcome_of_answer(const model::ecs::DeploymentLifecycleHook& hook, const HookRun& run,
                              std::string_view answer, TimePoint now);
/// The function could not be called, or failed: `why`, without a full stop.
HookOutcome could_not_invoke(const model::ecs::DeploymentLifecycleHook& hook, const HookRun& run,
                             const std::string& why);
/// A client has sent the deployment back that this pause held.
HookOutcome rolled_back(const HookRun& pause);
/// The hook has taken too long.
HookOutcome timed_out();

/// How long after so many failed attempts a function that could not be reached is called again, as
/// AWS's SDKs do it: three times in all. Nothing where that was the last.
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
std::optional<Duration> retry_delay(int failures);

}  // namespace drydock::ecs
