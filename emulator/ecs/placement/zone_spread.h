#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

namespace drydock::ecs {

struct Task;

/// A subnet that tasks may be placed in, with its availability zone.
struct PlacementSubnet {
  std::string id;
  std::string availability_zone;
};

/// The subnets of `count` new tasks, by AWS's default strategy: spread over the availability zones,
/// and within a zone over its subnets; ties go to the subnet that is named first. `running` are the
/// tasks that are there already. Nothing where there is no subnet.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html
std::vector<std::string> spread(std::span<const PlacementSubnet> subnets,
                                std::span<const Task* const> running, int count);

/// The order in which a scale-in stops these tasks, as places in `tasks`: from the zone that has
/// the most of them, and there the newest first, so that what is left is spread as well as it can
/// be. `staying` are tasks beside them that count for their zones, and do not stop.
std::vector<std::size_t> scale_in_order(std::span<const Task* const> tasks,
                                        std::span<const Task* const> staying = {});

}  // namespace drydock::ecs
