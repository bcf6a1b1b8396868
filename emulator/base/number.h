#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>
#include <system_error>

namespace drydock {

/// All of the text as a decimal number; nothing for any other text, or a number that is too large.
template <std::integral Number = int>
std::optional<Number> parse_number(std::string_view text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end) return std::nullopt;
  return number;
}

/// The same of a port: 1 to 65535.
inline std::optional<int> parse_port(std::string_view text) {
  const auto number = parse_number(text);
  return number && *number >= 1 && *number <= 65535 ? number : std::nullopt;
}

}  // namespace drydock
