#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <vector>

namespace drydock::fuzz {

/// The text in pieces as a network may bring it: of one byte each for seed 0, else of 1 to 32 bytes
/// that depend on the seed alone.
inline std::vector<std::string_view> pieces_of(std::string_view text, std::uint32_t seed) {
  std::vector<std::string_view> pieces;
  while (!text.empty()) {
    // The constants of Numerical Recipes' generator.
    seed = seed == 0 ? 0 : seed * 1664525U + 1013904223U;
    const std::size_t size = std::min<std::size_t>(1 + (seed >> 27), text.size());
    pieces.push_back(text.substr(0, size));
    text.remove_prefix(size);
  }
  return pieces;
}

}  // namespace drydock::fuzz
