#pragma once

#include <optional>
#include <string>
#include <vector>

#include "emulator/ports/engine.h"
#include "emulator/ports/host_files.h"
#include "model/ecs/task_definition.h"

/// What a task definition asks of the machine that runs it, and what of that it gets. On AWS the
/// machine is the customer's own instance, so ECS gives all of it; here it is somebody's laptop.
namespace drydock::ecs {

/// What the operator lets containers have. By default nothing.
struct HostAccess {
  /// Containers of an engine that only simulates touch no machine, so they may ask for anything.
  bool simulated = false;
  bool privileged = false;  ///< Everything but host paths (--allow-privileged).
  std::vector<std::string>
      mounts;                 ///< Real paths of folders that may be mounted, or parts of them.
  std::string engine_socket;  ///< Its real path; empty where there is none on this machine.
  const HostFiles* files = nullptr;  ///< Where absent, paths are taken as they are written.
};

/// Why the definition may not run here: the first thing that it asks for and that the operator does
/// not allow, in a sentence that names the option which would. Nothing where it may.
std::optional<std::string> host_refusal(const model::ecs::TaskDefinition& definition,
                                        const HostAccess& access);

/// Makes the host paths that a container binds real ones, so that what has been checked is what is
/// mounted, and makes the folders that are not there, as Docker does for ECS. A sentence where one
/// of them is not allowed.
std::optional<std::string> settle_binds(std::vector<Mount>& mounts, const HostAccess& access);

}  // namespace drydock::ecs
