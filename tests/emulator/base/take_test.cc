#include "emulator/base/take.h"

#include <gtest/gtest.h>

#include <string>

namespace drydock::take_test {
namespace {

TEST(Take, TakesOverWhatIsGivenAndLeavesTheRest) {
  int count = 1;
  take(std::optional<int>{}, count);
  EXPECT_EQ(count, 1);
  take(std::optional(0), count);
  EXPECT_EQ(count, 0);
  std::optional<std::string> note = "old";
  take(std::optional<std::string>{}, note);
  EXPECT_EQ(note, "old");
  take(std::optional<std::string>(""), note);
  EXPECT_EQ(note, "");
}

}  // namespace
}  // namespace drydock::take_test
