#include "emulator/elb/wildcard.h"

#include <algorithm>

namespace drydock::elb {
namespace {

constexpr char16_t any_run = 0x100;
constexpr char16_t any_one = 0x101;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

char16_t itself(char c) { return static_cast<unsigned char>(c); }

char16_t meaning(char c) {
  if (c == '*') return any_run;
  return c == '?' ? any_one : itself(c);
}

}  // namespace

Wildcard::Wildcard(std::string_view pattern, Case letters, Escapes escapes)
    : insensitive_(letters == Case::insensitive) {
  pattern_.reserve(pattern.size());
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    const bool escaped =
        escapes == Escapes::backslash && pattern[i] == '\\' && i + 1 < pattern.size();
    if (escaped) ++i;
    const char c = insensitive_ ? lower(pattern[i]) : pattern[i];
    pattern_.push_back(escaped ? itself(c) : meaning(c));
  }
}

bool Wildcard::fits(std::size_t place, char character) const {
  const char16_t wanted = pattern_[place];
  return wanted == any_one || wanted == itself(insensitive_ ? lower(character) : character);
}

bool Wildcard::matches(std::string_view text) const {
  std::size_t place = 0;
  std::size_t at = 0;
  // After a mismatch the last star takes one character more, and all starts again from there.
  std::size_t after_star = std::string::npos;
  std::size_t star_at = 0;
  while (at < text.size()) {
    if (place < pattern_.size() && pattern_[place] == any_run) {
      after_star = ++place;
      star_at = at;
    } else if (place < pattern_.size() && fits(place, text[at])) {
      ++place;
      ++at;
    } else if (after_star != std::string::npos) {
      place = after_star;
      at = ++star_at;
    } else {
      return false;
    }
  }
  while (place < pattern_.size() && pattern_[place] == any_run) ++place;
  return place == pattern_.size();
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, lower, lower);
}

std::string lower_case(std::string_view text) {
  std::string lowered(text);
  std::ranges::transform(lowered, lowered.begin(), lower);
  return lowered;
}

}  // namespace drydock::elb
