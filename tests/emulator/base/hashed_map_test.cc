#include "emulator/base/hashed_map.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

namespace drydock::hashed_map_test {
namespace {

template <class Map>
std::vector<std::string> keys_of(const Map& map) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : map) keys.push_back(key);
  return keys;
}

TEST(HashedMap, FindsWhatIsInItAndNothingElse) {
  HashedMap<int> map;
  EXPECT_EQ(map.find("one"), map.end());
  EXPECT_TRUE(map.try_emplace("one", 1).second);
  EXPECT_FALSE(map.try_emplace("one", 2).second);
  ASSERT_NE(map.find("one"), map.end());
  EXPECT_EQ(map.find("one")->second, 1);
  EXPECT_EQ(std::as_const(map).find("two"), std::as_const(map).end());
  EXPECT_EQ(map.at("one"), 1);
  EXPECT_THROW((void)map.at("two"), std::out_of_range);
}

TEST(HashedMap, TellsItsEntriesInOrder) {
  HashedMap<int> map;
  for (const char* key : {"c", "a", "d", "b"}) map.try_emplace(key, 0);
  EXPECT_EQ(keys_of(map), (std::vector<std::string>{"a", "b", "c", "d"}));
  EXPECT_EQ(map.lower_bound("b")->first, "b");
  EXPECT_EQ(map.upper_bound("b")->first, "c");
}

TEST(HashedMap, KeepsEntriesWhereTheyAreWhileOthersComeAndGo) {
  HashedMap<int> map;
  const auto kept = map.try_emplace("kept", 7).first;
  for (int i = 0; i < 1000; ++i) map.try_emplace(std::to_string(i), i);
  for (int i = 0; i < 1000; i += 2) map.erase(map.find(std::to_string(i)));
  EXPECT_EQ(map.size(), 501U);
  EXPECT_EQ(map.find("kept"), kept);
  EXPECT_FALSE(map.contains("10"));
  EXPECT_EQ(map.at("11"), 11);
}

}  // namespace
}  // namespace drydock::hashed_map_test
