#include "api/autoscaling/scaling_policies.h"

#include <utility>

#include "api/autoscaling/scope.h"
#include "emulator/autoscaling/errors.h"
#include "emulator/autoscaling/new_records.h"
#include "emulator/autoscaling/policy_keeping.h"
#include "emulator/autoscaling/policy_rules.h"
#include "emulator/autoscaling/scaling_policy.h"
#include "emulator/base/arn.h"
#include "emulator/cloudwatch/alarm.h"
#include "model/application_autoscaling/service_model.h"

namespace drydock::autoscaling::api {
namespace {

namespace wire = model::application_autoscaling;

/// What the call configures beside what a policy has already.
Result<Done> take(const wire::PutScalingPolicyRequest& request, ScalingPolicy& policy) {
  const auto& step = request.step_scaling_policy_configuration;
  const auto& tracking = request.target_tracking_scaling_policy_configuration;
  const auto type = request.policy_type.value_or(
      policy.tracking ? wire::PolicyType::target_tracking_scaling : wire::PolicyType::step_scaling);
  if (type == wire::PolicyType::predictive_scaling ||
      request.predictive_scaling_policy_configuration) {
    return validation_error("drydock does not emulate predictive scaling.");
  }
  const bool is_step = type == wire::PolicyType::step_scaling;
  if ((is_step && (policy.tracking || tracking)) || (!is_step && (policy.step || step))) {
    return validation_error(
        "The policy type and the configuration of the scaling policy must "
        "agree, and stay as they are.");
  }
  if (step) policy.step = step;
  if (tracking) policy.tracking = tracking;
  if (policy.step) return check(*policy.step);
  if (policy.tracking) return check(*policy.tracking);
  return validation_error(
      "The scaling policy needs a StepScalingPolicyConfiguration or a "
      "TargetTrackingScalingPolicyConfiguration.");
}

wire::Alarm describe_alarm(const aws::Context& context, const std::string& name) {
  return {.alarm_name = name, .alarm_arn = make_arn("cloudwatch", context.world, "alarm:" + name)};
}

/// The alarms that a policy made, or that have a step scaling policy as their action.
std::vector<wire::Alarm> alarms_of(const aws::Context& context, const ScalingPolicy& policy) {
  std::vector<wire::Alarm> alarms;
  if (policy.tracking) {
    for (const std::string& name : {policy.high_alarm, policy.low_alarm}) {
      if (!name.empty()) alarms.push_back(describe_alarm(context, name));
    }
    return alarms;
  }
  for (const auto& [name, alarm] :
       context.store.table<cloudwatch::MetricAlarm>(context.world).rows()) {
    if (std::ranges::find(alarm.alarm_actions, policy.arn) != alarm.alarm_actions.end()) {
      alarms.push_back(describe_alarm(context, name));
    }
  }
  return alarms;
}

wire::ScalingPolicy describe(const aws::Context& context, const ScalingPolicy& policy) {
  wire::ScalingPolicy shown;
  shown.policy_arn = policy.arn;
  shown.policy_name = policy.name;
  shown.service_namespace = ServiceNamespace::ecs;
  shown.resource_id = policy.resource_id;
  shown.scalable_dimension = ScalableDimension::ecs_service_desired_count;
  shown.policy_type =
      policy.tracking ? wire::PolicyType::target_tracking_scaling : wire::PolicyType::step_scaling;
  shown.step_scaling_policy_configuration = policy.step;
  shown.target_tracking_scaling_policy_configuration = policy.tracking;
  shown.alarms = alarms_of(context, policy);
  shown.creation_time = policy.created_at;
  return shown;
}

Result<Done> check_policies_max(const aws::Context& context, const std::string& resource_id) {
  if (records_of<ScalingPolicy>(context, resource_id).size() < policies_max) return Done{};
  return aws::Error(wire::error::limit_exceeded_exception,
                    "The maximum number of scaling policies of a scalable target, 50, has been "
                    "reached.");
}

}  // namespace

Result<wire::PutScalingPolicyResponse> put_scaling_policy(
    aws::Context& context, const wire::PutScalingPolicyRequest& request) {
  const auto scope =
      check_scope(request.service_namespace, request.resource_id, request.scalable_dimension);
  if (!scope) return scope.error();
  const auto target = find_target(context, request.resource_id);
  if (!target) return target.error();
  const std::string key = ScalingPolicy::key_of(request.resource_id, request.policy_name);
  const auto* before = context.store.find<ScalingPolicy>(context.world, key);
  if (before == nullptr) {
    const auto room = check_policies_max(context, request.resource_id);
    if (!room) return room.error();
  }
  ScalingPolicy policy =
      before == nullptr ? new_policy(scaling_of(context), request.resource_id, request.policy_name)
                        : *before;
  const auto taken = take(request, policy);
  if (!taken) return taken.error();
  const auto kept = keep_policy(scaling_of(context), std::move(policy));
  if (!kept) {
    return aws::Error(wire::error::limit_exceeded_exception, kept.error().message());
  }
  const auto& put = *context.store.find<ScalingPolicy>(context.world, key);
  wire::PutScalingPolicyResponse response;
  response.policy_arn = put.arn;
  response.alarms = put.tracking ? alarms_of(context, put) : std::vector<wire::Alarm>();
  return response;
}

Result<wire::DeleteScalingPolicyResponse> delete_scaling_policy(
    aws::Context& context, const wire::DeleteScalingPolicyRequest& request) {
  const auto scope =
      check_scope(request.service_namespace, request.resource_id, request.scalable_dimension);
  if (!scope) return scope.error();
  const auto* policy = context.store.find<ScalingPolicy>(
      context.world, ScalingPolicy::key_of(request.resource_id, request.policy_name));
  if (policy == nullptr) return not_found("scaling policy found", request.resource_id);
  forget_policy(scaling_of(context), *policy);
  return wire::DeleteScalingPolicyResponse{};
}

Result<wire::DescribeScalingPoliciesResponse> describe_scaling_policies(
    aws::Context& context, const wire::DescribeScalingPoliciesRequest& request) {
  const auto scope = check_scope(request.service_namespace, request.scalable_dimension);
  if (!scope) return scope.error();
  const auto wanted = page_request(context, request.next_token, request.max_results);
  if (!wanted) return wanted.error();
  auto policies = records_of<ScalingPolicy>(context, request.resource_id);
  std::erase_if(policies, [&request](const ScalingPolicy* policy) {
    return !is_named(request.policy_names, policy->name);
  });
  auto page = aws::page_of(std::move(policies), *wanted,
                           [](const ScalingPolicy* policy) { return policy->key(); });
  if (!page) return invalid_token();
  wire::DescribeScalingPoliciesResponse response;
  response.scaling_policies.emplace();
  for (const ScalingPolicy* policy : page->items) {
    response.scaling_policies->push_back(describe(context, *policy));
  }
  response.next_token = std::move(page->next_token);
  return response;
}

}  // namespace drydock::autoscaling::api
