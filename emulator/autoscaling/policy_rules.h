#pragma once

#include "emulator/base/result.h"
#include "emulator/cloudwatch/metric.h"
#include "model/application_autoscaling/scaling_policy.h"

/// What AWS demands of scaling policies beyond the model, and which of them drydock does not have.
/// The words are drydock's where AWS's are not known.
/// https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PutScalingPolicy.html
namespace drydock::autoscaling {

Result<Done> check(const model::application_autoscaling::StepScalingPolicyConfiguration& step);
Result<Done> check(
    const model::application_autoscaling::TargetTrackingScalingPolicyConfiguration& tracking);

/// What a target tracking policy of this service goes by.
struct TrackedMetric {
  cloudwatch::MetricName metric;
  model::cloudwatch::Statistic statistic = model::cloudwatch::Statistic::average;
  std::optional<model::cloudwatch::StandardUnit> unit;
};

/// The metric of a configuration that has been checked, for the service "<cluster>/<name>".
TrackedMetric tracked_metric(
    const model::application_autoscaling::TargetTrackingScalingPolicyConfiguration& tracking,
    std::string_view service_key);

}  // namespace drydock::autoscaling
