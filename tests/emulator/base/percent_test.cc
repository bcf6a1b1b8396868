#include "emulator/base/percent.h"

#include <gtest/gtest.h>

namespace drydock::percent_test {
namespace {

TEST(Percent, EncodesAllButUnreservedCharacters) {
  EXPECT_EQ(percent_encoded("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(percent_encoded("a b/c+%\xC3\xA9"), "a%20b%2Fc%2B%25%C3%A9");
}

TEST(Percent, DecodesWhatIsEncodedAndLeavesTheRest) {
  const std::pair<std::string_view, std::string_view> cases[] = {{"", ""},
                                                                 {"a+b", "a b"},
                                                                 {"%41%7e", "A~"},
                                                                 {"%2B", "+"},
                                                                 {"%E2%82%ac", "\xE2\x82\xAC"},
                                                                 {"100%", "100%"},
                                                                 {"%4", "%4"},
                                                                 {"%zz", "%zz"},
                                                                 {"%%41", "%A"}};
  for (const auto& [text, decoded] : cases) EXPECT_EQ(percent_decoded(text), decoded) << text;
}

}  // namespace
}  // namespace drydock::percent_test
