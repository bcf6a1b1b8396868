#include "emulator/base/hex.h"

#include <gtest/gtest.h>

#include <limits>

namespace drydock::hex_test {
namespace {

TEST(Hex, GivesTwoDigitsAByteAndTakesThemBack) {
  const std::pair<std::string_view, std::string_view> cases[] = {
      {"", ""}, {"A", "41"}, {"\x01\xFF z", "01ff207a"}, {{"\0", 1}, "00"}};
  for (const auto& [bytes, text] : cases) {
    EXPECT_EQ(hex_encode(bytes), text);
    EXPECT_EQ(hex_decode(text), bytes) << text;
  }
}

TEST(Hex, TakesNothingButPairsOfLowerCaseDigits) {
  for (const std::string_view text : {"0", "012", "0G", "4A", " 41", "41 ", "-1", "0x41"}) {
    EXPECT_EQ(hex_decode(text), std::nullopt) << text;
  }
  EXPECT_TRUE(is_hex("0123456789abcdef"));
  EXPECT_TRUE(is_hex(""));
  EXPECT_FALSE(is_hex("AB"));
}

TEST(Hex, GivesSixteenDigitsANumber) {
  const std::pair<std::uint64_t, std::string_view> cases[] = {
      {0, "0000000000000000"},
      {0xab, "00000000000000ab"},
      {std::numeric_limits<std::uint64_t>::max(), "ffffffffffffffff"}};
  for (const auto& [number, text] : cases) {
    EXPECT_EQ(hex_number(number), text);
    EXPECT_EQ(parse_hex_number(text), number);
  }
  for (const std::string_view text : {"", "ab", "00000000000000AB", "00000000000000000"}) {
    EXPECT_EQ(parse_hex_number(text), std::nullopt) << text;
  }
}

TEST(Hex, KnowsADigitOfEitherCase) {
  EXPECT_EQ(hex_value('7'), 7U);
  EXPECT_EQ(hex_value('f'), 15U);
  EXPECT_EQ(hex_value('A'), 10U);
  EXPECT_EQ(hex_value('g'), std::nullopt);
}

}  // namespace
}  // namespace drydock::hex_test
