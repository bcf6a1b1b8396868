#pragma once

#include <string_view>

namespace drydock::aws {

/// Whether the whole of `text` matches a pattern of a service model. The time taken grows with the
/// text's length alone, whatever the pattern. Each pattern is compiled when it is first asked for
/// and kept; `pattern` must be a constant's text. Belongs to the control thread.
bool matches(std::string_view pattern, std::string_view text);

}  // namespace drydock::aws
