#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/elbv2/target_group.h"

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-target-groups.html
namespace drydock::elb::api {

/// A second call with the same settings is answered with what the first one made.
Result<model::elbv2::CreateTargetGroupOutput> create_target_group(
    aws::Context& context, const model::elbv2::CreateTargetGroupInput& request);

/// All of them, those of a load balancer, or those named by ARN or by name.
Result<model::elbv2::DescribeTargetGroupsOutput> describe_target_groups(
    aws::Context& context, const model::elbv2::DescribeTargetGroupsInput& request);

/// Changes the health check; nothing else of a target group can be changed.
Result<model::elbv2::ModifyTargetGroupOutput> modify_target_group(
    aws::Context& context, const model::elbv2::ModifyTargetGroupInput& request);

/// Not while a listener or a rule forwards to it. One that is not there is no error.
Result<model::elbv2::DeleteTargetGroupOutput> delete_target_group(
    aws::Context& context, const model::elbv2::DeleteTargetGroupInput& request);

}  // namespace drydock::elb::api
