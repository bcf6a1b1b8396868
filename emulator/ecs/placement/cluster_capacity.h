#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "emulator/base/world.h"
#include "emulator/ecs/placement/place.h"
#include "emulator/ecs/task_resources.h"
#include "emulator/store/store.h"

namespace drydock::ecs {

struct ContainerInstance;
struct Task;

/// What the store tells of a cluster's instances, as placement reads it.

/// All of them, INACTIVE ones too, in the order of their ids.
std::vector<const ContainerInstance*> instances_of(const Store& store, const World& world,
                                                   std::string_view cluster);

/// Not of one that is INACTIVE, nor while its availability zone is lost.
bool is_agent_connected(const Store& store, const ContainerInstance& instance);

/// The tasks on the instance that are not STOPPED, for what is done to each of them.
std::vector<const Task*> tasks_on(const Store& store, const World& world,
                                  const ContainerInstance& instance);

/// What its tasks leave of it; `ports` are those that it or they have taken.
TaskResources remaining_of(const Store& store, const World& world,
                           const ContainerInstance& instance);

/// What a cluster query may ask of it.
QueriedInstance queried(const Store& store, const World& world, const ContainerInstance& instance);

/// The instance as the request looks at it: with the ports among its taken ones that the request
/// wants and any task in any world has, since there is one machine. `is_own` tells which of its
/// tasks of the request's group count for a spread. However many other tasks the instance has, they
/// are not looked at.
PlacementInstance placement_instance(const Store& store, const World& world,
                                     const ContainerInstance& instance,
                                     const PlacementRequest& request,
                                     const std::function<bool(const Task&)>& is_own);

/// The same of all of the cluster's that are ACTIVE.
std::vector<PlacementInstance> placement_instances(const Store& store, const World& world,
                                                   std::string_view cluster,
                                                   const PlacementRequest& request,
                                                   const std::function<bool(const Task&)>& is_own);

}  // namespace drydock::ecs
