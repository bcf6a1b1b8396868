#pragma once

#include <cstddef>

namespace drydock::fuzz {

/// How many bytes are allocated now. The difference of two calls is what was made in between and is
/// still held.
std::size_t allocated_bytes();

}  // namespace drydock::fuzz
