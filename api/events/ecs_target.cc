#include "api/events/ecs_target.h"

#include <string>
#include <utility>

#include "api/aws/context.h"
#include "api/ecs/run_task.h"
#include "emulator/json/shape_json.h"
#include "emulator/model/service.h"
#include "model/ecs/service_model.h"
#include "model/ecs/task.h"

namespace drydock::events::api {
namespace {

using Kind = DeliveryOutcome::Kind;

/// The same shape in another service's words: EventBridge's copies of ECS's differ in nothing but
/// their names' first letters, which `network_of` sees to.
template <class To, class From>
std::optional<To> converted(const std::optional<From>& from) {
  if (!from) return std::nullopt;
  json::Writer writer;
  json::encode(writer, *from);
  const auto document = json::parse(writer.text());
  To to;
  model::Violations violations;
  if (!document || !json::decode(document->root(), to, violations)) return std::nullopt;
  return to;
}

template <class To, class From>
std::optional<std::vector<To>> all_converted(const std::optional<std::vector<From>>& from) {
  if (!from) return std::nullopt;
  std::vector<To> all;
  for (const From& one : *from) all.push_back(*converted<To>(std::optional<From>(one)));
  return all;
}

std::optional<model::ecs::NetworkConfiguration> network_of(
    const std::optional<model::events::NetworkConfiguration>& given) {
  if (!given || !given->awsvpc_configuration) return std::nullopt;
  model::ecs::NetworkConfiguration network;
  auto& awsvpc = network.awsvpc_configuration.emplace();
  awsvpc.subnets = given->awsvpc_configuration->subnets;
  awsvpc.security_groups = given->awsvpc_configuration->security_groups;
  if (given->awsvpc_configuration->assign_public_ip) {
    awsvpc.assign_public_ip = model::from_text<model::ecs::AssignPublicIp>(
        model::to_text(*given->awsvpc_configuration->assign_public_ip));
  }
  return network;
}

std::vector<model::ecs::Tag> tags_of(const std::vector<model::events::Tag>& given) {
  std::vector<model::ecs::Tag> tags;
  for (const auto& tag : given) tags.push_back({.key = tag.key, .value = tag.value});
  return tags;
}

/// `{"containerOverrides": […]}`; an event as it is says nothing of the task.
Result<std::optional<model::ecs::TaskOverride>, aws::Error> overrides_of(const Delivery& delivery) {
  const auto& target = delivery.target;
  if (!target.input && !target.input_path && !target.input_transformer) return std::nullopt;
  const auto document = json::parse(delivery.input);
  if (!document) return document.error();
  std::optional<model::ecs::TaskOverride> overrides(std::in_place);
  model::Violations violations;
  const auto decoded = json::decode(document->root(), *overrides, violations);
  if (!decoded) return decoded.error();
  return overrides;
}

model::ecs::RunTaskRequest request_of(const Delivery& delivery) {
  const model::events::EcsParameters& given = *delivery.target.ecs_parameters;
  model::ecs::RunTaskRequest request;
  request.cluster = delivery.target.arn;
  request.task_definition = given.task_definition_arn;
  request.count = given.task_count.value_or(1);
  if (given.launch_type) {
    request.launch_type =
        model::from_text<model::ecs::LaunchType>(model::to_text(*given.launch_type));
  }
  request.network_configuration = network_of(given.network_configuration);
  request.platform_version = given.platform_version;
  request.group = given.group;
  request.capacity_provider_strategy =
      all_converted<model::ecs::CapacityProviderStrategyItem>(given.capacity_provider_strategy);
  request.placement_constraints =
      all_converted<model::ecs::PlacementConstraint>(given.placement_constraints);
  request.placement_strategy =
      all_converted<model::ecs::PlacementStrategy>(given.placement_strategy);
  request.enable_ecs_managed_tags = given.enable_ecs_managed_tags;
  request.enable_execute_command = given.enable_execute_command;
  if (given.propagate_tags) request.propagate_tags = model::ecs::PropagateTags::task_definition;
  request.reference_id = given.reference_id;
  if (given.tags) request.tags = tags_of(*given.tags);
  // What is longer than a startedBy may be is cut off.
  request.started_by = ("events-rule/" + delivery.rule).substr(0, 128);
  return request;
}

}  // namespace

DeliveryOutcome run_ecs_task(Store& store, IdSource& ids, const Delivery& delivery, TimePoint now) {
  const auto overrides = overrides_of(delivery);
  if (!overrides) return {Kind::refused, overrides.error().message()};
  model::ecs::RunTaskRequest request = request_of(delivery);
  request.overrides = *overrides;
  aws::Context context{.world = delivery.world,
                       .caller = aws::root_of(delivery.world, delivery.world.account),
                       .now = now,
                       .store = store,
                       .ids = ids,
                       .service = model::ecs::service,
                       .operation = *model::find_operation(model::ecs::service, "RunTask"),
                       .request_id = delivery.event_id};
  const auto response = ecs::api::run_task(context, request);
  if (!response) return {Kind::refused, response.error().message()};
  if (!response->failures || response->failures->empty()) return {};
  return {Kind::try_again,
          "no task was placed: " + response->failures->front().reason.value_or("no room")};
}

}  // namespace drydock::events::api
