#include "api/ec2/filters.h"

#include <algorithm>

namespace drydock::ec2::api {
namespace {

/// Goes back to the last `*` where the rest does not match, so the time is at most the product of
/// the two lengths whatever a caller sends.
bool matches(std::string_view pattern, std::string_view text) {
  std::size_t at = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  std::size_t next = 0;
  while (at < text.size()) {
    if (next < pattern.size() && pattern[next] == '*') {
      star = next++;
      resume = at;
    } else if (next < pattern.size() && (pattern[next] == '?' || pattern[next] == text[at])) {
      ++next;
      ++at;
    } else if (star != std::string_view::npos) {
      next = star + 1;
      at = ++resume;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', next) == std::string_view::npos;
}

}  // namespace

Result<bool> passes(const Properties& properties,
                    const std::optional<std::vector<model::ec2::Filter>>& filters) {
  if (!filters) return true;
  for (const auto& filter : *filters) {
    const std::string name = filter.name.value_or("");
    const auto property = properties.find(name);
    if (property == properties.end()) {
      return aws::Error("InvalidParameterValue", "The filter '" + name + "' is invalid");
    }
    const auto values = filter.values.value_or(std::vector<std::string>{});
    if (std::ranges::none_of(values, [&property](const std::string& pattern) {
          return matches(pattern, property->second);
        })) {
      return false;
    }
  }
  return true;
}

bool names(const std::optional<std::vector<std::string>>& ids, std::string_view id) {
  return !ids || ids->empty() || std::ranges::find(*ids, id) != ids->end();
}

}  // namespace drydock::ec2::api
