#include "runtime/clock/random_ids.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace drydock::random_ids_test {
namespace {

TEST(RandomIds, RepeatIdsAndSecretsOfASeed) {
  RandomIds one(7);
  RandomIds other(7);
  EXPECT_EQ(one.uuid(), other.uuid());
  EXPECT_EQ(one.secret(64), other.secret(64));
  EXPECT_NE(RandomIds(8).secret(64), RandomIds(7).secret(64));
}

TEST(RandomIds, MoveNoIdByASecret) {
  RandomIds with_secrets(7);
  RandomIds without(7);
  EXPECT_EQ(with_secrets.secret(1000).size(), 1000U);
  EXPECT_EQ(with_secrets.bits(), without.bits());
}

// The ids of 312 draws are the whole state of their generator: were secrets made of the same, they
// would repeat where the ids do.
TEST(RandomIds, GiveUsersSecretsThatTheirIdsTellNothingOf) {
  RandomIds ids;
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) seen.insert(ids.secret(16));
  EXPECT_EQ(seen.size(), 1000U);
  EXPECT_TRUE(ids.secret(0).empty());
}

TEST(RandomIds, DrawEveryCharacterOfASecretEquallyOften) {
  constexpr int drawn = 62'000;
  RandomIds ids(7);
  const std::string text = ids.secret_alphanumeric(drawn);
  ASSERT_EQ(text.size(), static_cast<std::size_t>(drawn));
  EXPECT_TRUE(std::ranges::all_of(
      text, [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }));
  std::array<int, 256> counts{};
  for (const char c : text) ++counts.at(static_cast<unsigned char>(c));
  for (const char c : std::set<char>(text.begin(), text.end())) {
    // 1,000 are expected of each, with a standard deviation of 32.
    EXPECT_NEAR(counts.at(static_cast<unsigned char>(c)), 1000, 200) << c;
  }
  EXPECT_EQ(std::ranges::count_if(counts, [](int count) { return count > 0; }), 62);
}

}  // namespace
}  // namespace drydock::random_ids_test
