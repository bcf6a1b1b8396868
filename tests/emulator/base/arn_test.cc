#include "emulator/base/arn.h"

#include <gtest/gtest.h>

namespace drydock {
namespace {

TEST(Arn, KeepsEverythingAfterTheAccountAsTheResource) {
  const auto arn = Arn::parse("arn:aws:ecs:us-east-1:123456789012:task-definition/web:3");
  ASSERT_TRUE(arn);
  EXPECT_EQ(arn->service, "ecs");
  EXPECT_EQ(arn->region, "us-east-1");
  EXPECT_EQ(arn->account, "123456789012");
  EXPECT_EQ(arn->resource, "task-definition/web:3");
  EXPECT_EQ(arn->text(), "arn:aws:ecs:us-east-1:123456789012:task-definition/web:3");
}

TEST(Arn, RefusesWhatIsNotOne) {
  for (const char* text : {"", "web", "arn:aws:ecs:us-east-1:1", "arn:aws:ecs:us-east-1:1:",
                           "urn:aws:ecs:us-east-1:1:cluster/x", "arn:aws::us-east-1:1:cluster/x"}) {
    EXPECT_FALSE(Arn::parse(text)) << text;
  }
}

}  // namespace
}  // namespace drydock
