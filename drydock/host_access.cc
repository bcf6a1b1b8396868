#include "drydock/host_access.h"

#include <filesystem>
#include <system_error>

namespace drydock {
namespace fs = std::filesystem;

ecs::HostAccess host_access(const Options& options, const ContainerEngine& engine,
                            const HostFiles& files) {
  ecs::HostAccess access{.simulated = !engine.engine->has_image_bytes(),
                         .privileged = options.allow_privileged,
                         .mounts = {},
                         .engine_socket = {},
                         .files = &files};
  for (const std::string& folder : options.allow_mounts) {
    std::error_code failure;
    const fs::path real = fs::canonical(folder, failure);
    if (failure || !fs::is_directory(real, failure)) {
      throw StartError("--allow-mount names " + folder +
                       ", which is no folder of this machine: make it, or name another.");
    }
    access.mounts.push_back(real.string());
  }
  if (!engine.socket.empty()) {
    access.engine_socket = files.real_path(engine.socket).value_or(engine.socket);
  }
  return access;
}

}  // namespace drydock
