#pragma once

#include <string>
#include <string_view>

namespace drydock {

/// The SHA-256 of these bytes as 64 lower-case hexadecimal digits: what is kept of a text that is
/// to be known again but not to be told.
std::string sha256_hex(std::string_view bytes);

}  // namespace drydock
