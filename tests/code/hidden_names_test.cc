// A build compiles many sources as one, so that their unnamed namespaces are one. There a constant
// that is called like one of a header takes its place for its neighbours, and so does a function
// of the same parameters, without a word from the compiler.

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "tests/code/source_tree.h"

namespace drydock::code::hidden_names_test {
namespace {

/// A constant or a function of a namespace.
struct Declaration {
  std::vector<std::string> spaces;  ///< "drydock::ecs"; an unnamed one is empty
  std::string name;
  std::optional<std::string> parameters;  ///< their types; a constant has none

  [[nodiscard]] bool is_unnamed() const {
    return std::ranges::find(spaces, std::string()) != spaces.end();
  }
  /// The named spaces: "drydock::ecs".
  [[nodiscard]] std::string space() const {
    std::string all;
    for (const std::string& one : spaces) {
      if (!one.empty()) all += (all.empty() ? "" : "::") + one;
    }
    return all;
  }
};

/// "const Store& store, int count = 1" as "const Store,int,".
std::string types_of(const std::string& parameters) {
  std::string types;
  std::string one;
  int depth = 0;
  for (const char letter : parameters + ",") {
    if (letter == '<' || letter == '(') ++depth;
    if (letter == '>' || letter == ')') --depth;
    if (letter != ',' || depth > 0) {
      one += letter;
      continue;
    }
    static const std::regex rest(R"(^ *(.*?)[ &*]*( \w+)?( = .*)?$)");
    types += std::regex_replace(one, rest, "$1") + ",";
    one.clear();
  }
  return types;
}

/// What stands before the parenthesis that closes what was opened just before `begin` in `line`, be
/// it on further lines.
std::string parameters_from(const SourceFile& file, std::size_t line, std::size_t begin) {
  std::string all;
  int depth = 1;
  for (; line < file.code.size(); ++line, begin = 0, all += ' ') {
    for (std::size_t i = begin; i < file.code[line].size(); ++i) {
      const char letter = file.code[line][i];
      depth += (letter == '(' ? 1 : 0) - (letter == ')' ? 1 : 0);
      if (depth == 0) return all;
      all += letter;
    }
  }
  return all;
}

/// What a file declares at the level of its namespaces, by clang-format's layout.
std::vector<Declaration> declarations(const SourceFile& file) {
  static const std::regex space(R"(^namespace (?:([\w:]+) )?\{)");
  static const std::regex declared(
      R"(^(?!using |return |friend |struct |class |enum )[A-Za-z\[][\w:<>,*& \[\]]*[ *&]([a-z]\w*)(\(| = |\{))");
  std::vector<Declaration> found;
  std::vector<std::string> spaces;
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    std::smatch match;
    if (std::regex_search(file.code[i], match, space)) {
      spaces.push_back(match[1]);
    } else if (file.lines[i].starts_with("}  // namespace")) {
      if (!spaces.empty()) spaces.pop_back();
    } else if (std::regex_search(file.code[i], match, declared)) {
      Declaration one{.spaces = spaces, .name = match[1], .parameters = {}};
      const auto after = static_cast<std::size_t>(match.position(2) + match.length(2));
      if (match[2] == "(") one.parameters = types_of(parameters_from(file, i, after));
      found.push_back(std::move(one));
    }
  }
  return found;
}

bool hides(const Declaration& unnamed, const Declaration& shared) {
  const std::string outer = shared.space();
  const std::string inner = unnamed.space();
  const bool encloses = inner == outer || inner.starts_with(outer + "::");
  return !shared.is_unnamed() && encloses && unnamed.parameters == shared.parameters;
}

TEST(HiddenNames, AreTold) {
  const auto header = source_file("emulator/elb/new_records.h",
                                  "namespace drydock::elb {\n"
                                  "inline constexpr int rules_max = 3;\n"
                                  "bool is_whole(const std::string& text,\n"
                                  "              std::map<int, int> parts = {});\n"
                                  "}  // namespace drydock::elb\n");
  const auto source =
      source_file("api/elbv2/rules.cc",
                  "namespace drydock::elb::api {\n"
                  "namespace {\n"
                  "constexpr std::size_t rules_max = 2;\n"
                  "bool is_whole(const std::string& other, std::map<int, int> all) {\n"
                  "  return other.empty();\n"
                  "}\n"
                  "bool is_whole(int number) { return number > 0; }\n"
                  "}  // namespace\n"
                  "}  // namespace drydock::elb::api\n");
  const auto shared = declarations(header);
  const auto own = declarations(source);
  ASSERT_EQ(shared.size(), 2u);
  ASSERT_EQ(own.size(), 3u);
  EXPECT_TRUE(hides(own[0], shared[0]));
  EXPECT_TRUE(hides(own[1], shared[1]));
  EXPECT_FALSE(hides(own[2], shared[1]));
}

TEST(HiddenNames, AreNone) {
  const std::vector<SourceFile> tree = read_source_tree(DRYDOCK_SOURCE_DIR);
  std::multimap<std::string, std::pair<Declaration, std::string>> shared;
  for (const SourceFile& file : tree) {
    if (!file.is_header()) continue;
    for (Declaration& one : declarations(file)) {
      const std::string name = one.name;
      shared.emplace(name, std::pair(std::move(one), file.path));
    }
  }
  for (const SourceFile& file : tree) {
    if (file.is_header()) continue;
    for (const Declaration& one : declarations(file)) {
      if (!one.is_unnamed()) continue;
      const auto [first, last] = shared.equal_range(one.name);
      for (auto other = first; other != last; ++other) {
        EXPECT_FALSE(hides(one, other->second.first))
            << one.name << " of " << file.path << " hides that of " << other->second.second;
      }
    }
  }
}

}  // namespace
}  // namespace drydock::code::hidden_names_test
