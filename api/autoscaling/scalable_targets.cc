#include "api/autoscaling/scalable_targets.h"

#include <utility>

#include "api/autoscaling/scope.h"
#include "api/autoscaling/tags.h"
#include "emulator/autoscaling/errors.h"
#include "emulator/autoscaling/new_records.h"
#include "emulator/autoscaling/policy_keeping.h"
#include "emulator/ecs/service.h"
#include "emulator/tags/tag_rules.h"
#include "model/application_autoscaling/service_model.h"

namespace drydock::autoscaling::api {
namespace {

namespace wire = model::application_autoscaling;

Result<Done> check_service(const aws::Context& context, const std::string& resource_id) {
  const auto* service =
      context.store.find<ecs::Service>(context.world, *service_key_of(resource_id));
  if (service == nullptr || service->status != ecs::ServiceStatus::active) {
    return validation_error("ECS service doesn't exist: " + resource_id);
  }
  if (service->scheduling_strategy == model::ecs::SchedulingStrategy::daemon) {
    return validation_error(
        "A service of the scheduling strategy DAEMON has no desired count to "
        "scale.");
  }
  return Done{};
}

void take(const wire::RegisterScalableTargetRequest& request, ScalableTarget& target) {
  if (request.min_capacity) target.limits.minimum = *request.min_capacity;
  if (request.max_capacity) target.limits.maximum = *request.max_capacity;
  if (request.role_arn) target.role_arn = *request.role_arn;
  if (request.suspended_state) {
    const auto& state = *request.suspended_state;
    Suspended& suspended = target.suspended;
    suspended.scale_in = state.dynamic_scaling_in_suspended.value_or(suspended.scale_in);
    suspended.scale_out = state.dynamic_scaling_out_suspended.value_or(suspended.scale_out);
    suspended.scheduled = state.scheduled_scaling_suspended.value_or(suspended.scheduled);
  }
}

Result<Done> check_limits(const CapacityLimits& limits) {
  if (limits.minimum < 0 || limits.maximum < 0) {
    return validation_error("Minimum and maximum capacity cannot be negative");
  }
  if (limits.minimum <= limits.maximum) return Done{};
  return validation_error("Maximum capacity cannot be less than minimum capacity");
}

Result<Done> check_new(const aws::Context& context,
                       const wire::RegisterScalableTargetRequest& request) {
  if (!request.min_capacity || !request.max_capacity) {
    return validation_error(
        "MinCapacity and MaxCapacity are required when a scalable target is "
        "registered.");
  }
  if (context.store.table<ScalableTarget>(context.world).size() >= targets_max) {
    return aws::Error(wire::error::limit_exceeded_exception,
                      "The maximum number of scalable targets, 3000, has been reached.");
  }
  return Done{};
}

wire::ScalableTarget describe(const ScalableTarget& target) {
  wire::ScalableTarget shown;
  shown.service_namespace = ServiceNamespace::ecs;
  shown.resource_id = target.resource_id;
  shown.scalable_dimension = ScalableDimension::ecs_service_desired_count;
  shown.min_capacity = target.limits.minimum;
  shown.max_capacity = target.limits.maximum;
  shown.role_arn = target.role_arn;
  shown.creation_time = target.created_at;
  shown.suspended_state =
      wire::SuspendedState{.dynamic_scaling_in_suspended = target.suspended.scale_in,
                           .dynamic_scaling_out_suspended = target.suspended.scale_out,
                           .scheduled_scaling_suspended = target.suspended.scheduled};
  shown.scalable_target_arn = target.arn;
  return shown;
}

}  // namespace

Result<wire::RegisterScalableTargetResponse> register_scalable_target(
    aws::Context& context, const wire::RegisterScalableTargetRequest& request) {
  const auto tags = request.tags.value_or(std::map<std::string, std::string>());
  for (const auto& checked :
       {check_scope(request.service_namespace, request.resource_id, request.scalable_dimension),
        check_tags(tags)}) {
    if (!checked) return checked.error();
  }
  const auto service = check_service(context, request.resource_id);
  if (!service) return service.error();
  const auto* before = context.store.find<ScalableTarget>(context.world, request.resource_id);
  if (before == nullptr) {
    const auto checked = check_new(context, request);
    if (!checked) return checked.error();
  }
  ScalableTarget target =
      before == nullptr ? new_target(scaling_of(context), request.resource_id) : *before;
  take(request, target);
  target.tags = merged_tags(target.tags, tags);
  const auto checked = check_limits(target.limits);
  if (!checked) return checked.error();
  const std::string arn = target.arn;
  context.store.put(context.world, std::move(target));
  keep_limits(scaling_of(context), request.resource_id);
  return wire::RegisterScalableTargetResponse{.scalable_target_arn = arn};
}

Result<wire::DeregisterScalableTargetResponse> deregister_scalable_target(
    aws::Context& context, const wire::DeregisterScalableTargetRequest& request) {
  const auto checked =
      check_scope(request.service_namespace, request.resource_id, request.scalable_dimension);
  if (!checked) return checked.error();
  if (context.store.find<ScalableTarget>(context.world, request.resource_id) == nullptr) {
    return not_found("scalable target found", request.resource_id);
  }
  forget_target(scaling_of(context), request.resource_id);
  return wire::DeregisterScalableTargetResponse{};
}

Result<wire::DescribeScalableTargetsResponse> describe_scalable_targets(
    aws::Context& context, const wire::DescribeScalableTargetsRequest& request) {
  const auto checked = check_scope(request.service_namespace, request.scalable_dimension);
  if (!checked) return checked.error();
  const auto wanted = page_request(context, request.next_token, request.max_results);
  if (!wanted) return wanted.error();
  std::vector<const ScalableTarget*> targets;
  for (const auto& [id, target] : context.store.table<ScalableTarget>(context.world).rows()) {
    if (is_named(request.resource_ids, id)) targets.push_back(&target);
  }
  auto page = aws::page_of(
      std::move(targets), *wanted,
      [](const ScalableTarget* target) -> const std::string& { return target->resource_id; });
  if (!page) return invalid_token();
  wire::DescribeScalableTargetsResponse response;
  response.scalable_targets.emplace();
  for (const ScalableTarget* target : page->items) {
    response.scalable_targets->push_back(describe(*target));
  }
  response.next_token = std::move(page->next_token);
  return response;
}

}  // namespace drydock::autoscaling::api
