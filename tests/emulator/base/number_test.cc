#include "emulator/base/number.h"

#include <gtest/gtest.h>

#include <cstdint>

namespace drydock::number_test {
namespace {

TEST(Number, IsAllOfTheText) {
  const std::pair<std::string_view, std::optional<int>> rows[] = {
      {"0", 0},
      {"-5", -5},
      {"007", 7},
      {"2147483647", 2147483647},
      {"2147483648", std::nullopt},
      {"", std::nullopt},
      {"+1", std::nullopt},
      {" 1", std::nullopt},
      {"1 ", std::nullopt},
      {"1.5", std::nullopt},
      {"0x1", std::nullopt},
      {"one", std::nullopt},
  };
  for (const auto& [text, number] : rows) EXPECT_EQ(parse_number(text), number) << text;
  EXPECT_EQ(parse_number<std::uint64_t>("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(parse_number<std::uint64_t>("-1"), std::nullopt);
}

TEST(Number, IsAPort) {
  EXPECT_EQ(parse_port("1"), 1);
  EXPECT_EQ(parse_port("65535"), 65535);
  for (const std::string_view text : {"0", "65536", "-1", "80a", ""}) {
    EXPECT_EQ(parse_port(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace drydock::number_test
