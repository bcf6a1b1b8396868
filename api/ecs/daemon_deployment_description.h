#pragma once

#include "emulator/base/world.h"
#include "emulator/store/store.h"
#include "model/ecs/daemon_deployment.h"

namespace drydock::ecs {
struct DaemonDeployment;
struct DaemonRevision;
}  // namespace drydock::ecs

namespace drydock::ecs::api {

/// The deployment with its instances as they are, or as they were when it ended.
model::ecs::DaemonDeployment describe(const Store& store, const World& world,
                                      const DaemonDeployment& deployment);

/// The deployment in a list.
model::ecs::DaemonDeploymentSummary summary(const World& world, const DaemonDeployment& deployment);

/// The revision with its images, whose digests its first tasks have found.
model::ecs::DaemonRevision describe(const Store& store, const World& world,
                                    const DaemonRevision& revision);

}  // namespace drydock::ecs::api
