#pragma once

#include <optional>

#include "emulator/base/pace.h"
#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ecs/daemon/daemon_plan.h"
#include "emulator/ecs/placement/place.h"

namespace drydock {
class Store;
}

namespace drydock::ecs {

struct ContainerInstance;
struct TaskDefinition;

/// All that a plan of the daemon looks at. `engine_watched_since`: from when on drydock has been
/// watching the engine; the end of a task that is older than that is nobody's fault.
DaemonView view_of(const Store& store, const World& world, const Daemon& daemon,
                   std::optional<TimePoint> engine_watched_since, TimePoint now, const Pace& pace);

/// How many instances have which of the daemon's revisions now.
DaemonCountsByRevision count_instances(const Store& store, const World& world,
                                       const Daemon& daemon);

/// So many failed tasks give the daemon's deployment up.
int breaker_threshold_of_daemon(const Store& store, const World& world, const Daemon& daemon);

/// Whether the instance takes no other tasks yet, since a daemon of its capacity provider has no
/// task there that runs: neither one that is RUNNING and not known to be ailing, nor, where the
/// daemon is not critical, one that has failed.
/// https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-daemons.html
bool awaits_daemon(const Store& store, const World& world, const ContainerInstance& instance);

}  // namespace drydock::ecs
