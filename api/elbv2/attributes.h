#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/elbv2/listener.h"
#include "model/elbv2/load_balancer.h"
#include "model/elbv2/target_group.h"

/// The settings of load balancers, target groups and listeners that are told as text. Describe
/// tells all of them, with their defaults; Modify is all or nothing and tells all of them too.
namespace drydock::elb::api {

Result<model::elbv2::DescribeLoadBalancerAttributesOutput> describe_load_balancer_attributes(
    aws::Context& context, const model::elbv2::DescribeLoadBalancerAttributesInput& request);
Result<model::elbv2::ModifyLoadBalancerAttributesOutput> modify_load_balancer_attributes(
    aws::Context& context, const model::elbv2::ModifyLoadBalancerAttributesInput& request);

Result<model::elbv2::DescribeTargetGroupAttributesOutput> describe_target_group_attributes(
    aws::Context& context, const model::elbv2::DescribeTargetGroupAttributesInput& request);
Result<model::elbv2::ModifyTargetGroupAttributesOutput> modify_target_group_attributes(
    aws::Context& context, const model::elbv2::ModifyTargetGroupAttributesInput& request);

Result<model::elbv2::DescribeListenerAttributesOutput> describe_listener_attributes(
    aws::Context& context, const model::elbv2::DescribeListenerAttributesInput& request);
Result<model::elbv2::ModifyListenerAttributesOutput> modify_listener_attributes(
    aws::Context& context, const model::elbv2::ModifyListenerAttributesInput& request);

}  // namespace drydock::elb::api
