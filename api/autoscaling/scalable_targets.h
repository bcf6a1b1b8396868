#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/application_autoscaling/scalable_target.h"

namespace drydock::autoscaling::api {

/// Of an ACTIVE service, whose desired count then comes within the limits. What a call leaves out
/// of a target that is registered already stays as it is.
Result<model::application_autoscaling::RegisterScalableTargetResponse> register_scalable_target(
    aws::Context& context,
    const model::application_autoscaling::RegisterScalableTargetRequest& request);

/// With its policies, their alarms, and its scheduled actions.
Result<model::application_autoscaling::DeregisterScalableTargetResponse> deregister_scalable_target(
    aws::Context& context,
    const model::application_autoscaling::DeregisterScalableTargetRequest& request);

/// By resource id.
Result<model::application_autoscaling::DescribeScalableTargetsResponse> describe_scalable_targets(
    aws::Context& context,
    const model::application_autoscaling::DescribeScalableTargetsRequest& request);

}  // namespace drydock::autoscaling::api
