#include "emulator/base/function_arn.h"

#include <gtest/gtest.h>

namespace drydock::function_arn_test {
namespace {

constexpr std::string_view gate = "arn:aws:lambda:us-east-1:123456789012:function:gate";

TEST(FunctionArn, NamesAFunctionWithAQualifierOrWithout) {
  EXPECT_EQ(function_name_in_arn(gate), "gate");
  for (const char* qualifier : {":7", ":live", ":$LATEST"}) {
    EXPECT_EQ(function_name_in_arn(std::string(gate) + qualifier), "gate") << qualifier;
  }
}

TEST(FunctionArn, IsNothingElse) {
  for (const std::string& text :
       {std::string("gate"), std::string(gate) + ":", std::string(gate) + ":1:2",
        std::string("arn:aws:lambda:us-east-1:123456789012:function:"),
        std::string("arn:aws:lambda:us-east-1:123456789012:layer:gate"),
        std::string("arn:aws:ecs:us-east-1:123456789012:function:gate"),
        std::string("arn:aws:lambda:us-east-1:123456789012:function:a/b")}) {
    EXPECT_EQ(function_name_in_arn(text), std::nullopt) << text;
  }
}

TEST(FunctionArn, OrANameNamesAFunction) {
  EXPECT_EQ(function_name_of(std::string(gate) + ":live"), "gate");
  EXPECT_EQ(function_name_of("gate"), "gate");
}

TEST(FunctionArn, HasANameOfSixtyFourLettersAtMost) {
  EXPECT_TRUE(is_function_name("a-B_3"));
  EXPECT_TRUE(is_function_name(std::string(64, 'a')));
  EXPECT_FALSE(is_function_name(std::string(65, 'a')));
  EXPECT_FALSE(is_function_name(""));
  EXPECT_FALSE(is_function_name("a b"));
}

}  // namespace
}  // namespace drydock::function_arn_test
