#include "runtime/storage/machine_files.h"

#include <filesystem>
#include <system_error>

namespace drydock::storage {
namespace fs = std::filesystem;

std::optional<std::string> MachineFiles::real_path(const std::string& path) const {
  std::error_code failure;
  const fs::path real = fs::weakly_canonical(path, failure);
  if (failure) return std::nullopt;
  // What is not there is taken by its name, and a link that leads nowhere is there.
  for (fs::path part = real; part.has_relative_path(); part = part.parent_path()) {
    const fs::file_status status = fs::symlink_status(part, failure);
    if (fs::is_symlink(status)) return std::nullopt;
    if (fs::exists(status)) break;
  }
  std::string text = real.lexically_normal().string();
  if (text.size() > 1 && text.ends_with('/')) text.pop_back();
  return text;
}

void MachineFiles::make_folder(const std::string& path) const {
  std::error_code ignored;
  if (!fs::exists(path, ignored)) fs::create_directories(path, ignored);
}

}  // namespace drydock::storage
