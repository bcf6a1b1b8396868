#pragma once

#include <string>

#include "emulator/autoscaling/scalable_target.h"
#include "emulator/autoscaling/scaling.h"
#include "emulator/autoscaling/scaling_policy.h"

/// Targets and policies as they begin: with their names, and nothing configured.
namespace drydock::autoscaling {

/// The target for this service, with the role that AWS makes where none is given.
ScalableTarget new_target(const Scaling& scaling, const std::string& resource_id);
ScalingPolicy new_policy(const Scaling& scaling, const std::string& resource_id,
                         const std::string& name);

}  // namespace drydock::autoscaling
