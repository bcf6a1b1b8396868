#include "api/autoscaling/scheduled_actions.h"

#include <utility>

#include "api/autoscaling/scope.h"
#include "emulator/autoscaling/errors.h"
#include "emulator/autoscaling/scheduled_action.h"
#include "emulator/base/arn.h"
#include "emulator/base/joined.h"
#include "emulator/base/schedule_expression.h"
#include "model/application_autoscaling/service_model.h"

namespace drydock::autoscaling::api {
namespace {

namespace wire = model::application_autoscaling;

Result<Done> check(const ScheduledAction& action, const TimeZones& zones) {
  if (action.schedule.empty()) {
    return validation_error("Schedule is required for a new scheduled action.");
  }
  if (!ScheduleExpression::parse(action.schedule)) {
    return validation_error(
        joined({"Invalid schedule expression ", action.schedule,
                ": it must be at(yyyy-mm-ddThh:mm:ss), rate(value unit) or cron(minutes hours "
                "day-of-month month day-of-week year), with ? for one of the two days."}));
  }
  if (action.timezone && !zones.find(*action.timezone)) {
    return validation_error(
        joined({"Invalid time zone: this machine knows none of the name ", *action.timezone, "."}));
  }
  if (!action.min_capacity && !action.max_capacity) {
    return validation_error(
        "Scalable target action must have at least one of minimum and maximum "
        "capacity.");
  }
  if (action.min_capacity.value_or(0) < 0 || action.max_capacity.value_or(0) < 0) {
    return validation_error("Minimum and maximum capacity cannot be negative");
  }
  if (action.min_capacity && action.max_capacity && *action.min_capacity > *action.max_capacity) {
    return validation_error("Maximum capacity cannot be less than minimum capacity");
  }
  if (action.start_time && action.end_time && *action.start_time >= *action.end_time) {
    return validation_error("The end time must be later than the start time.");
  }
  return Done{};
}

void take(const wire::PutScheduledActionRequest& request, ScheduledAction& action) {
  if (request.schedule) action.schedule = *request.schedule;
  if (request.timezone) action.timezone = request.timezone;
  // "If you don't specify start and end times, the old values are deleted."
  action.start_time = request.start_time;
  action.end_time = request.end_time;
  if (!request.scalable_target_action) return;
  const auto& limits = *request.scalable_target_action;
  if (limits.min_capacity) action.min_capacity = limits.min_capacity;
  if (limits.max_capacity) action.max_capacity = limits.max_capacity;
}

ScheduledAction new_action(aws::Context& context, const wire::PutScheduledActionRequest& request) {
  ScheduledAction action;
  action.name = request.scheduled_action_name;
  action.resource_id = request.resource_id;
  action.arn = make_arn(
      "autoscaling", context.world,
      joined({"scheduledAction:", context.ids.uuid(), ":resource/ecs/", request.resource_id,
              ":scheduledActionName/", request.scheduled_action_name}));
  action.created_at = context.now;
  return action;
}

wire::ScheduledAction describe(const ScheduledAction& action) {
  wire::ScheduledAction shown;
  shown.scheduled_action_name = action.name;
  shown.scheduled_action_arn = action.arn;
  shown.service_namespace = ServiceNamespace::ecs;
  shown.schedule = action.schedule;
  shown.timezone = action.timezone;
  shown.resource_id = action.resource_id;
  shown.scalable_dimension = ScalableDimension::ecs_service_desired_count;
  shown.start_time = action.start_time;
  shown.end_time = action.end_time;
  shown.scalable_target_action = wire::ScalableTargetAction{.min_capacity = action.min_capacity,
                                                            .max_capacity = action.max_capacity};
  shown.creation_time = action.created_at;
  return shown;
}

Result<Done> check_actions_max(const aws::Context& context, const std::string& resource_id) {
  if (records_of<ScheduledAction>(context, resource_id).size() < scheduled_actions_max) {
    return Done{};
  }
  return aws::Error(wire::error::limit_exceeded_exception,
                    "The maximum number of scheduled actions of a scalable target, 200, has been "
                    "reached.");
}

}  // namespace

Result<wire::PutScheduledActionResponse> ScheduledActions::put(
    aws::Context& context, const wire::PutScheduledActionRequest& request) const {
  const auto scope =
      check_scope(request.service_namespace, request.resource_id, request.scalable_dimension);
  if (!scope) return scope.error();
  const auto target = find_target(context, request.resource_id);
  if (!target) return target.error();
  const auto* before = context.store.find<ScheduledAction>(
      context.world, ScheduledAction::key_of(request.resource_id, request.scheduled_action_name));
  if (before == nullptr) {
    const auto room = check_actions_max(context, request.resource_id);
    if (!room) return room.error();
  }
  ScheduledAction action = before == nullptr ? new_action(context, request) : *before;
  take(request, action);
  action.done_until = context.now;
  const auto checked = check(action, zones_);
  if (!checked) return checked.error();
  context.store.put(context.world, std::move(action));
  return wire::PutScheduledActionResponse{};
}

Result<wire::DeleteScheduledActionResponse> delete_scheduled_action(
    aws::Context& context, const wire::DeleteScheduledActionRequest& request) {
  const auto scope =
      check_scope(request.service_namespace, request.resource_id, request.scalable_dimension);
  if (!scope) return scope.error();
  const bool was_there = context.store.erase<ScheduledAction>(
      context.world, ScheduledAction::key_of(request.resource_id, request.scheduled_action_name));
  if (!was_there) return not_found("scheduled action found", request.resource_id);
  return wire::DeleteScheduledActionResponse{};
}

Result<wire::DescribeScheduledActionsResponse> describe_scheduled_actions(
    aws::Context& context, const wire::DescribeScheduledActionsRequest& request) {
  const auto scope = check_scope(request.service_namespace, request.scalable_dimension);
  if (!scope) return scope.error();
  const auto wanted = page_request(context, request.next_token, request.max_results);
  if (!wanted) return wanted.error();
  auto actions = records_of<ScheduledAction>(context, request.resource_id);
  std::erase_if(actions, [&request](const ScheduledAction* action) {
    return !is_named(request.scheduled_action_names, action->name);
  });
  auto page = aws::page_of(std::move(actions), *wanted,
                           [](const ScheduledAction* action) { return action->key(); });
  if (!page) return invalid_token();
  wire::DescribeScheduledActionsResponse response;
  response.scheduled_actions.emplace();
  for (const ScheduledAction* action : page->items) {
    response.scheduled_actions->push_back(describe(*action));
  }
  response.next_token = std::move(page->next_token);
  return response;
}

}  // namespace drydock::autoscaling::api
