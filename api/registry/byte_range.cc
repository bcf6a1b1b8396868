#include "api/registry/byte_range.h"

#include <algorithm>

#include "emulator/base/number.h"

namespace drydock::registry {
namespace {

constexpr auto read_number = parse_number<std::uint64_t>;

}  // namespace

std::variant<WholeContent, ByteRange, NotSatisfiable> read_range(std::string_view header,
                                                                 std::uint64_t size) {
  constexpr std::string_view unit = "bytes=";
  const std::size_t dash = header.find('-');
  if (!header.starts_with(unit) || dash == std::string_view::npos) return WholeContent{};
  const std::string_view before = header.substr(unit.size(), dash - unit.size());
  const std::string_view after = header.substr(dash + 1);
  const auto first = read_number(before);
  const auto last = read_number(after);
  if (before.empty() && last) {
    const std::uint64_t length = std::min(*last, size);
    if (length == 0) return NotSatisfiable{};
    return ByteRange{size - length, length};
  }
  if (!first || (!last && !after.empty())) return WholeContent{};
  if (*first >= size || (last && *last < *first)) return NotSatisfiable{};
  return ByteRange{*first, last ? std::min(*last, size - 1) - *first + 1 : size - *first};
}

std::optional<ByteRange> read_chunk_range(std::string_view header) {
  const std::size_t dash = header.find('-');
  if (dash == std::string_view::npos) return {};
  const auto first = read_number(header.substr(0, dash));
  const auto last = read_number(header.substr(dash + 1));
  // "0-0" is one byte; the length of everything would not fit.
  if (!first || !last || *last < *first || *last == UINT64_MAX) return {};
  return ByteRange{*first, *last - *first + 1};
}

}  // namespace drydock::registry
