#pragma once

#include <optional>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ecs/placement/place.h"
#include "emulator/ports/id_source.h"

namespace drydock {
class Store;
}

namespace drydock::ecs {

struct ContainerInstance;
struct Daemon;
struct DaemonRevision;
struct Task;
struct TaskDefinition;

/// Why a daemon's task of this definition cannot be on the instance; nothing where it can.
std::optional<PlacementFault> daemon_fault(const Store& store, const World& world,
                                           const TaskDefinition& definition,
                                           const ContainerInstance& instance);

/// The task of the daemon's revision on the instance, in its first status. The cluster and the
/// definition are there.
Task make_daemon_task(const Store& store, const World& world, const Daemon& daemon,
                      const DaemonRevision& revision, const ContainerInstance& instance,
                      IdSource& ids, TimePoint now);

}  // namespace drydock::ecs
