#pragma once

#include <string>
#include <string_view>

namespace drydock {

/// Every byte but the unreserved characters of RFC 3986 as %XX: for a query, and for policies as
/// IAM tells them. https://www.rfc-editor.org/rfc/rfc3986#section-2.3
std::string percent_encoded(std::string_view text);

/// `text` with %XX and + decoded. A percent sign without two digits after it stands for itself.
std::string percent_decoded(std::string_view text);

}  // namespace drydock
