#include "emulator/base/time_zone.h"

#include <gtest/gtest.h>

#include "tests/support/berlin.h"

namespace drydock::time_zone_test {
namespace {

TEST(LocalTime, FollowsTheChangesOfTheClocks) {
  EXPECT_EQ(local_time(berlin(), utc(2026, 3, 29, 0, 59)), utc(2026, 3, 29, 1, 59));
  EXPECT_EQ(local_time(berlin(), utc(2026, 3, 29, 1)), utc(2026, 3, 29, 3));
  EXPECT_EQ(time_of_local(berlin(), utc(2026, 1, 1, 9)), utc(2026, 1, 1, 8));
  EXPECT_EQ(time_of_local(berlin(), utc(2026, 7, 1, 9)), utc(2026, 7, 1, 7));
  EXPECT_EQ(time_of_local(berlin(), utc(2026, 3, 29, 2, 30)), utc(2026, 3, 29, 1, 30)) << "skipped";
  EXPECT_EQ(time_of_local(berlin(), utc(2026, 10, 25, 2, 30)), utc(2026, 10, 25, 0, 30)) << "twice";
}

}  // namespace
}  // namespace drydock::time_zone_test
