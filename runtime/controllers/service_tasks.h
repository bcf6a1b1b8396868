#pragma once

#include <optional>
#include <vector>

#include "emulator/base/time.h"
#include "emulator/ecs/scheduler/service_view.h"
#include "emulator/ports/id_source.h"
#include "emulator/store/store.h"

namespace drydock {

namespace ecs {
struct Service;
struct StartTasks;
struct Task;
struct TaskSet;
}  // namespace ecs

/// Where new tasks of one of the service's task sets may run; nothing where they are Fargate's.
std::optional<ecs::ServicePlacement> placement_of(const Store& store, const World& world,
                                                  const ecs::Service& service,
                                                  const ecs::TaskSet& set, IdSource& ids);

/// The subnets that new tasks of the set may be placed in; nothing where they are not Fargate's.
std::optional<std::vector<ecs::PlacementSubnet>> fargate_subnets(const Store& store,
                                                                 const World& world,
                                                                 const ecs::TaskSet& set);

/// The tasks that the scheduler wants started, made and placed but not yet in the store: spread
/// over the subnets of the deployment, and over its capacity providers by their weights. The
/// deployment is one of the service's.
std::vector<ecs::Task> make_service_tasks(const Store& store, const World& world,
                                          const ecs::Service& service,
                                          const ecs::StartTasks& action, IdSource& ids,
                                          TimePoint now);

}  // namespace drydock
