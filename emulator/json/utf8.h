#pragma once

#include <string>
#include <string_view>

namespace drydock::json {

/// Whether `text` is UTF-8 as RFC 3629 has it: no overlong form, no surrogate, nothing past
/// U+10FFFF.
bool is_utf8(std::string_view text);

/// `text` with U+FFFD in place of every byte that is no part of valid UTF-8.
std::string repaired_utf8(std::string_view text);

/// How many Unicode characters the valid UTF-8 `text` has: what the models count as length.
std::size_t utf8_length(std::string_view text);

}  // namespace drydock::json
