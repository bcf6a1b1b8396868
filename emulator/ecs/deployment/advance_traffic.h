#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/ecs/scheduler/service_actions.h"
#include "emulator/ecs/scheduler/service_census.h"

namespace drydock::ecs {

/// The next step of a deployment that shifts traffic.
struct TrafficAdvance {
  std::vector<ServiceAction> actions;  ///< EnterStage or ExpireHook.
  std::optional<TimePoint> wake_at;
  bool may_finish = false;  ///< Nothing of it holds the deployment from being completed.
  /// Why a hook sends it back: "because …".
  std::optional<std::string> failure;
};

/// A stage is left once its hooks have succeeded and its own work is done: what was overtaken is
/// gone (RECONCILE_SERVICE), every desired green task is healthy (SCALE_UP), the step has been
/// waited for (PRODUCTION_TRAFFIC_SHIFT), the bake time is over (BAKE_TIME). CLEAN_UP is the last.
/// The deployment must be under way and not on its way back.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-deployment-how-it-works.html
TrafficAdvance advance_traffic(const ServiceView& view, const Census& census);

/// A way back has no stages: all of its traffic has gone back at once. Its hooks hold it until they
/// have ended, and however they do, it goes on.
TrafficAdvance advance_way_back(const ServiceView& view);

}  // namespace drydock::ecs
