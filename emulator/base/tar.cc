#include "emulator/base/tar.h"

#include <algorithm>
#include <numeric>

namespace drydock::tar {
namespace {

/// A field of the header: where it begins, and how long it is.
struct Field {
  std::size_t at;
  std::size_t length;
};

constexpr Field name_field{0, 100};
constexpr Field mode_field{100, 8};
constexpr Field owner_field{108, 8};
constexpr Field group_field{116, 8};
constexpr Field size_field{124, 12};
constexpr Field time_field{136, 12};
constexpr Field checksum_field{148, 8};
constexpr Field type_field{156, 1};
constexpr Field magic_field{257, 8};
constexpr Field prefix_field{345, 155};

/// "ustar", its end, and version 00.
constexpr std::string_view magic(
    "ustar\0"
    "00",
    8);
/// The first byte of a number in binary, which GNU's and other tars write where octal has no room.
constexpr char binary_mark = '\x80';

void put(std::string& block, Field field, std::string_view text) {
  block.replace(field.at, std::min(text.size(), field.length), text.substr(0, field.length));
}

/// Octal digits up to a closing NUL.
std::string octal(std::uint64_t number, std::size_t digits) {
  std::string text(digits, '0');
  for (auto digit = text.rbegin(); digit != text.rend(); ++digit, number /= 8) {
    *digit = static_cast<char>('0' + number % 8);
  }
  return text;
}

std::string binary(std::uint64_t number, std::size_t length) {
  std::string bytes(length, '\0');
  for (auto byte = bytes.rbegin(); number > 0; ++byte, number /= 256) {
    *byte = static_cast<char>(number % 256);
  }
  bytes.front() = binary_mark;
  return bytes;
}

std::string size_text(std::uint64_t size) {
  constexpr std::uint64_t octal_end = std::uint64_t{1} << 33;  // 11 digits of three bits
  return size < octal_end ? octal(size, size_field.length - 1) : binary(size, size_field.length);
}

std::string_view raw(Block block, Field field) {
  return std::string_view(block.data(), block.size()).substr(field.at, field.length);
}

/// Up to a NUL, if there is one.
std::string_view text(Block block, Field field) {
  const std::string_view all = raw(block, field);
  return all.substr(0, all.find('\0'));
}

std::optional<std::uint64_t> read_octal(std::string_view digits) {
  const std::size_t first = std::min(digits.find_first_not_of(' '), digits.size());
  digits.remove_prefix(first);
  digits = digits.substr(0, digits.find_first_of(std::string_view(" \0", 2)));
  std::uint64_t number = 0;
  for (const char digit : digits) {
    if (digit < '0' || digit > '7') return std::nullopt;
    number = number * 8 + static_cast<std::uint64_t>(digit - '0');
  }
  return number;
}

std::optional<std::uint64_t> read_binary(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes.substr(1)) {
    if (number >> 55 != 0) return std::nullopt;  // Beyond what a file can have.
    number = number * 256 + static_cast<unsigned char>(byte);
  }
  return number;
}

std::optional<std::uint64_t> read_number(std::string_view field) {
  return field.front() == binary_mark ? read_binary(field) : read_octal(field);
}

/// The sum of all bytes, with spaces for the checksum itself.
std::uint64_t checksum(Block block) {
  const auto add = [](std::uint64_t sum, char byte) {
    return sum + static_cast<unsigned char>(byte);
  };
  const std::string_view own = raw(block, checksum_field);
  const std::uint64_t all = std::accumulate(block.begin(), block.end(), std::uint64_t{0}, add);
  return all - std::accumulate(own.begin(), own.end(), std::uint64_t{0}, add) +
         checksum_field.length * ' ';
}

std::string name_in(Block block) {
  std::string name(text(block, name_field));
  // GNU's own form, which ends the magic otherwise, has other things where ustar has a prefix.
  const std::string_view prefix = text(block, prefix_field);
  if (raw(block, magic_field) == magic && !prefix.empty()) {
    name = std::string(prefix) + "/" + name;
  }
  if (name.starts_with("./")) name.erase(0, 2);
  return name;
}

Entry::Kind kind_of(char type) {
  switch (type) {
    case '0':
    case '\0':
      return Entry::Kind::file;
    case '5':
      return Entry::Kind::folder;
    case 'g':
    case 'x':
      return Entry::Kind::remark;
    default:
      return Entry::Kind::special;
  }
}

}  // namespace

std::string header(std::string_view name, std::uint64_t size, Mode mode) {
  std::string block(block_size, '\0');
  put(block, name_field, name);
  put(block, mode_field, octal(static_cast<unsigned>(mode), mode_field.length - 1));
  put(block, owner_field, octal(0, owner_field.length - 1));
  put(block, group_field, octal(0, group_field.length - 1));
  put(block, size_field, size_text(size));
  put(block, time_field, octal(0, time_field.length - 1));
  put(block, type_field, "0");
  put(block, magic_field, magic);
  put(block, checksum_field, octal(checksum(Block(block)), checksum_field.length - 2));
  block[checksum_field.at + checksum_field.length - 1] = ' ';
  return block;
}

std::optional<Entry> read_header(Block block) {
  if (std::ranges::all_of(block, [](char byte) { return byte == '\0'; })) return Entry{};
  const auto told = read_number(raw(block, checksum_field));
  const auto size = read_number(raw(block, size_field));
  if (!told || *told != checksum(block) || !size) return std::nullopt;
  Entry entry{.kind = kind_of(block[type_field.at]), .name = name_in(block), .size = *size};
  if (entry.kind == Entry::Kind::folder) entry.size = 0;
  return entry;
}

std::string archive_of(std::string_view name, std::string_view bytes, Mode mode) {
  std::string archive = header(name, bytes.size(), mode);
  archive += bytes;
  archive.append(padding(bytes.size()), '\0');
  return archive.append(emptiness.data(), emptiness.size());
}

}  // namespace drydock::tar
