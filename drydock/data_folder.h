#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace drydock {

/// The folder that drydock keeps its files in: the one that was named, or a temporary one that goes
/// with this object.
class DataFolder {
 public:
  /// Throws StartError if no temporary folder can be made.
  explicit DataFolder(const std::optional<std::string>& named);
  ~DataFolder();
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;

  [[nodiscard]] const std::filesystem::path& path() const { return path_; }
  [[nodiscard]] bool is_temporary() const { return temporary_; }

 private:
  std::filesystem::path path_;
  bool temporary_ = false;
};

}  // namespace drydock
