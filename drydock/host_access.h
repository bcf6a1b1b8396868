#pragma once

#include "drydock/container_engine.h"
#include "drydock/options.h"
#include "emulator/ecs/definition/host_access.h"

namespace drydock {

/// What containers of this engine may have of the machine, by the options. `files` outlives it.
/// Throws StartError for a folder to mount that is not there.
ecs::HostAccess host_access(const Options& options, const ContainerEngine& engine,
                            const HostFiles& files);

}  // namespace drydock
