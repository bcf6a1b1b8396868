#include "tests/code/source_tree.h"

#include <gtest/gtest.h>

namespace drydock::code::source_tree_test {
namespace {

TEST(SourceTree, BlanksCommentsAndLiteralsAndKeepsLines) {
  const SourceFile file = source_file("emulator/a.cc",
                                      "int a; // system_clock\n"
                                      "/* one\n"
                                      "   two */ int b = 1'000;\n"
                                      "auto c = \"random \\\" device\"; char d = '\"'; int e;\n"
                                      "auto f = R\"x(raw \" text)x\"; int g;\n");
  EXPECT_EQ(file.code, (std::vector<std::string>{"int a;", "", " int b = 1'000;",
                                                 "auto c = \"\"; char d = ''; int e;",
                                                 "auto f = \"\"; int g;"}));
}

TEST(SourceTree, TellsIncludesInOrder) {
  const SourceFile file = source_file("api/x.cc",
                                      "#include \"api/x.h\"\n"
                                      "#include <curl/curl.h>\n"
                                      "// #include \"runtime/y.h\"\n"
                                      "#include \"emulator/z.h\"\n");
  EXPECT_EQ(file.quoted_includes(), (std::vector<std::string>{"api/x.h", "emulator/z.h"}));
  EXPECT_EQ(file.includes(), (std::vector<std::string>{"api/x.h", "curl/curl.h", "emulator/z.h"}));
  EXPECT_EQ(file.box(), "api");
}

TEST(SourceTree, TellsAWordFromAPartOfOne) {
  EXPECT_TRUE(holds_word("co_spawn(x, detached);", "detached"));
  EXPECT_TRUE(holds_word("asio::detached", "detached"));
  EXPECT_FALSE(holds_word("semidetached(house_detached_2)", "detached"));
  EXPECT_TRUE(holds_word("x = semi_rand() + rand();", "rand()"));
  EXPECT_FALSE(holds_word("x = semi_rand();", "rand()"));
}

TEST(SourceTree, FindsFunctionsAndMembersButNoControlStatements) {
  const SourceFile file = source_file("emulator/a.cc",
                                      "namespace a {\n"
                                      "int f(int x) {\n"
                                      "  if (x) {\n"
                                      "    return 1;\n"
                                      "  }\n"
                                      "  return 2;\n"
                                      "}\n"
                                      "struct S {\n"
                                      "  void g() {\n"
                                      "    f(1);\n"
                                      "  }\n"
                                      "};\n"
                                      "}\n");
  const auto found = functions(file);
  ASSERT_EQ(found.size(), 2u);
  EXPECT_EQ(found[0].first_line, 2);
  EXPECT_EQ(found[0].line_count, 6);
  EXPECT_EQ(found[1].first_line, 9);
  EXPECT_EQ(found[1].line_count, 3);
}

TEST(SourceTree, FindsAFunctionWhoseDeclarationIsWrapped) {
  const SourceFile file = source_file("emulator/a.cc",
                                      "std::string long_name(int first,\n"
                                      "                      int second) {\n"
                                      "  return {};\n"
                                      "}\n");
  const auto found = functions(file);
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].first_line, 2);
  EXPECT_EQ(found[0].line_count, 3);
}

}  // namespace
}  // namespace drydock::code::source_tree_test
