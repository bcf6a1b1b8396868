#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/world.h"
#include "emulator/ecs/placement/place.h"
#include "emulator/ecs/placement/zone_spread.h"
#include "model/ecs/common.h"
#include "model/ecs/task.h"
#include "model/ecs/task_definition.h"

namespace drydock {
class Store;
}

/// What placement has to know of tasks that are to be started.
namespace drydock::ecs {

/// Tasks of one definition that their caller wants placed on container instances.
struct WantedTasks {
  const World& world;
  const model::ecs::TaskDefinition& definition;
  const model::ecs::TaskOverride& overrides;
  const std::vector<model::ecs::PlacementConstraint>& constraints;
  const std::vector<model::ecs::PlacementStrategy>& strategies;
  const std::optional<model::ecs::AwsVpcConfiguration>& awsvpc;
  std::string group;
  int count = 1;
};

/// What they need: the definition's resources, capabilities, platform and constraints, and the
/// caller's own. A constraint that cannot be read, which an earlier drydock may have kept, holds of
/// nothing.
PlacementRequest placement_request(const WantedTasks& wanted);

/// The configuration's subnets, but for those in zones that are lost.
std::vector<PlacementSubnet> open_subnets(const Store& store, const World& world,
                                          const model::ecs::AwsVpcConfiguration& awsvpc);

/// Why a task of Fargate's starts in none of its subnets, in AWS's words.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
inline constexpr std::string_view no_fargate_capacity =
    "Capacity is unavailable at this time. Please try again later or in a different availability "
    "zone";

/// Which of the subnets in a zone the n-th task there gets, in turns. A subnet that is not of the
/// default VPC is in its first zone; where none is in the zone, the first of all is the one.
std::string subnet_in_zone(const World& world, const model::ecs::AwsVpcConfiguration& awsvpc,
                           const std::string& zone, std::size_t n);

}  // namespace drydock::ecs
