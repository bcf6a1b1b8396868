// The test of the code itself: the direction of includes, words that have one home, and sizes
// that only shrink. Each exception stands in a table here, where a reader can question it.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "tests/code/source_tree.h"

namespace drydock::code::code_test {
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

/// Words that may stand only in files whose path starts with one of `homes`.
struct OneHome {
  std::vector<std::string_view> words;
  std::vector<std::string_view> homes;
  std::string_view why;
};

const std::vector<OneHome> words_with_one_home{
    {{"system_clock::now", "steady_clock::now", "high_resolution_clock", "time(nullptr)"},
     {"runtime/clock/"},
     "time is an argument: ask the Clock port"},
    {{"random_device", "rand()", "RAND_bytes"},
     {"runtime/clock/"},
     "chance is an argument: ask the IdSource port"},
    {{"detached"}, {}, "every coroutine belongs to a TaskGroup"},
    {{"rapidjson"},
     {"emulator/json/", "api/aws/generator/service_model.cc"},
     "emulator/json is the face of RapidJSON"},
    {{"cbor.h"}, {"api/cbor/"}, "api/cbor is the face of libcbor"},
    {{"curl/curl.h"},
     {"runtime/engine/docker/curl_multi", "runtime/http_client"},
     "libcurl has one owner"},
    {{"spdlog"},
     {"async/log", "api/aws/access_log"},
     "async/log writes a line without compiling {fmt} anew"},
    {{"this_thread::sleep_for", "this_thread::sleep_until", "usleep"},
     {},
     "nothing sleeps on a thread: wait on the Clock port"},
    {{"std::cout", "std::cerr"},
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

std::vector<std::string> places_of(const SourceFile& file,
                                   const std::vector<std::string_view>& words) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i < file.code.size(); ++i) {
    const auto stands_here = [&](auto word) { return holds_word(file.code[i], word); };
    if (std::ranges::any_of(words, stands_here)) found.push_back(place(file, i));
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
  for (const OneHome& rule : words_with_one_home) {
    for (const SourceFile& file : tree()) {
      if (!is_product(file) || lives_in(file, rule.homes)) continue;
      for (const std::string& found : places_of(file, rule.words)) {
        ADD_FAILURE() << found << "\n  " << rule.why;
      }
    }
  }
}

TEST(Code, TestsDoNotSleep) {
  for (const SourceFile& file : tree()) {
    if (file.box() != "tests") continue;
    for (const std::string& found :
         places_of(file, {"this_thread::sleep_for", "this_thread::sleep_until", "usleep"})) {
      ADD_FAILURE() << found << "\n  wait on a condition, or move the virtual clock";
    }
  }
}

// A coroutine's captures die with the lambda object, usually before the coroutine resumes.
TEST(Code, NoCoroutineIsACapturingLambda) {
  const std::regex capturing(R"(\[[^\]\s]+\]\s*\([^)]*\)\s*(mutable\s*)?->\s*(\w+::)*awaitable<)");
  for (const SourceFile& file : tree()) {
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      if (!holds_word(file.code[i], "awaitable")) continue;
      EXPECT_FALSE(std::regex_search(file.code[i], capturing)) << place(file, i);
    }
  }
}

// GCC 12 puts what a condition awaits before the frame's header, where the coroutine has no named
// local yet; whoever resumes it then jumps to a stale address. So the result gets a name first.
TEST(Code, NoConditionAwaits) {
  const std::regex awaiting(R"(\b(if|while) \(!?co_await\b)");
  for (const SourceFile& file : tree()) {
    for (std::size_t i = 0; i < file.code.size(); ++i) {
      if (!holds_word(file.code[i], "co_await")) continue;
      EXPECT_FALSE(std::regex_search(file.code[i], awaiting)) << place(file, i);
    }
  }
}

TEST(Code, HeadersAreIncludedOnce) {
  for (const SourceFile& file : tree()) {
    if (!file.is_header()) continue;
    EXPECT_TRUE(std::ranges::find(file.lines, "#pragma once") != file.lines.end()) << file.path;
  }
}

// A build compiles many files as one: what two tests call by the same name must not meet.
TEST(Code, TestsHaveNamespacesOfTheirOwn) {
  for (const SourceFile& file : tree()) {
    if (file.box() != "tests" || !file.path.ends_with("_test.cc")) continue;
    const auto name = std::filesystem::path(file.path).stem().string();
    EXPECT_TRUE(std::ranges::any_of(file.code, [&](const std::string& line) {
      return line.starts_with("namespace drydock") && line.ends_with("::" + name + " {");
    })) << file.path;
  }
}

TEST(Code, NothingIsLeftForLater) {
  for (const SourceFile& file : tree()) {
    if (file.path == "tests/code/code_test.cc") continue;
    for (std::size_t i = 0; i < file.lines.size(); ++i) {
      for (const char* mark : {"TODO", "FIXME", "XXX", "HACK"}) {
        EXPECT_FALSE(holds_word(file.lines[i], mark)) << place(file, i);
      }
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
}  // namespace drydock::code::code_test
