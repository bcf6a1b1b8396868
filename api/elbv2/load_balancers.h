#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/elbv2/load_balancer.h"

/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
namespace drydock::elb::api {

/// A second call with the same settings is answered with what the first one made.
Result<model::elbv2::CreateLoadBalancerOutput> create_load_balancer(
    aws::Context& context, const model::elbv2::CreateLoadBalancerInput& request);

/// All of them, or those named by ARN or by name, of which none may be missing.
Result<model::elbv2::DescribeLoadBalancersOutput> describe_load_balancers(
    aws::Context& context, const model::elbv2::DescribeLoadBalancersInput& request);

/// Its listeners and rules go with it. One that is not there is no error.
Result<model::elbv2::DeleteLoadBalancerOutput> delete_load_balancer(
    aws::Context& context, const model::elbv2::DeleteLoadBalancerInput& request);

Result<model::elbv2::SetSecurityGroupsOutput> set_security_groups(
    aws::Context& context, const model::elbv2::SetSecurityGroupsInput& request);
Result<model::elbv2::SetSubnetsOutput> set_subnets(aws::Context& context,
                                                   const model::elbv2::SetSubnetsInput& request);
Result<model::elbv2::SetIpAddressTypeOutput> set_ip_address_type(
    aws::Context& context, const model::elbv2::SetIpAddressTypeInput& request);

/// No load balancer of drydock's has capacity reserved.
Result<model::elbv2::DescribeCapacityReservationOutput> describe_capacity_reservation(
    aws::Context& context, const model::elbv2::DescribeCapacityReservationInput& request);

}  // namespace drydock::elb::api
