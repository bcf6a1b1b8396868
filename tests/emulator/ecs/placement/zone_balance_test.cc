#include "emulator/ecs/placement/zone_balance.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

namespace drydock::ecs::zone_balance_test {
namespace {

using Kind = ZoneVerdict::Kind;
using Counts = std::vector<int>;

/// Zones "a", "b" and so on with so many tasks, all of which may be moved.
std::vector<ZoneLoad> zones(const Counts& tasks) {
  std::vector<ZoneLoad> loads;
  for (const int count : tasks) {
    const char name = static_cast<char>('a' + loads.size());
    loads.push_back({.zone = std::string(1, name), .tasks = count, .movable = count});
  }
  return loads;
}

std::string verdict(const std::vector<ZoneLoad>& loads, std::string_view next) {
  const ZoneVerdict made = judge_balance(loads, next);
  switch (made.kind) {
    case Kind::even:
      return "even";
    case Kind::move:
      return made.from + " to " + made.to;
    case Kind::no_room:
      return "no room in " + made.to;
    case Kind::all_protected:
      return "protected";
  }
  return "";
}

TEST(ZoneBalance, MovesFromTheFullestZoneToWhereTheNextTaskWouldGo) {
  EXPECT_EQ(verdict({}, ""), "even");
  EXPECT_EQ(verdict(zones({5}), "a"), "even");
  EXPECT_EQ(verdict(zones({0, 0, 0}), "a"), "even");
  EXPECT_EQ(verdict(zones({1, 1, 0}), "c"), "even");
  EXPECT_EQ(verdict(zones({2, 0}), "b"), "a to b");
  EXPECT_EQ(verdict(zones({2, 1}), "b"), "even");
  EXPECT_EQ(verdict(zones({1, 2, 2}), "a"), "even");
  EXPECT_EQ(verdict(zones({1, 3, 3}), "a"), "b to a");
  EXPECT_EQ(verdict(zones({3, 1, 0}), "c"), "a to c");
}

TEST(ZoneBalance, LeavesATaskWhereNoZoneThatIsEmptierTakesIt) {
  EXPECT_EQ(verdict(zones({2, 0}), ""), "no room in b");
  EXPECT_EQ(verdict(zones({2, 0}), "a"), "no room in b") << "only the fullest zone has room";
  EXPECT_EQ(verdict(zones({2, 1, 0}), "b"), "no room in c") << "b would be as full as a is";
  EXPECT_EQ(verdict(zones({3, 1, 0}), "b"), "a to b") << "the second emptiest helps as well";
}

TEST(ZoneBalance, LeavesProtectedTasks) {
  auto loads = zones({3, 3, 1});
  loads[0].movable = 0;
  EXPECT_EQ(verdict(loads, "c"), "b to c");
  loads[1].movable = 0;
  EXPECT_EQ(verdict(loads, "c"), "protected");
  loads[2].movable = 0;
  EXPECT_EQ(verdict(loads, "c"), "protected");
}

/// Moves one task after another until there is nothing to move: how often.
int moves_until_rest(Counts& counts, const std::vector<bool>& takes) {
  for (int moves = 0;; ++moves) {
    const auto loads = zones(counts);
    std::string next;
    int fewest = 0;
    for (std::size_t at = 0; at < counts.size(); ++at) {
      if (!takes[at] || (!next.empty() && counts[at] >= fewest)) continue;
      next = loads[at].zone;
      fewest = counts[at];
    }
    const ZoneVerdict made = judge_balance(loads, next);
    if (made.kind != Kind::move) return moves;
    --counts[static_cast<std::size_t>(made.from[0] - 'a')];
    ++counts[static_cast<std::size_t>(made.to[0] - 'a')];
  }
}

// Whatever the state, it comes to rest, with as few moves as can be, and even as far as zones take
// tasks: none that takes one has two fewer than another.
TEST(ZoneBalance, EndsInBalanceAndStopsWhateverTheStateIs) {
  constexpr int most = 6;
  for (int state = 0; state < most * most * most * 8; ++state) {
    const int packed = state / 8;
    const Counts before = {packed % most, packed / most % most, packed / most / most};
    const std::vector<bool> takes = {(state & 1) != 0, (state & 2) != 0, (state & 4) != 0};
    Counts after = before;
    const int moves = moves_until_rest(after, takes);
    int given = 0;
    int fewest_taking = most * 3;
    for (std::size_t at = 0; at < after.size(); ++at) {
      given += std::max(0, after[at] - before[at]);
      if (takes[at]) fewest_taking = std::min(fewest_taking, after[at]);
      EXPECT_TRUE(takes[at] || after[at] <= before[at]) << state;
    }
    EXPECT_EQ(moves, given) << state << ": no task is moved twice";
    EXPECT_LE(*std::ranges::max_element(after) - fewest_taking, 1) << state;
  }
}

}  // namespace
}  // namespace drydock::ecs::zone_balance_test
