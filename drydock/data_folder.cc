#include "drydock/data_folder.h"

#include <cstdlib>
#include <system_error>

#include "drydock/options.h"

namespace drydock {
namespace fs = std::filesystem;

DataFolder::DataFolder(const std::optional<std::string>& named) {
  if (named) {
    path_ = *named;
    return;
  }
  std::error_code failure;
  const fs::path parent = fs::temp_directory_path(failure);
  std::string name = (parent / "drydock-XXXXXX").string();
  if (failure || mkdtemp(name.data()) == nullptr) {
    throw StartError("No temporary folder can be made in " + parent.string() +
                     "; set TMPDIR, or name a folder with --data.");
  }
  path_ = name;
  temporary_ = true;
}

DataFolder::~DataFolder() {
  if (!temporary_) return;
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

}  // namespace drydock
