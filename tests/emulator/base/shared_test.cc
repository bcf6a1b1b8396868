#include "emulator/base/shared.h"

#include <gtest/gtest.h>

#include <string>

namespace drydock::shared_test {
namespace {

TEST(Shared, IsOneValueUntilACopyIsChanged) {
  Shared<std::string> one(std::string("a"));
  Shared<std::string> other = one;
  EXPECT_TRUE(one.is_shared_with(other));
  EXPECT_EQ(&*one, &*other);
  other.edit() += "b";
  EXPECT_FALSE(one.is_shared_with(other));
  EXPECT_EQ(*one, "a");
  EXPECT_EQ(*other, "ab");
  const std::string* place = &*other;
  other.edit() += "c";
  EXPECT_EQ(&*other, place) << "nobody else has it";
}

TEST(Shared, IsEmptyAtFirst) {
  Shared<std::string> none;
  EXPECT_EQ(*none, "");
  none.edit() = "a";
  EXPECT_EQ(none->size(), 1U);
  EXPECT_EQ(*Shared<std::string>(), "");
}

}  // namespace
}  // namespace drydock::shared_test
