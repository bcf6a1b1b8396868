#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <optional>
#include <string>
#include <vector>

#include "emulator/base/time.h"
#include "model/ecs/service.h"
#include "model/ecs/service_deployment.h"

namespace drydock::ecs {

/// The stages of a deployment that shifts traffic (BLUE_GREEN, LINEAR, CANARY), in their order.
/// "Blue" is what ran before, "green" the target revision.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
enum class LifecycleStage {
  reconcile_service,  ///< What a deployment left that this one overtook goes.
  pre_scale_up,
  scale_up,  ///< Green's tasks start, and become healthy.
  post_scale_up,
  test_traffic_shift,  ///< The test listener's requests go to green.
  post_test_traffic_shift,
  pre_production_traffic_shift,  ///< Before each step of the next stage.
  production_traffic_shift,      ///< One step, and the wait after it.
  post_production_traffic_shift,
  bake_time,  ///< Blue still runs, so that a way back is short.
  clean_up,   ///< Blue's tasks stop. There is no way back.
};
BOOST_DESCRIBE_ENUM(LifecycleStage, reconcile_service, pre_scale_up, scale_up, post_scale_up,
                    test_traffic_shift, post_test_traffic_shift, pre_production_traffic_shift,
                    production_traffic_shift, post_production_traffic_shift, bake_time, clean_up)

/// One run of a lifecycle hook.
struct HookRun {
  std::string id;  ///< "ecs-pause-…" or "ecs-awslambda-…".
  /// Its place among the hooks of the deployment's configuration.
  int hook = 0;
  LifecycleStage stage = LifecycleStage::reconcile_service;
  model::ecs::DeploymentLifecycleHookStatus status =
      model::ecs::DeploymentLifecycleHookStatus::in_progress;
  TimePoint expires_at;
  /// When its Lambda function is to be called next; nothing for a pause.
  std::optional<TimePoint> call_at;
  /// What the function wants to be given at its next call: JSON, or empty.
  std::string details;
  std::string failure;       ///< Why it FAILED, as its deployment tells it.
  std::string execution_id;  ///< A UUID by which the function knows the run.

  friend bool operator==(const HookRun&, const HookRun&) = default;
};
BOOST_DESCRIBE_STRUCT(HookRun, (),
                      (id, hook, stage, status, expires_at, call_at, details, failure,
                       execution_id))

/// Whether nothing more is awaited of the run.
bool has_ended(const HookRun& run);

/// How far a deployment has come that shifts traffic.
struct TrafficShift {
  /// The id of the revision that the traffic comes from. Empty where nothing ran before.
  std::string blue;
  LifecycleStage stage = LifecycleStage::reconcile_service;
  TimePoint stage_since;
  /// Green's share of the production listener's requests and of the test listener's, in tenths of a
  /// percent: 0 to 1000.
  int production = 0;
  int test = 0;
  /// Of the present stage, or of the last that had any; then those of the way back.
  std::vector<HookRun> hooks;

  friend bool operator==(const TrafficShift&, const TrafficShift&) = default;
};
BOOST_DESCRIBE_STRUCT(TrafficShift, (), (blue, stage, stage_since, production, test, hooks))

/// Whether a deployment of this configuration shifts traffic from one target group to another.
bool shifts_traffic(const model::ecs::DeploymentConfiguration& configuration);

/// The stage at which hooks of the configuration run, as AWS's model has it; nothing for those that
/// take no hooks (SCALE_UP, BAKE_TIME and CLEAN_UP).
std::optional<model::ecs::DeploymentLifecycleHookStage> hook_stage(LifecycleStage stage);
/// The stage as a deployment is described: what comes before a step counts as the shift itself.
model::ecs::ServiceDeploymentLifecycleStage shown_stage(LifecycleStage stage);

/// Until when a hook that starts now may take.
TimePoint hook_expires_at(const model::ecs::DeploymentLifecycleHook& hook, TimePoint now);
model::ecs::DeploymentLifecycleHookAction timeout_action(
    const model::ecs::DeploymentLifecycleHook& hook);
bool is_pause(const model::ecs::DeploymentLifecycleHook& hook);

}  // namespace drydock::ecs
