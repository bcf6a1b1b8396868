#include "emulator/base/query.h"

#include <algorithm>

namespace drydock {
namespace {

/// What stands before the separator, which goes too; all of the text where there is none.
std::string_view take_until(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return taken;
}

}  // namespace

std::optional<QueryParameter> take_parameter(std::string_view& query) {
  while (!query.empty()) {
    std::string_view pair = take_until(query, '&');
    if (pair.empty()) continue;
    const std::string_view name = take_until(pair, '=');
    return QueryParameter{.name = name, .value = pair};
  }
  return std::nullopt;
}

}  // namespace drydock
