#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

namespace drydock {

/// The number in 20 digits, which is as many as there can be, so that texts of numbers are in their
/// order. A negative one is 0.
inline std::string padded_number(std::int64_t number) {
  constexpr std::size_t digits = 20;
  const std::string text = std::to_string(std::max<std::int64_t>(number, 0));
  return std::string(digits - text.size(), '0') + text;
}

}  // namespace drydock
