#include "emulator/ecs/placement/zone_spread.h"

#include <gtest/gtest.h>

#include <vector>

#include "emulator/ecs/task.h"

namespace drydock::ecs::zone_spread_test {
namespace {

const std::vector<PlacementSubnet> three_zones = {{"a", "za"}, {"b", "zb"}, {"c", "zc"}};

Task task_in(std::string zone, std::string subnet, int created_at = 0) {
  Task task;
  task.availability_zone = std::move(zone);
  task.network_interface.emplace().subnet_id = std::move(subnet);
  task.created_at = TimePoint{seconds(created_at)};
  return task;
}

std::vector<const Task*> pointers(const std::vector<Task>& tasks) {
  std::vector<const Task*> found;
  for (const Task& task : tasks) found.push_back(&task);
  return found;
}

TEST(Spread, GoesRoundTheZonesInTheOrderOfTheSubnets) {
  EXPECT_EQ(spread(three_zones, {}, 4), (std::vector<std::string>{"a", "b", "c", "a"}));
}

TEST(Spread, FillsTheZonesThatHaveFewer) {
  const std::vector<Task> running = {task_in("za", "a"), task_in("zb", "b"), task_in("za", "a")};
  EXPECT_EQ(spread(three_zones, pointers(running), 3), (std::vector<std::string>{"c", "b", "c"}));
}

TEST(Spread, BalancesZonesBeforeSubnets) {
  const std::vector<PlacementSubnet> subnets = {{"a1", "za"}, {"a2", "za"}, {"b", "zb"}};
  EXPECT_EQ(spread(subnets, {}, 4), (std::vector<std::string>{"a1", "b", "a2", "b"}));
}

TEST(Spread, HasNothingToGiveWithoutSubnets) { EXPECT_TRUE(spread({}, {}, 2).empty()); }

TEST(ScaleInOrder, TakesFromTheFullestZoneTheNewestFirst) {
  const std::vector<Task> tasks = {task_in("za", "a", 1), task_in("za", "a", 3),
                                   task_in("zb", "b", 2), task_in("za", "a", 2)};
  EXPECT_EQ(scale_in_order(pointers(tasks)), (std::vector<std::size_t>{1, 3, 0, 2}));
}

TEST(ScaleInOrder, CountsWhatStaysInItsZone) {
  const std::vector<Task> tasks = {task_in("za", "a", 1), task_in("zb", "b", 2),
                                   task_in("zb", "b", 3)};
  const std::vector<Task> staying = {task_in("za", "a"), task_in("za", "a"), task_in("zc", "c")};
  EXPECT_EQ(scale_in_order(pointers(tasks), pointers(staying)),
            (std::vector<std::size_t>{0, 2, 1}));
}

}  // namespace
}  // namespace drydock::ecs::zone_spread_test
