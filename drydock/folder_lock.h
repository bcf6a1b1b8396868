#pragma once

#include <filesystem>
#include <optional>
#include <utility>

namespace drydock {

/// The lock of a folder: as long as this lives no other process has it, and with the process it
/// goes, however that ends. It is a file "lock" in the folder, which stays.
class FolderLock {
 public:
  /// Makes the file where it is not there. Nothing where another process has the lock. Throws
  /// std::system_error where the file cannot be made or opened.
  static std::optional<FolderLock> take(const std::filesystem::path& folder);
  /// The same for a folder that was another process's: without the file there is no lock to take.
  static std::optional<FolderLock> take_abandoned(const std::filesystem::path& folder);

  FolderLock(FolderLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();

 private:
  explicit FolderLock(int file) : file_(file) {}
  static std::optional<FolderLock> lock(int file);

  int file_;
};

}  // namespace drydock
