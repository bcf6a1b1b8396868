#include "api/elbv2/operations.h"

#include "api/elbv2/attributes.h"
#include "api/elbv2/listeners.h"
#include "api/elbv2/load_balancers.h"
#include "api/elbv2/rules.h"
#include "api/elbv2/tags.h"
#include "api/elbv2/target_groups.h"
#include "api/elbv2/targets.h"

namespace drydock::elb::api {

void add_operations(aws::ServiceTable& table) {
  table.add("CreateLoadBalancer", &create_load_balancer);
  table.add("DescribeLoadBalancers", &describe_load_balancers);
  table.add("DeleteLoadBalancer", &delete_load_balancer);
  table.add("SetSecurityGroups", &set_security_groups);
  table.add("SetSubnets", &set_subnets);
  table.add("SetIpAddressType", &set_ip_address_type);
  table.add("DescribeCapacityReservation", &describe_capacity_reservation);
  table.add("DescribeLoadBalancerAttributes", &describe_load_balancer_attributes);
  table.add("ModifyLoadBalancerAttributes", &modify_load_balancer_attributes);

  table.add("CreateTargetGroup", &create_target_group);
  table.add("DescribeTargetGroups", &describe_target_groups);
  table.add("ModifyTargetGroup", &modify_target_group);
  table.add("DeleteTargetGroup", &delete_target_group);
  table.add("DescribeTargetGroupAttributes", &describe_target_group_attributes);
  table.add("ModifyTargetGroupAttributes", &modify_target_group_attributes);

  table.add("CreateListener", &create_listener);
  table.add("DescribeListeners", &describe_listeners);
  table.add("ModifyListener", &modify_listener);
  table.add("DeleteListener", &delete_listener);
  table.add("DescribeListenerAttributes", &describe_listener_attributes);
  table.add("ModifyListenerAttributes", &modify_listener_attributes);

  table.add("CreateRule", &create_rule);
  table.add("DescribeRules", &describe_rules);
  table.add("ModifyRule", &modify_rule);
  table.add("SetRulePriorities", &set_rule_priorities);
  table.add("DeleteRule", &delete_rule);

  table.add("RegisterTargets", &register_targets);
  table.add("DeregisterTargets", &deregister_targets);
  table.add("DescribeTargetHealth", &describe_target_health);

  table.add("AddTags", &add_tags);
  table.add("RemoveTags", &remove_tags);
  table.add("DescribeTags", &describe_tags);
}

}  // namespace drydock::elb::api
