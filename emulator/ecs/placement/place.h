#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/ecs/placement/cluster_query.h"
#include "emulator/ecs/task_resources.h"
#include "model/ecs/common.h"

/// On which container instance a task runs: values in, values out.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement.html
namespace drydock::ecs {

/// "An instance can have at most 100 reserved ports at a time", those of its registration too.
/// https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
inline constexpr std::size_t instance_ports_max = 100;

/// A container instance that takes tasks.
struct PlacementInstance {
  std::string id;
  QueriedInstance queried;
  /// What is left of it; it may be less than nothing. Its `ports` are those that are taken.
  TaskResources remaining;
  /// So many of its tasks are of the group or the deployment that is to be spread.
  int own_tasks = 0;
  bool awaits_daemon = false;  ///< A managed daemon's task is to run there first.
};

/// What `count` like tasks want of the instance that each of them runs on.
struct PlacementRequest {
  int count = 1;
  TaskResources needs;
  /// By name; one without a value has only to be there.
  std::map<std::string, std::string, std::less<>> attributes;
  bool distinct_instance = false;
  std::vector<ClusterQuery> member_of;
  /// One after another, each among those that the one before leaves. They have passed check().
  std::vector<model::ecs::PlacementStrategy> strategies;
  std::string group;
  /// The zones of the subnets that an awsvpc task may have; any zone where there is none.
  std::set<std::string> zones;
  bool of_daemon = false;  ///< It is a managed daemon's, which comes before all others.
};

/// Why an instance does not take a task, from what is farthest from a match to what is closest.
enum class PlacementFault {
  agent,              ///< Its agent is not connected.
  attribute,          ///< It lacks an attribute, or it is of another system or architecture.
  location,           ///< It is in none of the zones.
  member_of,          ///< An expression does not hold of it.
  distinct_instance,  ///< It runs a task of the group.
  gpu,
  cpu,
  memory,
  ports,
  daemon,  ///< A managed daemon's task is to run there first. The word is drydock's own.
};
/// AWS's word in `failures`, such as "RESOURCE:MEMORY".
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/api_failures_messages.html
std::string_view to_text(PlacementFault fault);

/// An instance, and why it does not take the task.
struct PlacementRejection {
  std::string instance_id;
  PlacementFault fault = PlacementFault::agent;

  friend bool operator==(const PlacementRejection&, const PlacementRejection&) = default;
};

struct PlacementResult {
  /// The instances of the first tasks, one each; fewer than `count` where the others have no place.
  std::vector<std::string> instance_ids;
  /// Then of every instance why it takes no more of them, in the order of their ids.
  std::vector<PlacementRejection> rejections;
};

/// The resource that `binpack` packs by, which its field names in letters of any case; nothing
/// where it names none.
enum class PackedResource { cpu, memory };
std::optional<PackedResource> packed_resource(std::string_view field);

/// 64 random bits, of which each call gives others.
using Chance = std::function<std::uint64_t()>;

/// Places the tasks one after another. Instances are taken in the order of their ids, so that the
/// same values always give the same answer; `chance` is asked by the strategy `random` alone. A
/// port is taken on every instance once a task has it: they all share this machine's.
PlacementResult place(const PlacementRequest& request, std::vector<PlacementInstance> instances,
                      const Chance& chance);

/// A task of this group is placed on the instance: takes from that what it needs; the ports, from
/// every one.
void put_on(std::vector<PlacementInstance>& instances, const std::string& instance_id,
            const TaskResources& needs, const std::string& group);

/// Whether it takes such a task as soon as it has the room: the agent is connected, the attributes,
/// the zone and the expressions hold.
bool meets_constraints(const PlacementRequest& request, const PlacementInstance& instance);

/// Of one task and one instance that its caller has chosen: why it cannot be had.
std::optional<PlacementFault> fault_of(const PlacementRequest& request,
                                       const PlacementInstance& instance);

/// The rejection that is closest to a match: the first of those whose fault comes last. Null where
/// there is no instance at all.
const PlacementRejection* closest(const PlacementResult& result);

/// Why nothing could be placed, as a service's event tells it after "… met all of its
/// requirements.", for example " The closest matching (container-instance ID) has insufficient
/// memory available."
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-event-messages-list.html
std::string placement_reason(const PlacementResult& result);

}  // namespace drydock::ecs
