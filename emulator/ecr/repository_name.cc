#include "emulator/ecr/repository_name.h"

#include <algorithm>

namespace drydock::ecr {
namespace {

bool is_lower_alphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }
bool is_word(char c) { return is_lower_alphanumeric(c) || (c >= 'A' && c <= 'Z') || c == '_'; }

/// '.', '_', '__' or any number of dashes.
bool is_separator(std::string_view text) {
  if (text == "." || text == "_" || text == "__") return true;
  return !text.empty() && std::ranges::all_of(text, [](char c) { return c == '-'; });
}

/// `[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*`
bool is_path_component(std::string_view text) {
  if (text.empty() || !is_lower_alphanumeric(text.front()) || !is_lower_alphanumeric(text.back())) {
    return false;
  }
  for (auto at = text.begin(); at != text.end();) {
    const auto separator = std::find_if_not(at, text.end(), is_lower_alphanumeric);
    at = std::find_if(separator, text.end(), is_lower_alphanumeric);
    if (separator != at && !is_separator({separator, at})) return false;
  }
  return true;
}

}  // namespace

bool is_repository_name(std::string_view text) {
  if (text.size() < 2 || text.size() > 256) return false;
  for (;;) {
    const std::size_t slash = text.find('/');
    if (!is_path_component(text.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    text.remove_prefix(slash + 1);
  }
}

bool is_tag(std::string_view text) {
  if (text.empty() || text.size() > 128 || !is_word(text.front())) return false;
  return std::ranges::all_of(text, [](char c) { return is_word(c) || c == '.' || c == '-'; });
}

}  // namespace drydock::ecr
