#pragma once

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "model/ec2/network.h"

/// Enough of EC2 to set up awsvpc tasks and load balancers: the network that every region has.
/// https://docs.aws.amazon.com/vpc/latest/userguide/default-vpc.html
namespace drydock::ec2::api {

Result<model::ec2::DescribeVpcsResult> describe_vpcs(
    aws::Context& context, const model::ec2::DescribeVpcsRequest& request);

Result<model::ec2::DescribeSubnetsResult> describe_subnets(
    aws::Context& context, const model::ec2::DescribeSubnetsRequest& request);

Result<model::ec2::DescribeSecurityGroupsResult> describe_security_groups(
    aws::Context& context, const model::ec2::DescribeSecurityGroupsRequest& request);

Result<model::ec2::DescribeAvailabilityZonesResult> describe_availability_zones(
    aws::Context& context, const model::ec2::DescribeAvailabilityZonesRequest& request);

}  // namespace drydock::ec2::api
