#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/elbv2/target_group.h"

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-register-targets.html
namespace drydock::elb::api {

/// All of the targets or none. One without a port gets the group's.
Result<model::elbv2::RegisterTargetsOutput> register_targets(
    aws::Context& context, const model::elbv2::RegisterTargetsInput& request);

/// The targets drain; one that is not registered is no error.
Result<model::elbv2::DeregisterTargetsOutput> deregister_targets(
    aws::Context& context, const model::elbv2::DeregisterTargetsInput& request);

/// All registered targets, or those that are asked for, registered or not.
Result<model::elbv2::DescribeTargetHealthOutput> describe_target_health(
    aws::Context& context, const model::elbv2::DescribeTargetHealthInput& request);

}  // namespace drydock::elb::api
