#include "emulator/ecs/express/express_scaling.h"

#include <utility>

#include "emulator/autoscaling/new_records.h"
#include "emulator/autoscaling/policy_keeping.h"
#include "emulator/base/joined.h"
#include "emulator/base/take.h"
#include "emulator/ecs/deployment/service_revision.h"
#include "emulator/ecs/errors.h"
#include "emulator/ecs/service.h"
#include "emulator/store/store.h"
#include "model/application_autoscaling/scaling_policy.h"

namespace drydock::ecs {
namespace {

using autoscaling::ScalingPolicy;
using Metric = model::ecs::ExpressGatewayServiceScalingMetric;
using model::application_autoscaling::MetricType;
using Tracking = model::application_autoscaling::TargetTrackingScalingPolicyConfiguration;

/// A service has at most so many tasks.
constexpr int tasks_max = 5000;

MetricType type_of(Metric metric) {
  switch (metric) {
    case Metric::average_cpu:
      return MetricType::ecs_service_average_cpu_utilization;
    case Metric::average_memory:
      return MetricType::ecs_service_average_memory_utilization;
    case Metric::request_count_per_target:
      break;
  }
  return MetricType::alb_request_count_per_target;
}

Metric metric_of(const Tracking& tracking) {
  const auto& predefined = tracking.predefined_metric_specification;
  if (!predefined) return Metric::average_cpu;
  for (const Metric metric : {Metric::average_memory, Metric::request_count_per_target}) {
    if (predefined->predefined_metric_type == type_of(metric)) return metric;
  }
  return Metric::average_cpu;
}

/// What follows `kind` in an ARN: "app/<name>/<id>" of a load balancer's.
std::string_view after(std::string_view arn, std::string_view kind) {
  return arn.substr(arn.find(kind) + kind.size());
}

/// The target group that has the service's requests: the one of the revision that was completed
/// last, or else the first.
std::string serving_group(const Store& store, const World& world, const ExpressGateway& gateway) {
  const auto* service = store.find<Service>(world, gateway.service);
  const std::string id = service == nullptr ? "" : service->last_completed_revision;
  const auto* revision = store.find<ServiceRevision>(world, gateway.service + "/" + id);
  const bool is_told = revision != nullptr && !revision->target_groups.empty();
  return is_told ? revision->target_groups.front() : gateway.target_groups.front();
}

Tracking tracking_of(const Store& store, const World& world, const ExpressGateway& gateway,
                     const ExpressScaling& wanted) {
  Tracking tracking{.target_value = static_cast<double>(wanted.target_value)};
  auto& metric = tracking.predefined_metric_specification.emplace();
  metric.predefined_metric_type = type_of(wanted.metric);
  if (wanted.metric == Metric::request_count_per_target) {
    const std::string group = serving_group(store, world, gateway);
    metric.resource_label = joined({after(gateway.load_balancer, ":loadbalancer/"), "/targetgroup/",
                                    after(group, ":targetgroup/")});
  }
  return tracking;
}

const ScalingPolicy* policy_of(const Store& store, const World& world,
                               const ExpressGateway& gateway) {
  return store.find<ScalingPolicy>(
      world, ScalingPolicy::key_of(scaled_resource(gateway), scaling_policy(gateway)));
}

Result<Done> keep_policy(const autoscaling::Scaling& scaling, const ExpressGateway& gateway,
                         Tracking tracking) {
  const ScalingPolicy* before = policy_of(scaling.store, scaling.world, gateway);
  ScalingPolicy policy =
      before == nullptr
          ? autoscaling::new_policy(scaling, scaled_resource(gateway), scaling_policy(gateway))
          : *before;
  policy.tracking = std::move(tracking);
  policy.step.reset();
  return autoscaling::keep_policy(scaling, std::move(policy));
}

void keep_target(const autoscaling::Scaling& scaling, const std::string& resource,
                 const ExpressScaling& wanted) {
  const auto* before = scaling.store.find<autoscaling::ScalableTarget>(scaling.world, resource);
  autoscaling::ScalableTarget target =
      before == nullptr ? autoscaling::new_target(scaling, resource) : *before;
  target.limits = {.minimum = wanted.minimum, .maximum = wanted.maximum};
  scaling.store.put(scaling.world, std::move(target));
}

}  // namespace

Result<ExpressScaling> scaled_so(
    ExpressScaling before, const std::optional<model::ecs::ExpressGatewayScalingTarget>& given) {
  if (!given) return before;
  take(given->min_task_count, before.minimum);
  take(given->max_task_count, before.maximum);
  take(given->auto_scaling_metric, before.metric);
  take(given->auto_scaling_target_value, before.target_value);
  if (before.minimum < 0) return invalid_parameter("minTaskCount must not be negative.");
  if (before.maximum < before.minimum) {
    return invalid_parameter("maxTaskCount must not be less than minTaskCount.");
  }
  if (before.maximum > tasks_max) {
    return invalid_parameter("maxTaskCount must not be greater than 5000.");
  }
  if (before.target_value < 1) {
    return invalid_parameter("autoScalingTargetValue must be greater than 0.");
  }
  return before;
}

Result<Done> keep_scaling(const autoscaling::Scaling& scaling, const ExpressGateway& gateway,
                          const ExpressScaling& wanted) {
  const auto kept =
      keep_policy(scaling, gateway, tracking_of(scaling.store, scaling.world, gateway, wanted));
  if (!kept) return kept;
  keep_target(scaling, scaled_resource(gateway), wanted);
  autoscaling::keep_limits(scaling, scaled_resource(gateway));
  return Done{};
}

void follow_requests(const autoscaling::Scaling& scaling, std::string_view service_key) {
  const auto* gateway = scaling.store.find<ExpressGateway>(scaling.world, service_key);
  if (gateway == nullptr || gateway->load_balancer.empty()) return;
  const ScalingPolicy* policy = policy_of(scaling.store, scaling.world, *gateway);
  const auto wanted = present_scaling(scaling.store, scaling.world, *gateway);
  if (policy == nullptr || !wanted || wanted->metric != Metric::request_count_per_target) return;
  Tracking tracking = tracking_of(scaling.store, scaling.world, *gateway, *wanted);
  if (policy->tracking == tracking) return;
  // It has its alarms already, so that there is room for them.
  static_cast<void>(keep_policy(scaling, *gateway, std::move(tracking)));
}

std::optional<ExpressScaling> present_scaling(const Store& store, const World& world,
                                              const ExpressGateway& gateway) {
  const auto* target = store.find<autoscaling::ScalableTarget>(world, scaled_resource(gateway));
  if (target == nullptr) return std::nullopt;
  ExpressScaling found{.minimum = target->limits.minimum, .maximum = target->limits.maximum};
  const ScalingPolicy* policy = policy_of(store, world, gateway);
  if (policy == nullptr || !policy->tracking) return found;
  found.metric = metric_of(*policy->tracking);
  found.target_value = static_cast<int>(policy->tracking->target_value);
  return found;
}

void forget_scaling(const autoscaling::Scaling& scaling, const ExpressGateway& gateway) {
  autoscaling::forget_target(scaling, scaled_resource(gateway));
}

std::string scaling_policy(const ExpressGateway& gateway) { return "express/" + gateway.service; }

std::string scaled_resource(const ExpressGateway& gateway) { return "service/" + gateway.service; }

}  // namespace drydock::ecs
