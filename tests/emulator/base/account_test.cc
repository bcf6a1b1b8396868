#include "emulator/base/account.h"

#include <gtest/gtest.h>

namespace drydock::account_test {
namespace {

TEST(Account, IsTwelveDigits) {
  EXPECT_TRUE(is_account("000000000000"));
  EXPECT_TRUE(is_account("123456789012"));
  for (const std::string_view text : {"", "test", "12345678901", "1234567890123", "12345678901x",
                                      "-12345678901", " 23456789012"}) {
    EXPECT_FALSE(is_account(text)) << text;
  }
}

}  // namespace
}  // namespace drydock::account_test
