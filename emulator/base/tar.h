#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

/// The form of tar that every program reads, POSIX's ustar: before each file a block that tells of
/// it, each file filled up to whole blocks, and two empty blocks at the end.
/// https://pubs.opengroup.org/onlinepubs/9699919799/utilities/pax.html#tag_20_92_13_06
namespace drydock::tar {

constexpr std::size_t block_size = 512;
using Block = std::span<const char, block_size>;

/// What a block tells.
struct Entry {
  enum class Kind {
    end,      ///< Nothing more comes.
    file,     ///< `size` bytes of it follow.
    folder,   ///< Nothing follows.
    remark,   ///< What some programs add of the next file or of all, in `size` bytes.
    special,  ///< A link, a device or the like.
  };
  Kind kind = Kind::end;
  std::string name;  ///< As it stands there, without a leading "./".
  std::uint64_t size = 0;
};

/// Who may do what with a file, as chmod has it. All belong to root.
enum class Mode : unsigned { plain = 0644, executable = 0755 };

/// The block before a file. The name has 100 bytes at most.
std::string header(std::string_view name, std::uint64_t size, Mode mode = Mode::plain);
/// What a header tells; nothing where it is none.
std::optional<Entry> read_header(Block block);
/// An archive of one file.
std::string archive_of(std::string_view name, std::string_view bytes, Mode mode);

/// How many bytes come after a file of this size until the next block.
constexpr std::size_t padding(std::uint64_t size) {
  return (block_size - size % block_size) % block_size;
}
/// How many bytes a file of this size takes with all that belongs to it.
constexpr std::uint64_t stored_size(std::uint64_t size) {
  return block_size + size + padding(size);
}

/// As many empty bytes as a file's end or the archive's may take.
inline constexpr std::array<char, 2 * block_size> emptiness{};

}  // namespace drydock::tar
