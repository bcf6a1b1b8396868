#pragma once

#include <cstdint>
#include <string_view>

namespace drydock {

/// FNV-1a, 64 bits: unlike std::hash the same in every run, for ids that must not change. Not for
/// anything that has to withstand an adversary.
std::uint64_t fingerprint(std::string_view text);

}  // namespace drydock
