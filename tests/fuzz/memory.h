#pragma once

#include <cstddef>

namespace drydock::fuzz {

/// How many bytes are allocated now.
std::size_t allocated_bytes();

/// How many more are allocated than `before`, an earlier answer: what was made in between and is
/// still held, less what was given back.
inline std::size_t allocated_since(std::size_t before) {
  const std::size_t now = allocated_bytes();
  return now > before ? now - before : 0;
}

}  // namespace drydock::fuzz
