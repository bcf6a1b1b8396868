#include "emulator/base/sums.h"

#include <gtest/gtest.h>

#include <limits>

namespace drydock::sums_test {
namespace {

constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

TEST(Sums, AreExactWhereTheyFit) {
  EXPECT_EQ(capped_sum(2147483647, 2147483647), 4294967294);
  EXPECT_EQ(capped_sum(most, -1), most - 1);
  EXPECT_EQ(capped_product(2147483647, 1048576), 2251799812636672);
  EXPECT_EQ(capped_product(least, 1), least);
}

TEST(Sums, StayAtTheEndOfTheRangeWhereTheyDoNot) {
  EXPECT_EQ(capped_sum(most, 1), most);
  EXPECT_EQ(capped_sum(least, -1), least);
  EXPECT_EQ(capped_product(most, 2), most);
  EXPECT_EQ(capped_product(most, -2), least);
  EXPECT_EQ(capped_product(least, -1), most);
}

}  // namespace
}  // namespace drydock::sums_test
