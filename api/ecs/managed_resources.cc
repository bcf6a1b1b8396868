#include "api/ecs/managed_resources.h"

#include <utility>

#include "emulator/autoscaling/scaling_policy.h"
#include "emulator/cloudwatch/alarm.h"
#include "emulator/ecs/express/express_scaling.h"
#include "emulator/elb/listener.h"
#include "emulator/elb/load_balancer.h"
#include "emulator/elb/target_group.h"
#include "model/application_autoscaling/scaling_policy.h"
#include "model/elbv2/common.h"

namespace drydock::ecs::api {
namespace {

/// A thing that is there.
template <class Shown>
Shown active(const std::string& arn, const ExpressGateway& gateway) {
  Shown shown;
  shown.arn = arn;
  shown.status = model::ecs::ManagedResourceStatus::active;
  shown.updated_at = gateway.updated_at;
  return shown;
}

std::vector<model::ecs::ManagedTargetGroup> groups_of(const Store& store, const World& world,
                                                      const ExpressGateway& gateway) {
  std::vector<model::ecs::ManagedTargetGroup> groups;
  for (const std::string& arn : gateway.target_groups) {
    const auto* group = store.find<elb::TargetGroup>(world, arn);
    if (group == nullptr) continue;
    auto shown = active<model::ecs::ManagedTargetGroup>(arn, gateway);
    shown.health_check_path = group->health_check.path;
    shown.health_check_port = group->port;
    shown.port = group->port;
    groups.push_back(std::move(shown));
  }
  return groups;
}

model::ecs::ManagedIngressPath ingress_of(const Store& store, const World& world,
                                          const ExpressGateway& gateway, const OwnPort& port) {
  model::ecs::ManagedIngressPath shown;
  shown.access_type = model::ecs::AccessType::public_;
  shown.endpoint = endpoint_url(world, gateway.endpoint, port);
  if (const auto* balancer = store.find<elb::LoadBalancer>(world, gateway.load_balancer)) {
    auto& front = shown.load_balancer.emplace(
        active<model::ecs::ManagedLoadBalancer>(balancer->arn, gateway));
    front.scheme = std::string(model::to_text(balancer->scheme));
    front.subnet_ids = balancer->subnets;
    front.security_group_ids = balancer->security_groups;
  }
  if (store.find<elb::Listener>(world, gateway.listener) != nullptr) {
    shown.listener = active<model::ecs::ManagedListener>(gateway.listener, gateway);
  }
  if (store.find<elb::Rule>(world, gateway.rule) != nullptr) {
    shown.rule = active<model::ecs::ManagedListenerRule>(gateway.rule, gateway);
  }
  shown.target_groups = groups_of(store, world, gateway);
  return shown;
}

model::ecs::ManagedApplicationAutoScalingPolicy policy_of(const autoscaling::ScalingPolicy& policy,
                                                          const ExpressGateway& gateway) {
  auto shown = active<model::ecs::ManagedApplicationAutoScalingPolicy>(policy.arn, gateway);
  shown.policy_type = policy.tracking ? "TargetTrackingScaling" : "StepScaling";
  if (!policy.tracking) return shown;
  shown.target_value = policy.tracking->target_value;
  const auto& metric = policy.tracking->predefined_metric_specification;
  if (metric) shown.metric = std::string(model::to_text(metric->predefined_metric_type));
  return shown;
}

std::vector<model::ecs::ManagedMetricAlarm> alarms_of(const Store& store, const World& world,
                                                      const autoscaling::ScalingPolicy& policy,
                                                      const ExpressGateway& gateway) {
  std::vector<model::ecs::ManagedMetricAlarm> alarms;
  for (const std::string& name : {policy.high_alarm, policy.low_alarm}) {
    const auto* alarm = store.find<cloudwatch::MetricAlarm>(world, name);
    if (alarm == nullptr) continue;
    alarms.push_back(active<model::ecs::ManagedMetricAlarm>(alarm->arn, gateway));
  }
  return alarms;
}

}  // namespace

model::ecs::ECSManagedResources describe_managed(const Store& store, const World& world,
                                                 const ExpressGateway& gateway,
                                                 const OwnPort& port) {
  model::ecs::ECSManagedResources shown;
  shown.ingress_paths.emplace().push_back(ingress_of(store, world, gateway, port));
  const std::string resource = scaled_resource(gateway);
  const auto* target = store.find<autoscaling::ScalableTarget>(world, resource);
  if (target == nullptr) return shown;
  auto& scaling = shown.auto_scaling.emplace();
  auto& shown_target = scaling.scalable_target.emplace(
      active<model::ecs::ManagedScalableTarget>(target->arn, gateway));
  shown_target.min_capacity = target->limits.minimum;
  shown_target.max_capacity = target->limits.maximum;
  const auto* policy = store.find<autoscaling::ScalingPolicy>(
      world, autoscaling::ScalingPolicy::key_of(resource, scaling_policy(gateway)));
  if (policy == nullptr) return shown;
  scaling.application_auto_scaling_policies.emplace().push_back(policy_of(*policy, gateway));
  shown.metric_alarms = alarms_of(store, world, *policy, gateway);
  return shown;
}

}  // namespace drydock::ecs::api
