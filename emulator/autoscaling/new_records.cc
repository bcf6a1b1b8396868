#include "emulator/autoscaling/new_records.h"

#include "emulator/base/arn.h"
#include "emulator/base/joined.h"

namespace drydock::autoscaling {
namespace {

/// https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-service-linked-roles.html
std::string usual_role(const World& world) {
  return make_global_arn("iam", world,
                         "role/aws-service-role/ecs.application-autoscaling.amazonaws.com/"
                         "AWSServiceRoleForApplicationAutoScaling_ECSService");
}

}  // namespace

ScalableTarget new_target(const Scaling& scaling, const std::string& resource_id) {
  constexpr int id_length = 34;
  ScalableTarget target;
  target.resource_id = resource_id;
  target.arn = make_arn("application-autoscaling", scaling.world,
                        "scalable-target/" + scaling.ids.hex(id_length));
  target.role_arn = usual_role(scaling.world);
  target.created_at = scaling.now;
  return target;
}

ScalingPolicy new_policy(const Scaling& scaling, const std::string& resource_id,
                         const std::string& name) {
  ScalingPolicy policy;
  policy.name = name;
  policy.resource_id = resource_id;
  policy.arn = make_arn("autoscaling", scaling.world,
                        joined({"scalingPolicy:", scaling.ids.uuid(), ":resource/ecs/", resource_id,
                                ":policyName/", name}));
  policy.created_at = scaling.now;
  return policy;
}

}  // namespace drydock::autoscaling
