#include "api/ecs/tags.h"

#include <gtest/gtest.h>

#include <string>

#include "emulator/ecs/cluster.h"
#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "tests/api/calls.h"

namespace drydock::ecs::api::tags_test {
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
    calls.store().put(Calls::world(), ContainerInstance{.id = "1", .cluster = "shop"});
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
  for (const std::string arn : {"cluster/shop", "service/shop/web", "task/shop/1",
                                "task-definition/web:1", "container-instance/shop/1"}) {
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
  EXPECT_EQ(refusal(list("service/web")),
            "InvalidParameterException: Long arn format must be used for tagging operations");
  EXPECT_EQ(refusal(tag("service/web", R"({"key":"a"})")),
            "InvalidParameterException: Long arn format must be used for tagging operations");
  EXPECT_EQ(refusal(tag("cluster/shop", R"({"key":"AWS:a"})")),
            "InvalidParameterException: Tag keys must not begin with the reserved prefix 'aws:'.");
  EXPECT_EQ(
      refusal(tag("cluster/shop", R"({"key":"a","value":"aws:a"})")),
      "InvalidParameterException: Tag values must not begin with the reserved prefix 'aws:'.");
  EXPECT_EQ(refusal(tag("cluster/shop", R"({"key":"a"},{"key":"a"})")),
            "InvalidParameterException: Duplicate tag keys found. Please note that Tag keys are "
            "case sensitive.");
  EXPECT_EQ(refusal(tag("cluster/shop", R"({"value":"a"})")),
            "InvalidParameterException: Tag keys must not be empty.");
}

TEST_F(Tags, AreOfTheCallersOwnWorld) {
  for (const std::string elsewhere : {"eu-west-2:111122223333", "eu-west-1:444455556666"}) {
    const std::string arn = R"({"resourceArn":"arn:aws:ecs:)" + elsewhere + R"(:cluster/shop")";
    for (const auto& [operation, rest] :
         {std::pair{"ListTagsForResource", "}"}, std::pair{"TagResource", R"(,"tags":[]})"},
          std::pair{"UntagResource", R"(,"tagKeys":["a"]})"}}) {
      EXPECT_EQ(refusal(calls.ecs(operation, arn + rest)),
                "InvalidParameterException: The ARN provided is invalid.")
          << operation << " " << elsewhere;
    }
  }
}

TEST_F(Tags, OfAwsItselfStayAndDoNotCount) {
  calls.store().change<Task>(Calls::world(), "shop/1", [](Task& task) {
    task.tags = {{.key = "aws:ecs:clusterName", .value = "shop"}};
    for (int i = 0; i < 49; ++i) task.tags.push_back({.key = std::to_string(i), .value = ""});
  });
  EXPECT_EQ(refusal(tag("task/shop/1", R"({"key":"a"})")), "none");
  EXPECT_EQ(refusal(tag("task/shop/1", R"({"key":"b"})")),
            "InvalidParameterException: The number of tags exceeds the limit of 50.");
  EXPECT_EQ(
      refusal(calls.ecs("UntagResource", R"({"resourceArn":")" + prefix +
                                             R"(task/shop/1","tagKeys":["aws:ecs:clusterName"]})")),
      "InvalidParameterException: Tag keys must not begin with the reserved prefix 'aws:'.");
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
}  // namespace drydock::ecs::api::tags_test
