#include "api/aws/generator/names.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <set>
#include <utility>

namespace drydock::generator {
namespace {

constexpr auto kReserved = std::to_array<std::string_view>(
    {"alignas",  "alignof",   "and",      "asm",     "auto",     "bool",     "break",   "case",
     "catch",    "char",      "class",    "concept", "const",    "continue", "default", "delete",
     "do",       "double",    "else",     "enum",    "explicit", "export",   "extern",  "false",
     "float",    "for",       "friend",   "goto",    "if",       "inline",   "int",     "long",
     "mutable",  "namespace", "new",      "not",     "operator", "or",       "private", "protected",
     "public",   "register",  "requires", "return",  "short",    "signed",   "sizeof",  "static",
     "struct",   "switch",    "template", "this",    "throw",    "true",     "try",     "typedef",
     "typeid",   "typename",  "union",    "unix",    "unsigned", "using",    "virtual", "void",
     "volatile", "while",     "xor",      "linux"});

// Words that AWS writes with capitals in the middle, which would fall apart otherwise.
constexpr auto kWholeWords =
    std::to_array<std::pair<std::string_view, std::string_view>>({{"IPv4", "Ipv4"},
                                                                  {"IPv6", "Ipv6"},
                                                                  {"ARNs", "Arns"},
                                                                  {"MiB", "Mib"},
                                                                  {"GiB", "Gib"},
                                                                  {"VCpu", "Vcpu"},
                                                                  {"vCpu", "Vcpu"}});

bool is_upper(char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; }
bool is_lower(char c) { return std::islower(static_cast<unsigned char>(c)) != 0; }
bool is_digit(char c) { return std::isdigit(static_cast<unsigned char>(c)) != 0; }

std::string with_whole_words(std::string name) {
  for (const auto& [from, to] : kWholeWords) {
    for (auto at = name.find(from); at != std::string::npos; at = name.find(from, at)) {
      name.replace(at, from.size(), to);
    }
  }
  return name;
}

// A word starts at a capital after a small letter or digit, and at the last capital of several
// when a small letter follows: "ECSManagedTags" is ecs_managed_tags.
bool starts_word(std::string_view name, std::size_t i) {
  if (i == 0 || !is_upper(name[i])) return false;
  const char before = name[i - 1];
  if (is_lower(before) || is_digit(before)) return true;
  return is_upper(before) && i + 1 < name.size() && is_lower(name[i + 1]);
}

}  // namespace

std::string snake_case(std::string_view wire_name) {
  const std::string name = with_whole_words(std::string(wire_name));
  std::string result;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool letter = std::isalnum(static_cast<unsigned char>(name[i])) != 0;
    const bool separate = !letter || starts_word(name, i);
    if (separate && !result.empty() && result.back() != '_') result += '_';
    if (letter) result += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
  }
  while (result.ends_with('_')) result.pop_back();
  if (result.empty()) return "empty";
  if (is_digit(result.front())) return "v" + result;
  if (std::ranges::find(kReserved, result) != kReserved.end()) result += '_';
  return result;
}

std::vector<std::string> enumerator_names(const std::vector<std::string>& wire_texts) {
  std::vector<std::string> names;
  std::set<std::string> taken;
  for (const auto& text : wire_texts) {
    const std::string base = snake_case(text);
    std::string name = base;
    for (int n = 2; !taken.insert(name).second; ++n) name = base + "_" + std::to_string(n);
    names.push_back(std::move(name));
  }
  return names;
}

std::string literal(std::string_view text) {
  std::string result = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

}  // namespace drydock::generator
