#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/application_autoscaling/scaling_policy.h"

namespace drydock::autoscaling::api {

/// Of a registered target: step scaling, or target tracking, whose alarms are made in CloudWatch.
Result<model::application_autoscaling::PutScalingPolicyResponse> put_scaling_policy(
    aws::Context& context, const model::application_autoscaling::PutScalingPolicyRequest& request);

/// With the alarms of a target tracking policy; a step scaling policy's stay.
Result<model::application_autoscaling::DeleteScalingPolicyResponse> delete_scaling_policy(
    aws::Context& context,
    const model::application_autoscaling::DeleteScalingPolicyRequest& request);

/// By resource and name.
Result<model::application_autoscaling::DescribeScalingPoliciesResponse> describe_scaling_policies(
    aws::Context& context,
    const model::application_autoscaling::DescribeScalingPoliciesRequest& request);

}  // namespace drydock::autoscaling::api
