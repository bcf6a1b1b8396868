#include "emulator/autoscaling/policy_rules.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "emulator/autoscaling/errors.h"
#include "emulator/autoscaling/scaling_policy.h"

namespace drydock::autoscaling {
namespace {

namespace wire = model::application_autoscaling;
using wire::MetricType;

constexpr double infinity = std::numeric_limits<double>::infinity();

bool is_a_cooldown(std::optional<int> cooldown) { return cooldown.value_or(0) >= 0; }

double lower(const wire::StepAdjustment& step) {
  return step.metric_interval_lower_bound.value_or(-infinity);
}
double upper(const wire::StepAdjustment& step) {
  return step.metric_interval_upper_bound.value_or(infinity);
}

Result<Done> check_step(const wire::StepAdjustment& step, bool is_exact) {
  if (!step.metric_interval_lower_bound && !step.metric_interval_upper_bound) {
    return validation_error("The upper and lower bound can't be null in the same step adjustment.");
  }
  if (lower(step) >= upper(step)) {
    return validation_error(
        "The upper bound of a step adjustment must be greater than its lower "
        "bound.");
  }
  if (is_exact && step.scaling_adjustment < 0) {
    return validation_error("For exact capacity, you must specify a non-negative value.");
  }
  return Done{};
}

/// "The ranges of your step adjustments can't overlap or have a gap", and they go on for ever in
/// the direction in which they leave the threshold.
Result<Done> check_ranges(std::vector<wire::StepAdjustment> steps) {
  std::ranges::sort(steps, {}, lower);
  for (std::size_t i = 1; i < steps.size(); ++i) {
    if (upper(steps[i - 1]) != lower(steps[i])) {
      return validation_error("The ranges of the step adjustments can't overlap or have a gap.");
    }
  }
  if (lower(steps.front()) < 0 && lower(steps.front()) != -infinity) {
    return validation_error(
        "If one step adjustment has a negative lower bound, then there must be "
        "a step adjustment with a null lower bound.");
  }
  if (upper(steps.back()) > 0 && upper(steps.back()) != infinity) {
    return validation_error(
        "If one step adjustment has a positive upper bound, then there must be "
        "a step adjustment with a null upper bound.");
  }
  return Done{};
}

Result<Done> check_predefined(const wire::PredefinedMetricSpecification& metric) {
  switch (metric.predefined_metric_type) {
    case MetricType::ecs_service_average_cpu_utilization:
    case MetricType::ecs_service_average_memory_utilization:
      if (!metric.resource_label) return Done{};
      return validation_error(
          "Resource label can only be specified with the predefined metric "
          "ALBRequestCountPerTarget.");
    case MetricType::alb_request_count_per_target:
      break;
    default:
      return validation_error(
          "drydock has the predefined metrics ECSServiceAverageCPUUtilization, "
          "ECSServiceAverageMemoryUtilization and ALBRequestCountPerTarget.");
  }
  const std::string label = metric.resource_label.value_or("");
  const bool is_label = label.starts_with("app/") && label.find("/targetgroup/") > 4 &&
                        label.find("/targetgroup/") != std::string::npos;
  if (is_label) return Done{};
  return validation_error(
      "The resource label must be app/<load-balancer-name>/<load-balancer-id>/"
      "targetgroup/<target-group-name>/<target-group-id>.");
}

Result<Done> check_customized(const wire::CustomizedMetricSpecification& metric) {
  if (metric.metrics) {
    return validation_error("drydock does not emulate metric math (Metrics) in target tracking.");
  }
  if (!metric.metric_name || !metric.namespace_ || !metric.statistic) {
    return validation_error(
        "A customized metric must have a MetricName, a Namespace and a "
        "Statistic.");
  }
  if (metric.unit && !model::from_text<model::cloudwatch::StandardUnit>(*metric.unit)) {
    return validation_error("The unit " + *metric.unit + " is not one of CloudWatch's.");
  }
  return Done{};
}

model::cloudwatch::Statistic statistic_of(wire::MetricStatistic statistic) {
  return *model::from_text<model::cloudwatch::Statistic>(to_text(statistic));
}

TrackedMetric tracked_metric(const wire::CustomizedMetricSpecification& metric) {
  TrackedMetric tracked{.metric = {.metric_namespace = *metric.namespace_,
                                   .name = *metric.metric_name,
                                   .dimensions = {}},
                        .statistic = statistic_of(*metric.statistic),
                        .unit = std::nullopt};
  if (metric.dimensions) {
    for (const auto& [name, value] : *metric.dimensions) {
      tracked.metric.dimensions.insert_or_assign(name, value);
    }
  }
  if (metric.unit) tracked.unit = model::from_text<model::cloudwatch::StandardUnit>(*metric.unit);
  return tracked;
}

}  // namespace

Result<Done> check(const wire::StepScalingPolicyConfiguration& step) {
  if (!step.adjustment_type || !step.step_adjustments || step.step_adjustments->empty()) {
    return validation_error(
        "A step scaling policy must have an AdjustmentType and at least one "
        "step adjustment.");
  }
  if (step.step_adjustments->size() > steps_max) {
    return validation_error("A scaling policy can have at most 20 step adjustments.");
  }
  const bool is_percent = *step.adjustment_type == wire::AdjustmentType::percent_change_in_capacity;
  if (step.min_adjustment_magnitude && (!is_percent || *step.min_adjustment_magnitude < 1)) {
    return validation_error(
        "MinAdjustmentMagnitude must be positive, and the adjustment type "
        "PercentChangeInCapacity.");
  }
  if (!is_a_cooldown(step.cooldown)) {
    return validation_error("The cooldown must not be negative.");
  }
  const bool is_exact = *step.adjustment_type == wire::AdjustmentType::exact_capacity;
  for (const wire::StepAdjustment& adjustment : *step.step_adjustments) {
    const auto checked = check_step(adjustment, is_exact);
    if (!checked) return checked.error();
  }
  return check_ranges(*step.step_adjustments);
}

Result<Done> check(const wire::TargetTrackingScalingPolicyConfiguration& tracking) {
  const bool has_both =
      tracking.predefined_metric_specification && tracking.customized_metric_specification;
  const bool has_one =
      tracking.predefined_metric_specification || tracking.customized_metric_specification;
  if (has_both || !has_one) {
    return validation_error("You can specify either a predefined metric or a customized metric.");
  }
  // What is not positive cannot be come near to by more or fewer tasks.
  if (!(tracking.target_value > 0) || tracking.target_value > std::ldexp(1.0, 360)) {
    return validation_error("The target value must be greater than 0 and at most 2^360.");
  }
  if (!is_a_cooldown(tracking.scale_out_cooldown) || !is_a_cooldown(tracking.scale_in_cooldown)) {
    return validation_error("The cooldown must not be negative.");
  }
  if (tracking.predefined_metric_specification) {
    return check_predefined(*tracking.predefined_metric_specification);
  }
  return check_customized(*tracking.customized_metric_specification);
}

TrackedMetric tracked_metric(const wire::TargetTrackingScalingPolicyConfiguration& tracking,
                             std::string_view service_key) {
  if (tracking.customized_metric_specification) {
    return tracked_metric(*tracking.customized_metric_specification);
  }
  const auto& predefined = *tracking.predefined_metric_specification;
  TrackedMetric tracked;
  if (predefined.predefined_metric_type == MetricType::alb_request_count_per_target) {
    const std::string label = predefined.resource_label.value_or("");
    const std::size_t group = label.find("/targetgroup/");
    tracked.metric = {.metric_namespace = "AWS/ApplicationELB",
                      .name = "RequestCountPerTarget",
                      .dimensions = {{"LoadBalancer", label.substr(0, group)},
                                     {"TargetGroup", label.substr(group + 1)}}};
    tracked.statistic = model::cloudwatch::Statistic::sum;
    return tracked;
  }
  const std::size_t slash = service_key.find('/');
  const bool is_cpu =
      predefined.predefined_metric_type == MetricType::ecs_service_average_cpu_utilization;
  tracked.metric = {.metric_namespace = "AWS/ECS",
                    .name = is_cpu ? "CPUUtilization" : "MemoryUtilization",
                    .dimensions = {{"ClusterName", std::string(service_key.substr(0, slash))},
                                   {"ServiceName", std::string(service_key.substr(slash + 1))}}};
  tracked.unit = model::cloudwatch::StandardUnit::percent;
  return tracked;
}

}  // namespace drydock::autoscaling
