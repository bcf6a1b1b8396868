#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace drydock {

/// Base64 with the standard alphabet and padding, in one line.
/// https://www.rfc-editor.org/rfc/rfc4648#section-4
std::string base64_encode(std::string_view bytes);

/// Nothing if the text is not base64, or lacks its padding.
std::optional<std::string> base64_decode(std::string_view text);

}  // namespace drydock
