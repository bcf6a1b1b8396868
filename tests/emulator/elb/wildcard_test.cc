#include "emulator/elb/wildcard.h"

#include <gtest/gtest.h>

#include <vector>

namespace drydock::elb::wildcard_test {
namespace {

struct Row {
  const char* pattern;
  const char* text;
  bool matches;
};

TEST(Wildcard, StarIsAnyRunAndQuestionMarkIsOne) {
  for (const Row& row : std::vector<Row>{{"", "", true},
                                         {"", "a", false},
                                         {"*", "", true},
                                         {"*", "anything/at?all", true},
                                         {"/api/*", "/api/", true},
                                         {"/api/*", "/api/v1/users", true},
                                         {"/api/*", "/api", false},
                                         {"/img/*/pics", "/img/a/b/pics", true},
                                         {"/img/*/pics", "/img/pics", false},
                                         {"a?c", "abc", true},
                                         {"a?c", "ac", false},
                                         {"a?c", "abbc", false},
                                         {"*.example.com", "www.example.com", true},
                                         {"*.example.com", "example.com", false},
                                         {"*ab*ab", "abxabab", true},
                                         {"*ab*ab", "ab", false},
                                         {"**a**", "bab", true},
                                         {"?*?", "a", false},
                                         {"?*?", "ab", true}}) {
    EXPECT_EQ(Wildcard(row.pattern).matches(row.text), row.matches)
        << row.pattern << " " << row.text;
  }
}

TEST(Wildcard, MindsLettersOrNot) {
  EXPECT_FALSE(Wildcard("/Api").matches("/api"));
  EXPECT_TRUE(Wildcard("WWW.*", Wildcard::Case::insensitive).matches("www.Example.COM"));
}

TEST(Wildcard, ABackslashMakesAnOrdinaryCharacterWhereAllowed) {
  using Case = Wildcard::Case;
  using Escapes = Wildcard::Escapes;
  EXPECT_TRUE(Wildcard(R"(a\*b)", Case::sensitive, Escapes::backslash).matches("a*b"));
  EXPECT_FALSE(Wildcard(R"(a\*b)", Case::sensitive, Escapes::backslash).matches("axb"));
  EXPECT_TRUE(Wildcard(R"(a\?)", Case::sensitive, Escapes::backslash).matches("a?"));
  EXPECT_TRUE(Wildcard(R"(a\\)", Case::sensitive, Escapes::backslash).matches(R"(a\)"));
  EXPECT_TRUE(Wildcard(R"(a\*)").matches(R"(a\bc)"));
}

TEST(Wildcard, TakesNoLongerThanTheProductOfTheLengths) {
  const std::string text(10'000, 'a');
  EXPECT_FALSE(Wildcard("*a*a*a*a*b").matches(text));
}

}  // namespace
}  // namespace drydock::elb::wildcard_test
