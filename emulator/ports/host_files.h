#pragma once

#include <optional>
#include <string>

namespace drydock {

/// The files of the machine, as far as containers may be given some of them.
class HostFiles {
 public:
  virtual ~HostFiles() = default;

  /// The path without "." and "..", every symbolic link followed. What is not there yet is taken by
  /// its name. Nothing where that cannot be told: a link that leads nowhere, a loop, no permission.
  [[nodiscard]] virtual std::optional<std::string> real_path(const std::string& path) const = 0;

  /// Makes a folder, and those above it, where nothing is there yet. Says nothing where it cannot:
  /// whoever mounts it finds that out.
  virtual void make_folder(const std::string& path) const = 0;
};

}  // namespace drydock
