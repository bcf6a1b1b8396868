#include "api/autoscaling/scaling_activities.h"

#include <functional>
#include <utility>

#include "api/autoscaling/scope.h"
#include "emulator/autoscaling/errors.h"
#include "emulator/base/joined.h"
#include "emulator/base/padded_number.h"

namespace drydock::autoscaling::api {
namespace {

namespace wire = model::application_autoscaling;

/// An activity, and a text of the order of time that is its own.
struct Item {
  const ScalableTarget* target;
  const ScalingActivity* activity;
  std::string key;
};

/// Adds the target's activities. Those of one millisecond are told apart by how many came before
/// them in it, which stays as it is as long as they are kept.
void add(std::vector<Item>& items, const ScalableTarget& target) {
  TimePoint last;
  int same = 0;
  for (auto activity = target.activities.rbegin(); activity != target.activities.rend();
       ++activity) {
    same = activity->started_at == last ? same + 1 : 0;
    last = activity->started_at;
    items.push_back({&target, &*activity,
                     joined({padded_number(last.time_since_epoch().count()), "/",
                             padded_number(same), "/", target.resource_id})});
  }
}

std::vector<Item> activities_of(const aws::Context& context,
                                const std::optional<std::string>& resource_id) {
  std::vector<Item> items;
  for (const auto& [id, target] : context.store.table<ScalableTarget>(context.world).rows()) {
    if (!resource_id || id == *resource_id) add(items, target);
  }
  std::ranges::sort(items, std::greater<>(), &Item::key);
  return items;
}

wire::ScalingActivity describe(const Item& item) {
  const ScalingActivity& activity = *item.activity;
  wire::ScalingActivity shown;
  shown.activity_id = activity.id;
  shown.service_namespace = ServiceNamespace::ecs;
  shown.resource_id = item.target->resource_id;
  shown.scalable_dimension = ScalableDimension::ecs_service_desired_count;
  shown.description = activity.description;
  shown.cause = activity.cause;
  shown.start_time = activity.started_at;
  shown.end_time = activity.ended_at;
  shown.status_code = activity.status;
  shown.status_message = activity.status_message;
  return shown;
}

}  // namespace

Result<wire::DescribeScalingActivitiesResponse> describe_scaling_activities(
    aws::Context& context, const wire::DescribeScalingActivitiesRequest& request) {
  const auto scope = check_scope(request.service_namespace, request.scalable_dimension);
  if (!scope) return scope.error();
  if (request.include_not_scaled_activities.value_or(false)) {
    return validation_error(
        "drydock keeps no record of what was not scaled "
        "(IncludeNotScaledActivities).");
  }
  if (!request.resource_id &&
      context.store.table<ScalableTarget>(context.world).size() > items_per_page) {
    return validation_error("There are more than 50 scalable targets: give a ResourceId.");
  }
  const auto wanted = page_request(context, request.next_token, request.max_results);
  if (!wanted) return wanted.error();
  auto page = aws::page_of(
      activities_of(context, request.resource_id), *wanted,
      [](const Item& item) -> const std::string& { return item.key; }, std::greater<>());
  if (!page) return invalid_token();
  wire::DescribeScalingActivitiesResponse response;
  response.scaling_activities.emplace();
  for (const Item& item : page->items) response.scaling_activities->push_back(describe(item));
  response.next_token = std::move(page->next_token);
  return response;
}

}  // namespace drydock::autoscaling::api
