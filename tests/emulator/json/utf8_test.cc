#include "emulator/json/utf8.h"

#include <gtest/gtest.h>

namespace drydock::json::utf8_test {
namespace {

TEST(Utf8, KnowsWhatIsValid) {
  const std::string long_text(40, 'a');
  for (const auto& text : {std::string(), std::string("a"), long_text, std::string("\xC3\xA9"),
                           std::string("\xE2\x82\xAC"), std::string("\xF0\x9F\x9A\xA2"),
                           std::string("\xF4\x8F\xBF\xBF"), std::string("\xEF\xBF\xBF"),
                           long_text + "\xC3\xA9", std::string(1, '\0')}) {
    EXPECT_TRUE(is_utf8(text)) << text;
    EXPECT_EQ(repaired_utf8(text), text);
  }
}

TEST(Utf8, KnowsWhatIsNot) {
  const std::string long_text(40, 'a');
  for (const auto& text :
       {std::string("\x80"), std::string("\xC3"), std::string("\xC0\x80"), std::string("\xC1\xBF"),
        std::string("\xE0\x80\x80"), std::string("\xED\xA0\x80"), std::string("\xF0\x80\x80\x80"),
        std::string("\xF4\x90\x80\x80"), std::string("\xF5\x80\x80\x80"), std::string("\xE2\x82"),
        std::string("\xE2\x28\xA1"), std::string("\xFF"), long_text + "\xC3"}) {
    EXPECT_FALSE(is_utf8(text)) << text;
    EXPECT_TRUE(is_utf8(repaired_utf8(text))) << text;
  }
}

TEST(Utf8, CountsCharacters) {
  EXPECT_EQ(utf8_length(""), 0U);
  EXPECT_EQ(utf8_length("abc"), 3U);
  EXPECT_EQ(utf8_length("\xC3\xA9\xE2\x82\xAC\xF0\x9F\x9A\xA2"), 3U);
}

}  // namespace
}  // namespace drydock::json::utf8_test
