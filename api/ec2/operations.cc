#include "api/ec2/operations.h"

#include "api/ec2/network.h"

namespace drydock::ec2::api {

void add_operations(aws::ServiceTable& table) {
  table.add("DescribeVpcs", &describe_vpcs);
  table.add("DescribeSubnets", &describe_subnets);
  table.add("DescribeSecurityGroups", &describe_security_groups);
  table.add("DescribeAvailabilityZones", &describe_availability_zones);
}

}  // namespace drydock::ec2::api
