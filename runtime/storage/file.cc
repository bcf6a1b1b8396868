#include "runtime/storage/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace drydock::storage {

File::File(const std::filesystem::path& path, int flags, unsigned mode)
    : path_(path), descriptor_(::open(path_.c_str(), flags | O_CLOEXEC, mode)) {
  if (descriptor_ < 0) fail("open");
}

File File::open(const std::filesystem::path& path) { return {path, O_RDONLY}; }

File File::open_or_create(const std::filesystem::path& path) { return {path, O_RDWR | O_CREAT}; }

File File::open_or_create_private(const std::filesystem::path& path) {
  return {path, O_RDWR | O_CREAT, 0600};
}

File::File(File&& other) noexcept
    : path_(std::move(other.path_)), descriptor_(std::exchange(other.descriptor_, -1)) {}

File::~File() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void File::write(std::span<const char> bytes, std::uint64_t offset) {
  while (!bytes.empty()) {
    const ssize_t written =
        ::pwrite(descriptor_, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail("write");
    bytes = bytes.subspan(static_cast<std::size_t>(written));
    offset += static_cast<std::uint64_t>(written);
  }
}

void File::read(std::span<char> room, std::uint64_t offset) const {
  while (!room.empty()) {
    const ssize_t count =
        ::pread(descriptor_, room.data(), room.size(), static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count == 0) errno = EIO;
    if (count <= 0) fail("read");
    room = room.subspan(static_cast<std::size_t>(count));
    offset += static_cast<std::uint64_t>(count);
  }
}

std::uint64_t File::size() const {
  struct stat status {};
  if (::fstat(descriptor_, &status) != 0) fail("look at");
  return static_cast<std::uint64_t>(status.st_size);
}

void File::truncate(std::uint64_t size) {
  if (::ftruncate(descriptor_, static_cast<off_t>(size)) != 0) fail("truncate");
}

void File::sync() {
  if (::fdatasync(descriptor_) != 0) fail("sync");
}

void File::fail(const char* action) const {
  throw std::system_error(errno, std::generic_category(),
                          std::string("cannot ") + action + " " + path_);
}

void sync_folder(const std::filesystem::path& folder) { File::open(folder).sync(); }

bool is_out_of_space(const std::error_code& error) {
  return error == std::errc::no_space_on_device ||
         error == std::error_code(EDQUOT, std::generic_category());
}

}  // namespace drydock::storage
