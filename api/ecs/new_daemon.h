#pragma once

#include <string>

#include "api/aws/context.h"
#include "emulator/base/result.h"
#include "emulator/ecs/daemon/daemon.h"
#include "model/ecs/daemon.h"

namespace drydock::ecs::api {

/// The daemon that CreateDaemon asks for in the cluster, without what its first deployment makes it
/// run. Its name must be free.
Result<Daemon> new_daemon(const aws::Context& context, const std::string& cluster,
                          const model::ecs::CreateDaemonRequest& request);

/// What the call wants run, without an id and a time: of a definition that is ACTIVE, on instances
/// of capacity providers that are there.
Result<DaemonRevision> new_revision(const aws::Context& context, const std::string& cluster,
                                    const model::ecs::CreateDaemonRequest& request);
Result<DaemonRevision> new_revision(const aws::Context& context, const std::string& cluster,
                                    const model::ecs::UpdateDaemonRequest& request);

}  // namespace drydock::ecs::api
