#include "api/autoscaling/operations.h"

#include "api/autoscaling/scalable_targets.h"
#include "api/autoscaling/scaling_activities.h"
#include "api/autoscaling/scaling_policies.h"
#include "api/autoscaling/tags.h"

namespace drydock::autoscaling::api {

void add_operations(aws::ServiceTable& table, const Handlers& handlers) {
  table.add("RegisterScalableTarget", &register_scalable_target);
  table.add("DeregisterScalableTarget", &deregister_scalable_target);
  table.add("DescribeScalableTargets", &describe_scalable_targets);

  table.add("PutScalingPolicy", &put_scaling_policy);
  table.add("DeleteScalingPolicy", &delete_scaling_policy);
  table.add("DescribeScalingPolicies", &describe_scaling_policies);

  table.add("PutScheduledAction", handlers.scheduled_actions, &ScheduledActions::put);
  table.add("DeleteScheduledAction", &delete_scheduled_action);
  table.add("DescribeScheduledActions", &describe_scheduled_actions);

  table.add("DescribeScalingActivities", &describe_scaling_activities);

  table.add("ListTagsForResource", &list_tags_for_resource);
  table.add("TagResource", &tag_resource);
  table.add("UntagResource", &untag_resource);
}

}  // namespace drydock::autoscaling::api
