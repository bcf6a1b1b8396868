#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <system_error>

namespace drydock::storage {

/// An open file, closed by its destructor. Every failure is a std::system_error that names the
/// path.
class File {
 public:
  /// For reading, at any offset.
  static File open(const std::filesystem::path& path);
  /// For writing, at any offset; made if it is not there.
  static File open_or_create(const std::filesystem::path& path);
  /// The same; one that is made is for its owner's eyes only.
  static File open_or_create_private(const std::filesystem::path& path);

  File(File&& other) noexcept;
  File& operator=(File&&) = delete;
  ~File();

  /// Writes all of the bytes, or throws.
  void write(std::span<const char> bytes, std::uint64_t offset);
  /// Reads as many bytes as there is room for, or throws, also where the file has fewer.
  void read(std::span<char> room, std::uint64_t offset) const;
  [[nodiscard]] std::uint64_t size() const;
  [[nodiscard]] int descriptor() const { return descriptor_; }
  void truncate(std::uint64_t size);
  /// Returns when what was written would survive a loss of power.
  void sync();

 private:
  File(const std::filesystem::path& path, int flags, unsigned mode = 0644);
  [[noreturn]] void fail(const char* action) const;

  std::string path_;
  int descriptor_;
};

/// Returns when the names in the folder would survive a loss of power.
void sync_folder(const std::filesystem::path& folder);

/// Whether this failure says that there is no room left: a full disk or a spent quota.
bool is_out_of_space(const std::error_code& error);

}  // namespace drydock::storage
