#include "emulator/base/arn.h"

#include <gtest/gtest.h>

namespace drydock::arn_test {
namespace {

TEST(Arn, KeepsEverythingAfterTheAccountAsTheResource) {
  const auto arn = Arn::parse("arn:aws:ecs:us-east-1:123456789012:task-definition/web:3");
  ASSERT_TRUE(arn);
  EXPECT_EQ(arn->partition, "aws");
  EXPECT_EQ(arn->service, "ecs");
  EXPECT_EQ(arn->region, "us-east-1");
  EXPECT_EQ(arn->account, "123456789012");
  EXPECT_EQ(arn->resource, "task-definition/web:3");
  EXPECT_EQ(arn->text(), "arn:aws:ecs:us-east-1:123456789012:task-definition/web:3");
}

TEST(Arn, RefusesWhatIsNotOne) {
  for (const char* text : {"", "web", "arn:aws:ecs:us-east-1:1", "arn:aws:ecs:us-east-1:1:",
                           "urn:aws:ecs:us-east-1:1:cluster/x", "arn:aws::us-east-1:1:cluster/x",
                           "arn::ecs:us-east-1:1:cluster/x", "arn:aws-mars:ecs:us-east-1:1:x"}) {
    EXPECT_FALSE(Arn::parse(text)) << text;
  }
}

TEST(Arn, HasThePartitionOfItsRegion) {
  struct Case {
    std::string region;
    std::string partition;
  };
  for (const auto& [region, partition] :
       {Case{"us-east-1", "aws"}, Case{"eu-isolated-1", "aws"}, Case{"local", "aws"},
        Case{"cn-north-1", "aws-cn"}, Case{"us-gov-west-1", "aws-us-gov"},
        Case{"us-iso-east-1", "aws-iso"}, Case{"us-isob-east-1", "aws-iso-b"},
        Case{"eu-isoe-west-1", "aws-iso-e"}, Case{"us-isof-south-1", "aws-iso-f"},
        Case{"eusc-de-east-1", "aws-eusc"}}) {
    const World world{"111122223333", region};
    const std::string text = make_arn("ecs", world, "cluster/shop");
    EXPECT_EQ(text, "arn:" + partition + ":ecs:" + region + ":111122223333:cluster/shop");
    const auto arn = Arn::parse(text);
    ASSERT_TRUE(arn) << text;
    EXPECT_EQ(arn->text(), text);
    EXPECT_TRUE(is_of(*arn, world)) << text;
    EXPECT_EQ(make_global_arn("iam", world, "root"),
              "arn:" + partition + ":iam::111122223333:root");
  }
}

TEST(Arn, IsOfOneWorldOnly) {
  const World world{"111122223333", "cn-north-1"};
  for (const char* text : {"arn:aws-cn:ecs:cn-north-1:444455556666:cluster/shop",
                           "arn:aws-cn:ecs:cn-northwest-1:111122223333:cluster/shop",
                           "arn:aws:ecs:cn-north-1:111122223333:cluster/shop"}) {
    const auto arn = Arn::parse(text);
    ASSERT_TRUE(arn) << text;
    EXPECT_FALSE(is_of(*arn, world)) << text;
  }
}

}  // namespace
}  // namespace drydock::arn_test
