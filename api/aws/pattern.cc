#include "api/aws/pattern.h"

#include <re2/re2.h>

#include <array>
#include <cctype>
#include <charconv>
#include <cstdint>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

namespace drydock::aws {
namespace {

bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

/// A character that a pattern writes as \uFFFD, and how long that is. The models also write code
/// points of five and six digits so, which Java would read otherwise, but this is what they mean.
struct Escape {
  std::uint32_t code_point = 0;
  std::size_t length = 0;  ///< 0: the text does not begin with one.
};

Escape escape_at(std::string_view text) {
  if (!text.starts_with("\\u")) return {};
  Escape escape{.code_point = 0, .length = 2};
  while (escape.length < text.size() && escape.length < 8 && is_hex(text[escape.length])) {
    ++escape.length;
  }
  std::from_chars(text.data() + 2, text.data() + escape.length, escape.code_point, 16);
  return escape;
}

/// The same, where two surrogates after one another are one character.
Escape character_at(std::string_view text) {
  const Escape high = escape_at(text);
  if (high.code_point < 0xD800 || high.code_point > 0xDBFF) return high;
  const Escape low = escape_at(text.substr(high.length));
  if (low.code_point < 0xDC00 || low.code_point > 0xDFFF) return high;
  return {.code_point = 0x10000 + (high.code_point - 0xD800) * 0x400 + (low.code_point - 0xDC00),
          .length = high.length + low.length};
}

// Java's \uFFFD is RE2's \x{FFFD}, and Java's \p{Print} are the printable characters of ASCII.
std::string re2_text(std::string_view pattern) {
  constexpr std::string_view printable = "\\p{Print}";
  std::string text;
  for (std::size_t i = 0; i < pattern.size();) {
    if (pattern.substr(i).starts_with(printable)) {
      text += "[ -~]";
      i += printable.size();
      continue;
    }
    const Escape character = character_at(pattern.substr(i));
    if (character.length == 0) {
      text += pattern[i++];
      continue;
    }
    std::array<char, 8> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), character.code_point, 16).ptr;
    text.append("\\x{").append(digits.data(), end).append("}");
    i += character.length;
  }
  return text;
}

std::unique_ptr<re2::RE2> compile(std::string_view pattern) {
  auto compiled = std::make_unique<re2::RE2>(re2_text(pattern), re2::RE2::Quiet);
  if (!compiled->ok()) {
    throw std::logic_error("pattern " + std::string(pattern) + ": " + compiled->error());
  }
  return compiled;
}

/// RE2 looks nowhere ahead. Of a pattern "(?!not this)this", as models begin, maybe with a "^",
/// both parts are matched by themselves.
struct Pattern {
  std::unique_ptr<re2::RE2> whole;
  std::unique_ptr<re2::RE2> not_at_start;  ///< May be null.
};

/// Where the group that the text begins with ends; the models escape no parenthesis in one.
std::size_t end_of_group(std::string_view text) {
  int depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '(') ++depth;
    if (text[i] == ')' && --depth == 0) return i;
  }
  throw std::logic_error("pattern " + std::string(text) + " has a group without an end");
}

Pattern compile_all(std::string_view pattern) {
  constexpr std::string_view lookahead = "(?!";
  if (pattern.starts_with('^')) pattern.remove_prefix(1);
  if (!pattern.starts_with(lookahead)) return {.whole = compile(pattern), .not_at_start = {}};
  const std::size_t end = end_of_group(pattern);
  return {.whole = compile(pattern.substr(end + 1)),
          .not_at_start = compile(pattern.substr(lookahead.size(), end - lookahead.size()))};
}

}  // namespace

bool matches(std::string_view pattern, std::string_view text) {
  static std::map<std::string_view, Pattern> all;
  Pattern& compiled = all[pattern];
  if (!compiled.whole) compiled = compile_all(pattern);
  re2::StringPiece piece(text.data(), text.size());
  if (!re2::RE2::FullMatch(piece, *compiled.whole)) return false;
  return !compiled.not_at_start || !re2::RE2::Consume(&piece, *compiled.not_at_start);
}

}  // namespace drydock::aws
