#include "runtime/clock/zone_files.h"

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <vector>

namespace drydock {
namespace {

constexpr std::size_t file_limit = 64 * 1024;  // The largest is of 4 KiB.
constexpr std::size_t header_size = 44;
constexpr std::size_t local_type_size = 6;

/// A path below the folder of zones, and none out of it.
bool is_zone_name(std::string_view name) {
  constexpr std::string_view others = "_+-/";
  const bool has_letters = std::ranges::all_of(name, [&](char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 ||
           others.find(c) != std::string_view::npos;
  });
  return has_letters && !name.empty() && name.size() <= 64 && name.front() != '/';
}

/// A big-endian number of so many bytes, with a sign; the text has them.
std::int64_t number_at(std::string_view bytes, std::size_t at, std::size_t size) {
  std::uint64_t number =
      (static_cast<unsigned char>(bytes[at]) & 0x80) != 0 ? ~std::uint64_t{0} : 0;
  for (std::size_t i = 0; i < size; ++i) {
    number = number << 8 | static_cast<unsigned char>(bytes[at + i]);
  }
  return static_cast<std::int64_t>(number);
}

/// The counts of a block's header.
struct Counts {
  std::size_t is_ut, is_standard, leap_seconds, changes, types, characters;

  /// Of the block's data, whose times are of so many bytes.
  [[nodiscard]] std::size_t data_size(std::size_t time_size) const {
    return changes * (time_size + 1) + types * local_type_size + characters +
           leap_seconds * (time_size + 4) + is_standard + is_ut;
  }
};

std::optional<Counts> counts_of(std::string_view block) {
  if (block.size() < header_size || !block.starts_with("TZif") || block[4] < '2') {
    return std::nullopt;
  }
  const auto count = [block](std::size_t index) {
    return static_cast<std::size_t>(number_at(block, 20 + 4 * index, 4) & 0xFFFF'FFFF);
  };
  const Counts counts{count(0), count(1), count(2), count(3), count(4), count(5)};
  for (const std::size_t each : {counts.is_ut, counts.is_standard, counts.leap_seconds,
                                 counts.changes, counts.types, counts.characters}) {
    if (each > file_limit) return std::nullopt;
  }
  return counts;
}

}  // namespace

std::optional<TimeZone> read_zone_file(std::string_view bytes) {
  const auto first = counts_of(bytes);
  if (!first) return std::nullopt;
  // The first block has times of 32 bits, for readers of version 1; the second has all.
  const std::size_t second_at = header_size + first->data_size(4);
  if (bytes.size() < second_at) return std::nullopt;
  const std::string_view block = bytes.substr(second_at);
  const auto counts = counts_of(block);
  if (!counts || counts->types == 0 || block.size() < header_size + counts->data_size(8)) {
    return std::nullopt;
  }
  const std::size_t indices_at = header_size + counts->changes * 8;
  const std::size_t types_at = indices_at + counts->changes;
  const auto offset_of = [&](std::size_t type) {
    return seconds(number_at(block, types_at + type * local_type_size, 4));
  };
  TimeZone zone{.first_offset = offset_of(0), .changes = {}};
  // Before this some files have the begin of all time.
  constexpr std::int64_t earliest = -100'000'000'000;
  for (std::size_t i = 0; i < counts->changes; ++i) {
    const std::int64_t at = number_at(block, header_size + i * 8, 8);
    const auto type = static_cast<unsigned char>(block[indices_at + i]);
    if (type >= counts->types) return std::nullopt;
    if (at < earliest || at > -earliest) continue;
    zone.changes.push_back({.at = TimePoint(seconds(at)), .offset = offset_of(type)});
  }
  if (!std::ranges::is_sorted(zone.changes, {}, &TimeZone::Change::at)) return std::nullopt;
  return zone;
}

std::optional<TimeZone> ZoneFiles::find(const std::string& name) const {
  if (name == "UTC") return TimeZone();
  if (!is_zone_name(name)) return std::nullopt;
  std::ifstream file(folder_ + "/" + name, std::ios::binary);
  std::string bytes(file_limit, '\0');
  if (!file.read(bytes.data(), static_cast<std::streamsize>(bytes.size())) && !file.eof()) {
    return std::nullopt;
  }
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return read_zone_file(bytes);
}

}  // namespace drydock
