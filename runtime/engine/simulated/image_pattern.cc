#include "runtime/engine/simulated/image_pattern.h"

#include <algorithm>
#include <cstddef>

namespace drydock::simulated {
namespace {

/// `*` is the only wildcard. After a mismatch the last star takes one character more.
bool glob(std::string_view pattern, std::string_view text) {
  std::size_t p = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;
  std::size_t resume = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      resume = t;
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  return std::all_of(pattern.begin() + static_cast<std::ptrdiff_t>(p), pattern.end(),
                     [](char c) { return c == '*'; });
}

/// The first part of a reference is a host where it has a dot or a port, or is "localhost".
/// https://github.com/distribution/reference/blob/main/normalize.go
std::string_view without_host(std::string_view reference) {
  const std::size_t slash = reference.find('/');
  if (slash == std::string_view::npos) return reference;
  const std::string_view first = reference.substr(0, slash);
  const bool host = first == "localhost" || first.find_first_of(".:") != std::string_view::npos;
  return host ? reference.substr(slash + 1) : reference;
}

/// Where the tag's colon or the digest's '@' stands; npos without either.
std::size_t end_of_name(std::string_view reference) {
  const std::size_t slash = reference.rfind('/');
  const std::size_t from = slash == std::string_view::npos ? 0 : slash;
  return std::min(reference.find('@', from), reference.find(':', from));
}

std::string_view name_of(std::string_view reference) {
  return reference.substr(0, end_of_name(reference));
}

}  // namespace

std::string with_tag(std::string_view reference) {
  const bool tagged = end_of_name(reference) != std::string_view::npos;
  return std::string(reference) + (tagged ? "" : ":latest");
}

std::string_view tag_of(std::string_view reference) {
  const std::size_t end = end_of_name(reference);
  return end == std::string_view::npos ? "latest" : reference.substr(end + 1);
}

bool covers(std::string_view pattern, std::string_view reference) {
  const bool any_tag = end_of_name(pattern) == std::string_view::npos;
  const std::string text = any_tag ? std::string(name_of(reference)) : with_tag(reference);
  return glob(pattern, text) || glob(pattern, without_host(text));
}

}  // namespace drydock::simulated
