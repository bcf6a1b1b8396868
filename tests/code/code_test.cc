// The test of the code itself: the direction of includes, words that have one home, and sizes
// that only shrink. Each exception stands in a table here, where a reader can question it.

#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/code/source_tree.h"

namespace drydock::code {
namespace {

const std::vector<SourceFile>& tree() {
  static const std::vector<SourceFile> files = read_source_tree(DRYDOCK_SOURCE_DIR);
  return files;
}

bool is_product(const SourceFile& file) {
  return file.box() != "tests" && file.box() != "fixtures";
}

/// Which boxes the files of a box may include. "model" is the code generated from the API models.
struct Direction {
  std::string_view box;
  std::set<std::string_view> may_include;
};

const std::vector<Direction> directions{
    {"emulator", {"emulator", "model"}},
    {"async", {"async", "emulator"}},
    {"api", {"api", "async", "emulator", "model"}},
    {"runtime", {"runtime", "async", "emulator", "model"}},
    {"drydock", {"drydock", "async", "api", "runtime", "emulator", "model"}},
    {"fixtures", {"fixtures"}},
    {"tests", {"tests", "async", "drydock", "api", "runtime", "emulator", "model", "fixtures"}},
};

/// A word that may stand only in files whose path starts with one of `homes`.
struct Word {
  std::string pattern;
  std::vector<std::string_view> homes;
  std::string_view why;
};

const std::vector<Word> one_home_words{
    {R"(system_clock::now|steady_clock::now|high_resolution_clock|\btime\(nullptr\))",
     {"runtime/clock/"},
     "time is an argument: ask the Clock port"},
    {R"(random_device|\brand\(\)|RAND_bytes)",
     {"runtime/clock/"},
     "chance is an argument: ask the IdSource port"},
    {R"(\bdetached\b)", {}, "every coroutine belongs to a TaskGroup"},
    {R"(\brapidjson\b)",
     {"emulator/json/", "api/aws/generator/service_model.cc"},
     "emulator/json is the face of RapidJSON"},
    {R"(curl/curl\.h|\bcurl_(easy|multi)_)",
     {"runtime/engine/docker/curl_multi", "runtime/http_client"},
     "libcurl has one owner"},
    {R"(\bthis_thread::sleep|\busleep\()",
     {},
     "nothing sleeps on a thread: wait on the Clock port"},
    {R"(\bstd::(cout|cerr)\b)",
     {"drydock/", "api/aws/generator/"},
     "only the program talks to the terminal"},
};

/// Files that are longer than `file_line_limit`, with what they may have at most: a ratchet.
struct Ratchet {
  std::string_view path;
  int lines;
};
constexpr int file_line_limit = 600;
constexpr int function_line_limit = 70;
const std::vector<Ratchet> longer_files{};
const std::vector<Ratchet> longer_functions{};

int limit_for(const std::vector<Ratchet>& ratchets, const std::string& path, int otherwise) {
  const auto found = std::ranges::find(ratchets, path, &Ratchet::path);
  return found == ratchets.end() ? otherwise : found->lines;
}

std::string place(const SourceFile& file, std::size_t index) {
  return file.path + ":" + std::to_string(index + 1) + ": " + file.lines[index];
}

bool lives_in(const SourceFile& file, const std::vector<std::string_view>& homes) {
  return std::ranges::any_of(homes, [&](auto home) { return file.path.starts_with(home); });
}

std::vector<std::string> places_of(const SourceFile& file, const std::string& pattern) {
  const std::regex regex(pattern);
  std::vector<std::string> found;
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    if (std::regex_search(file.code[i], regex)) found.push_back(place(file, i));
  }
  return found;
}

TEST(Code, IsFound) {
  const auto count = [](std::string_view box) {
    return std::ranges::count(tree(), box, &SourceFile::box);
  };
  for (const Direction& direction : directions) EXPECT_GT(count(direction.box), 0) << direction.box;
}

TEST(Code, IncludesGoOneWay) {
  for (const SourceFile& file : tree()) {
    const auto direction = std::ranges::find(directions, file.box(), &Direction::box);
    ASSERT_NE(direction, directions.end()) << file.path;
    for (const std::string& include : file.quoted_includes()) {
      const std::string box = include.substr(0, include.find('/'));
      EXPECT_TRUE(direction->may_include.contains(box)) << file.path << " includes " << include;
    }
  }
}

TEST(Code, IncludesItsOwnHeaderFirst) {
  std::set<std::string> headers;
  for (const SourceFile& file : tree()) headers.insert(file.path);
  for (const SourceFile& file : tree()) {
    std::string own = file.path.substr(0, file.path.rfind('.')) + ".h";
    if (file.is_header() || !headers.contains(own)) continue;
    const auto includes = file.includes();
    ASSERT_FALSE(includes.empty()) << file.path;
    EXPECT_EQ(includes.front(), own) << file.path;
  }
}

TEST(Code, WordsStayInTheirOneHome) {
  for (const Word& word : one_home_words) {
    for (const SourceFile& file : tree()) {
      if (!is_product(file) || lives_in(file, word.homes)) continue;
      for (const std::string& found : places_of(file, word.pattern)) {
        ADD_FAILURE() << found << "\n  " << word.why;
      }
    }
  }
}

TEST(Code, TestsDoNotSleep) {
  for (const SourceFile& file : tree()) {
    if (file.box() != "tests") continue;
    for (const auto& found : places_of(file, R"(\bthis_thread::sleep|\busleep\()")) {
      ADD_FAILURE() << found << "\n  wait on a condition, or move the virtual clock";
    }
  }
}

// A coroutine's captures die with the lambda object, usually before the coroutine resumes.
TEST(Code, NoCoroutineIsACapturingLambda) {
  const char* capturing = R"(\[[^\]\s]+\]\s*\([^)]*\)\s*(mutable\s*)?->\s*(\w+::)*awaitable<)";
  for (const SourceFile& file : tree()) {
    for (const std::string& found : places_of(file, capturing)) ADD_FAILURE() << found;
  }
}

TEST(Code, HeadersAreIncludedOnce) {
  for (const SourceFile& file : tree()) {
    if (!file.is_header()) continue;
    EXPECT_TRUE(std::ranges::find(file.lines, "#pragma once") != file.lines.end()) << file.path;
  }
}

TEST(Code, NothingIsLeftForLater) {
  const std::regex marks(R"(\b(TODO|FIXME|XXX|HACK)\b)");
  for (const SourceFile& file : tree()) {
    if (file.path == "tests/code/code_test.cc") continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      EXPECT_FALSE(std::regex_search(file.lines[i], marks)) << place(file, i);
    }
  }
}

TEST(Code, FilesHaveOneSubject) {
  for (const SourceFile& file : tree()) {
    const int limit = limit_for(longer_files, file.path, file_line_limit);
    EXPECT_LE(static_cast<int>(file.lines.size()), limit) << file.path;
  }
}

TEST(Code, FunctionsFitAScreen) {
  for (const SourceFile& file : tree()) {
    const int limit = limit_for(longer_functions, file.path, function_line_limit);
    for (const FunctionSpan& function : functions(file)) {
      EXPECT_LE(function.line_count, limit) << file.path << ":" << function.first_line;
    }
  }
}

}  // namespace
}  // namespace drydock::code
