#include "drydock/folder_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace drydock {
namespace {

std::filesystem::path lock_in(const std::filesystem::path& folder) { return folder / "lock"; }

}  // namespace

std::optional<FolderLock> FolderLock::take(const std::filesystem::path& folder) {
  const int file = ::open(lock_in(folder).c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
  if (file < 0) throw std::system_error(errno, std::generic_category());
  return lock(file);
}

std::optional<FolderLock> FolderLock::take_abandoned(const std::filesystem::path& folder) {
  const int file = ::open(lock_in(folder).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (file < 0) return std::nullopt;
  return lock(file);
}

std::optional<FolderLock> FolderLock::lock(int file) {
  FolderLock held(file);
  if (::flock(file, LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  return held;
}

FolderLock::~FolderLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace drydock
