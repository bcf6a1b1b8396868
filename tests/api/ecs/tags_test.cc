#include "api/ecs/tags.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/api/calls.h"

namespace drydock::ecs::api {
namespace {

using testing::Calls;
using testing::refusal;

const std::string prefix = "arn:aws:ecs:eu-west-1:111122223333:";

/// A cluster, a task definition, a service and a task, all of the shop.
struct Tags : ::testing::Test {
  void SetUp() override {
    calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
    calls.ecs("RegisterTaskDefinition",
              R"({"family":"web","containerDefinitions":[{"name":"a","image":"i","memory":64}]})");
    calls.store().put(Calls::world(), Service{.name = "web", .cluster = "shop"});
    calls.store().put(Calls::world(), Task{.id = "1", .cluster = "shop"});
  }

  aws::Response tag(const std::string& arn, const std::string& tags) {
    return calls.ecs("TagResource",
                     R"({"resourceArn":")" + prefix + arn + R"(","tags":[)" + tags + "]}");
  }
  aws::Response list(const std::string& arn) {
    return calls.ecs("ListTagsForResource", R"({"resourceArn":")" + prefix + arn + "\"}");
  }

  Calls calls;
};

TEST_F(Tags, AreKeptForEveryKindOfResource) {
  for (const std::string arn :
       {"cluster/shop", "service/shop/web", "task/shop/1", "task-definition/web:1"}) {
    EXPECT_EQ(tag(arn, R"({"key":"a","value":"1"},{"key":"b","value":"2"})").body, "{}") << arn;
    tag(arn, R"({"key":"a","value":"3"})");
    calls.ecs("UntagResource",
              R"({"resourceArn":")" + prefix + arn + R"(","tagKeys":["b","none"]})");
    EXPECT_EQ(list(arn).body, R"({"tags":[{"key":"a","value":"3"}]})") << arn;
  }
}

TEST_F(Tags, AreRefusedInAwsWords) {
  EXPECT_EQ(refusal(list("cluster/none")), "ClusterNotFoundException: Cluster not found.");
  EXPECT_EQ(refusal(list("service/shop/none")),
            "ResourceNotFoundException: The specified resource was not found.");
  EXPECT_EQ(refusal(list("task/shop/none")),
            "ResourceNotFoundException: The specified resource was not found.");
  EXPECT_EQ(refusal(list("task-definition/web:9")),
            "ResourceNotFoundException: The specified resource was not found.");
  EXPECT_EQ(refusal(list("flag/x")), "InvalidParameterException: The ARN provided is invalid.");
  EXPECT_EQ(refusal(tag("cluster/shop", R"({"key":"a"},{"key":"a"})")),
            "InvalidParameterException: Duplicate tag keys found. Please note that Tag keys are "
            "case sensitive.");
  EXPECT_EQ(refusal(tag("cluster/shop", R"({"value":"a"})")),
            "InvalidParameterException: Tag keys must not be empty.");
}

TEST_F(Tags, AreFiftyAtMost) {
  std::string many;
  for (int i = 0; i < 50; ++i) {
    many += (i == 0 ? "" : ",") + (R"({"key":"k)" + std::to_string(i)) + R"(","value":""})";
  }
  EXPECT_EQ(refusal(tag("cluster/shop", many)), "none");
  EXPECT_EQ(refusal(tag("cluster/shop", R"({"key":"more"})")),
            "InvalidParameterException: The number of tags exceeds the limit of 50.");
  EXPECT_EQ(refusal(tag("cluster/shop", R"({"key":"k0","value":"other"})")), "none");
}

}  // namespace
}  // namespace drydock::ecs::api
