#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/application_autoscaling/scaling_activity.h"

namespace drydock::autoscaling::api {

/// The newest 50 of each target that is registered, newest first. What was not scaled is not kept.
Result<model::application_autoscaling::DescribeScalingActivitiesResponse>
describe_scaling_activities(
    aws::Context& context,
    const model::application_autoscaling::DescribeScalingActivitiesRequest& request);

}  // namespace drydock::autoscaling::api
