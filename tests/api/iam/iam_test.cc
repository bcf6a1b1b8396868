// What IAM tells of an account that has nothing but its root and the roles of its services.

#include <gtest/gtest.h>

#include "tests/api/calls.h"

namespace drydock::iam::api::iam_test {
namespace {

using testing::Calls;
using testing::refusal;
using testing::xml_at;

TEST(Iam, TellsTheRootWhoItIs) {
  Calls calls;
  const auto response = calls.iam("GetUser");
  EXPECT_EQ(xml_at(response, "//User/Arn"), "arn:aws:iam::111122223333:root");
  EXPECT_EQ(xml_at(response, "//User/UserId"), "111122223333");
  EXPECT_EQ(refusal(calls.iam("GetUser", "&UserName=anna")),
            "404 NoSuchEntity: The user with name anna cannot be found.");
}

TEST(Iam, TellsARoleWithItsTrustPolicy) {
  Calls calls;
  const auto response = calls.iam("GetRole", "&RoleName=AWSServiceRoleForECS");
  EXPECT_EQ(xml_at(response, "//Role/Arn"),
            "arn:aws:iam::111122223333:role/aws-service-role/ecs.amazonaws.com/"
            "AWSServiceRoleForECS");
  EXPECT_EQ(xml_at(response, "//Role/AssumeRolePolicyDocument"),
            "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%7B%22Effect%22%3A%22Allow"
            "%22%2C%22Principal%22%3A%7B%22Service%22%3A%22ecs.amazonaws.com%22%7D%2C%22Action%22"
            "%3A%22sts%3AAssumeRole%22%7D%5D%7D");
  EXPECT_EQ(refusal(calls.iam("GetRole", "&RoleName=ci")),
            "404 NoSuchEntity: The role with name ci cannot be found.");
}

TEST(Iam, ListsRolesByPageAndPath) {
  Calls calls;
  std::string marker;
  for (const std::string name : {"AWSServiceRoleForApplicationAutoScaling_ECSService",
                                 "AWSServiceRoleForECS", "AWSServiceRoleForElasticLoadBalancing"}) {
    const auto page = calls.iam("ListRoles", "&MaxItems=1" + marker);
    EXPECT_EQ(xml_at(page, "//Roles/member/RoleName"), name);
    const bool is_last = name == "AWSServiceRoleForElasticLoadBalancing";
    EXPECT_EQ(xml_at(page, "//IsTruncated"), is_last ? "false" : "true");
    marker = "&Marker=" + xml_at(page, "//Marker");
  }
  const auto none = calls.iam("ListRoles", "&PathPrefix=/ci/");
  EXPECT_EQ(xml_at(none, "//IsTruncated"), "false");
  EXPECT_EQ(refusal(calls.iam("ListRoles", "&Marker=x")), "ValidationError: Invalid Marker.");
}

}  // namespace
}  // namespace drydock::iam::api::iam_test
