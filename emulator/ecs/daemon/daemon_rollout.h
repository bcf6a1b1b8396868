#pragma once

#include <string>
#include <string_view>

#include "emulator/base/time.h"
#include "emulator/base/world.h"
#include "emulator/ports/id_source.h"
#include "model/ecs/common.h"

namespace drydock {
class Store;
}

/// How a deployment of a managed daemon begins, goes on and ends, in the records of the daemon, its
/// revisions and its deployments, which change together here and nowhere else.
namespace drydock::ecs {

enum class GivenUpBy;
struct Daemon;
struct DaemonRevision;

/// Keeps the daemon, and starts a deployment of the revision, which gets an id and a time. One that
/// was under way is STOPPED by it. What the daemon remembers of failures is forgotten.
const Daemon& start_deployment(Store& store, const World& world, Daemon daemon,
                               DaemonRevision revision,
                               const model::ecs::DaemonDeploymentConfiguration& configuration,
                               IdSource& ids, TimePoint now);

/// Starts the deployment that takes the daemon away: it is DELETE_IN_PROGRESS.
const Daemon& start_deletion(Store& store, const World& world, const std::string& daemon_key,
                             IdSource& ids, TimePoint now);

/// The deployment under way has brought the instances where they were to be.
void complete_daemon_deployment(Store& store, const World& world, const std::string& daemon_key,
                                TimePoint now);

/// The deployment under way is given up. It goes back to the revision that was completed last; a
/// way back that is given up has failed, and a first deployment is STOPPED and leaves all as it is.
/// `why`: "because …".
void give_up_daemon_deployment(Store& store, const World& world, const std::string& daemon_key,
                               GivenUpBy by, const std::string& why, TimePoint now);

/// The last task of a daemon that was deleted has stopped: only its deployments are left to tell.
void end_daemon(Store& store, const World& world, const std::string& daemon_key, TimePoint now);

/// Takes away what is kept of the deployments of a daemon whose name is to be another's.
void forget_daemon_deployments(Store& store, const World& world, std::string_view daemon_key);

/// Daemon task definitions that are DELETE_IN_PROGRESS are DELETED once no daemon runs them or may
/// go back to them.
void finish_deletions(Store& store, const World& world);

}  // namespace drydock::ecs
