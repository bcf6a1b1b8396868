#pragma once

#include <string>

#include "emulator/autoscaling/scaling.h"
#include "emulator/base/result.h"

namespace drydock::autoscaling {

/// Keeps a policy that has been checked. A target tracking policy gets its alarms in CloudWatch, or
/// has them configured anew: the high one for three minutes above the target, the low one for
/// fifteen minutes below nine tenths of it, which is where AWS has them for ECS.
Result<Done> keep_policy(const Scaling& scaling, ScalingPolicy policy);

/// Takes a policy away, with the alarms that are its own.
void forget_policy(const Scaling& scaling, const ScalingPolicy& policy);

/// Takes a target away, with its policies and its scheduled actions.
void forget_target(const Scaling& scaling, const std::string& resource_id);

}  // namespace drydock::autoscaling
