#include "emulator/ecs/placement/task_placement.h"

#include <algorithm>

#include "emulator/ec2/default_network.h"
#include "emulator/ec2/lost_zone.h"
#include "emulator/ecs/definition/task_definition_capabilities.h"
#include "emulator/ecs/task_definition.h"
#include "emulator/ecs/task_resources.h"

namespace drydock::ecs {
namespace {

using model::ecs::NetworkMode;
using model::ecs::PlacementConstraintType;

ClusterQuery query_of(const std::optional<std::string>& expression) {
  auto query = ClusterQuery::parse(expression.value_or(""));
  return query ? *std::move(query) : ClusterQuery();
}

void add_constraints(const WantedTasks& wanted, PlacementRequest& request) {
  if (wanted.definition.placement_constraints) {
    for (const auto& constraint : *wanted.definition.placement_constraints) {
      request.member_of.push_back(query_of(constraint.expression));
    }
  }
  for (const auto& constraint : wanted.constraints) {
    if (constraint.type == PlacementConstraintType::distinct_instance) {
      request.distinct_instance = true;
    } else {
      request.member_of.push_back(query_of(constraint.expression));
    }
  }
}

/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html#attributes
void add_platform(const model::ecs::TaskDefinition& definition, PlacementRequest& request) {
  if (!definition.runtime_platform) return;
  if (const auto& family = definition.runtime_platform->operating_system_family) {
    request.attributes["ecs.os-family"] = model::to_text(*family);
  }
  if (const auto& cpu = definition.runtime_platform->cpu_architecture) {
    const bool arm = cpu == model::ecs::CPUArchitecture::arm64;
    request.attributes["ecs.cpu-architecture"] = arm ? "arm64" : "x86_64";
  }
}

}  // namespace

PlacementRequest placement_request(const WantedTasks& wanted) {
  PlacementRequest request;
  request.count = wanted.count;
  request.needs = resources_of(wanted.definition, wanted.overrides);
  for (const auto& attribute : required_attributes(wanted.definition)) {
    request.attributes[attribute.name] = attribute.value.value_or("");
  }
  add_platform(wanted.definition, request);
  add_constraints(wanted, request);
  request.strategies = wanted.strategies;
  request.group = wanted.group;
  if (network_mode(wanted.definition) != NetworkMode::awsvpc || !wanted.awsvpc) return request;
  const ec2::DefaultNetwork network = ec2::default_network(wanted.world);
  for (const std::string& subnet : wanted.awsvpc->subnets) {
    request.zones.insert(ec2::subnet_or_first(network, subnet).availability_zone);
  }
  return request;
}

std::vector<PlacementSubnet> open_subnets(const Store& store, const World& world,
                                          const model::ecs::AwsVpcConfiguration& awsvpc) {
  const ec2::DefaultNetwork network = ec2::default_network(world);
  std::vector<PlacementSubnet> open;
  for (const std::string& id : awsvpc.subnets) {
    const std::string& zone = ec2::subnet_or_first(network, id).availability_zone;
    if (!ec2::is_lost(store, zone)) open.push_back({.id = id, .availability_zone = zone});
  }
  return open;
}

std::string subnet_in_zone(const World& world, const model::ecs::AwsVpcConfiguration& awsvpc,
                           const std::string& zone, std::size_t n) {
  const ec2::DefaultNetwork network = ec2::default_network(world);
  std::vector<std::string> inside;
  std::ranges::copy_if(awsvpc.subnets, std::back_inserter(inside), [&](const std::string& id) {
    return ec2::subnet_or_first(network, id).availability_zone == zone;
  });
  if (!inside.empty()) return inside[n % inside.size()];
  return awsvpc.subnets.empty() ? "" : awsvpc.subnets.front();
}

}  // namespace drydock::ecs
