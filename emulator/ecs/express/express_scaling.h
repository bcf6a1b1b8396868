#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "emulator/autoscaling/scaling.h"
#include "emulator/base/result.h"
#include "emulator/ecs/express/express_gateway.h"
#include "model/ecs/express_gateway_service.h"

/// How an Express service is scaled: by a scalable target and target tracking policies like any
/// other, which a client may change as well.
namespace drydock::ecs {

/// Between how many tasks, and by what. What a call leaves out is as it was before.
struct ExpressScaling {
  int minimum = 1;
  int maximum = 20;
  model::ecs::ExpressGatewayServiceScalingMetric metric =
      model::ecs::ExpressGatewayServiceScalingMetric::average_cpu;
  int target_value = 60;

  friend bool operator==(const ExpressScaling&, const ExpressScaling&) = default;
};

/// `before` with what is given, if that can be. The words are drydock's.
Result<ExpressScaling> scaled_so(
    ExpressScaling before, const std::optional<model::ecs::ExpressGatewayScalingTarget>& given);

/// Has the gateway's service, if it is there already, scaled so. Fails, with nothing of it kept,
/// where there is no room for more alarms.
Result<Done> keep_scaling(const autoscaling::Scaling& scaling, const ExpressGateway& gateway,
                          const ExpressScaling& wanted);
/// A deployment has come to its end. Where requests are counted, it is now those of the target
/// group that has them since; does nothing for what is no Express service.
void follow_requests(const autoscaling::Scaling& scaling, std::string_view service_key);

/// How the service is scaled now, or nothing where its target has been taken away.
std::optional<ExpressScaling> present_scaling(const Store& store, const World& world,
                                              const ExpressGateway& gateway);

/// Takes the target away, with all that scales it.
void forget_scaling(const autoscaling::Scaling& scaling, const ExpressGateway& gateway);

/// The id by which Application Auto Scaling knows the service: "service/<cluster>/<name>".
std::string scaled_resource(const ExpressGateway& gateway);
/// The name of its scaling policy.
std::string scaling_policy(const ExpressGateway& gateway);

}  // namespace drydock::ecs
