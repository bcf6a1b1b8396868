#include "emulator/ecs/deployment/set_slots.h"

#include <gtest/gtest.h>

namespace drydock::ecs::set_slots_test {
namespace {

TEST(SetSlots, RoundUpWhatAScaleMakesOfTheDesiredCount) {
  struct Row {
    int desired;
    double scale;
    int computed;
  };
  // "If the computed desired count is 1.2, it rounds up to 2 tasks."
  const Row rows[] = {{0, 100, 0},      {10, 0, 0},     {10, 100, 10}, {4, 30, 2},
                      {10, 30, 3},      {3, 33.3, 1},   {3, 33.4, 2},  {1, 0.1, 1},
                      {1000, 0.1, 1},   {10, 10.01, 2}, {7, 14.3, 2},  {5000, 100, 5000},
                      {3, 66.7, 3},     {100, 29, 29},  {100, 57, 57}, {100, 58, 58},
                      {1, 0.000001, 1}, {1, 1e-9, 0}};
  for (const Row& row : rows) {
    EXPECT_EQ(computed_desired_count(row.desired, row.scale), row.computed)
        << row.desired << " at " << row.scale;
  }
}

}  // namespace
}  // namespace drydock::ecs::set_slots_test
