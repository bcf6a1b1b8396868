#include "emulator/ecs/placement/service_placement.h"

#include <vector>

#include "emulator/ecs/placement/task_placement.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task_definition.h"

namespace drydock::ecs {
namespace {

using model::ecs::PlacementStrategyType;

/// AWS's default for a service, and within a zone over the instances.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html
std::vector<model::ecs::PlacementStrategy> strategies_of(const Service& service) {
  if (!service.placement_strategy.empty()) return service.placement_strategy;
  return {{.type = PlacementStrategyType::spread, .field = "attribute:ecs.availability-zone"},
          {.type = PlacementStrategyType::spread, .field = "instanceId"}};
}

}  // namespace

PlacementRequest placement_request(
    const World& world, const Service& service, const TaskDefinition& definition,
    const std::optional<model::ecs::NetworkConfiguration>& network_configuration) {
  const auto strategies = strategies_of(service);
  const auto awsvpc =
      network_configuration ? network_configuration->awsvpc_configuration : std::nullopt;
  PlacementRequest request = placement_request({.world = world,
                                                .definition = definition.definition,
                                                .overrides = {},
                                                .constraints = service.placement_constraints,
                                                .strategies = strategies,
                                                .awsvpc = awsvpc,
                                                .group = "service:" + service.name});
  if (is_daemon(service)) request.distinct_instance = true;
  return request;
}

}  // namespace drydock::ecs
