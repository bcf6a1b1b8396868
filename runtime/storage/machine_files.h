#pragma once

#include "emulator/ports/host_files.h"

namespace drydock::storage {

/// The files of the machine that drydock runs on. Where the engine is on another machine, or sees
/// other files than drydock does in a container of its own, they are not those that it mounts.
class MachineFiles : public HostFiles {
 public:
  [[nodiscard]] std::optional<std::string> real_path(const std::string& path) const override;
  void make_folder(const std::string& path) const override;
};

}  // namespace drydock::storage
