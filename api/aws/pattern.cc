#include "api/aws/pattern.h"

#include <re2/re2.h>

#include <cctype>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>

namespace drydock::aws {
namespace {

bool is_hex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

// Java's \uFFFD is RE2's \x{FFFD}. The models also write code points of five and six digits so,
// which Java would read otherwise, but this is what they mean. RE2 has no look-ahead; the one that
// the models have says that a text is not of white space alone.
std::string re2_text(std::string_view pattern) {
  if (pattern == R"(^(?!\s*$).+)") return R"(.*\S.*)";
  std::string text;
  for (std::size_t i = 0; i < pattern.size();) {
    if (!pattern.substr(i).starts_with("\\u")) {
      text += pattern[i++];
      continue;
    }
    std::size_t end = i + 2;
    while (end < pattern.size() && end < i + 8 && is_hex(pattern[end])) ++end;
    text.append("\\x{").append(pattern.substr(i + 2, end - i - 2)).append("}");
    i = end;
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

}  // namespace

bool matches(std::string_view pattern, std::string_view text) {
  static std::map<std::string_view, std::unique_ptr<re2::RE2>> compiled;
  auto& regex = compiled[pattern];
  if (!regex) regex = compile(pattern);
  return re2::RE2::FullMatch(re2::StringPiece(text.data(), text.size()), *regex);
}

}  // namespace drydock::aws
