#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace drydock::fuzz {

/// A head of HTTP/1.1 as the strictest reader takes it: what is passed on must be so, or someone
/// behind might read it otherwise.
struct PlainHead {
  std::string start;                                        ///< The first line.
  std::vector<std::pair<std::string, std::string>> fields;  ///< As they stand.

  /// How many fields have this name, whatever its letters' case.
  [[nodiscard]] int count(std::string_view name) const;
};

/// Nothing unless `text` is one head from its first byte to its last: lines that end with CRLF and
/// hold no other control character but tabs, an empty one at the end only, names that are tokens.
/// https://www.rfc-editor.org/rfc/rfc9112#section-2.2
std::optional<PlainHead> read_plainly(std::string_view text);

/// Throws BrokenProperty unless its framing has one reading: at most one of Content-Length and
/// Transfer-Encoding, the one a number, the other "chunked".
void require_one_framing(const PlainHead& head);

}  // namespace drydock::fuzz
