#include "api/ecs/attributes.h"

#include <gtest/gtest.h>

#include <string>

#include "emulator/ecs/container_instance.h"
#include "tests/api/calls.h"

namespace drydock::ecs::api::attributes_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;

/// A cluster "shop" with the instances "a" and "b" of one attribute each, and a third that has
/// gone.
struct Attributes : ::testing::Test {
  void SetUp() override {
    calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
    for (const std::string id : {"a", "b", "gone"}) {
      ContainerInstance instance;
      instance.id = id;
      instance.arn = arn(id);
      instance.cluster = "shop";
      instance.attributes = {{"ecs.os-type", "linux"}};
      if (id == "gone") instance.status = ContainerInstanceStatus::inactive;
      calls.store().put(Calls::world(), instance);
    }
  }

  static std::string arn(const std::string& id) {
    return Calls::arn("container-instance/shop/" + id);
  }
  static std::string on(const std::string& id, const std::string& members) {
    return R"({"targetId":")" + arn(id) + "\"," + members + "}";
  }
  aws::Response put(const std::string& attributes) {
    return calls.ecs("PutAttributes", R"({"cluster":"shop","attributes":[)" + attributes + "]}");
  }
  aws::Response remove(const std::string& attributes) {
    return calls.ecs("DeleteAttributes", R"({"cluster":"shop","attributes":[)" + attributes + "]}");
  }
  aws::Response list(const std::string& more = "") {
    return calls.ecs("ListAttributes",
                     R"({"cluster":"shop","targetType":"container-instance")" + more + "}");
  }

  Calls calls;
};

TEST_F(Attributes, AreSetAndListedByTheirTarget) {
  const auto answer =
      put(on("a", R"("name":"color","value":"red")") + "," + on("b", R"("name":"color")"));
  EXPECT_EQ(answer.body, R"({"attributes":[{"name":"color","value":"red","targetId":")" + arn("a") +
                             R"("},{"name":"color","targetId":")" + arn("b") + R"("}]})");
  EXPECT_EQ(json_at(list(), "attributes"), "[4]");
  EXPECT_EQ(json_at(list(R"(,"attributeName":"color")"), "attributes"), "[2]");
  const auto red = list(R"(,"attributeName":"color","attributeValue":"red")");
  EXPECT_EQ(json_at(red, "attributes"), "[1]");
  EXPECT_EQ(json_at(red, "attributes/0/targetId"), arn("a"));
  EXPECT_EQ(refusal(list(R"(,"attributeValue":"red")")),
            "InvalidParameterException: An attributeName must be given with an attributeValue.");
}

TEST_F(Attributes, TakeANewValue) {
  put(on("a", R"("name":"color","value":"red")"));
  put(R"({"targetId":"a","targetType":"container-instance","name":"color","value":"blue"})");
  EXPECT_EQ(json_at(list(R"(,"attributeName":"color")"), "attributes/0/value"), "blue");
  EXPECT_EQ(calls.store().find<ContainerInstance>(Calls::world(), "shop/a")->version, 3);
}

TEST_F(Attributes, AreTakenAwayWhereTheyAre) {
  put(on("a", R"("name":"color","value":"red")"));
  const auto answer = remove(on("a", R"("name":"color")") + "," + on("a", R"("name":"none")"));
  EXPECT_EQ(json_at(answer, "attributes"), "[1]");
  EXPECT_EQ(json_at(answer, "attributes/0/value"), "red");
  EXPECT_EQ(json_at(list(R"(,"attributeName":"color")"), "attributes"), "[0]");
}

TEST_F(Attributes, AreRefusedInAwsWords) {
  EXPECT_EQ(refusal(put("")),
            "InvalidParameterException: Attributes must have between 1 and 10 elements.");
  EXPECT_EQ(refusal(put(R"({"name":"color"})")),
            "InvalidParameterException: The attribute needs a targetId.");
  EXPECT_EQ(
      refusal(put(R"({"name":"color","targetId":"a"})")),
      "InvalidParameterException: The targetType must be given with a targetId that is not an "
      "ARN.");
  for (const std::string id : {"none", "gone"}) {
    EXPECT_EQ(refusal(put(on(id, R"("name":"color")"))),
              "TargetNotFoundException: The specified target was not found.");
  }
  for (const std::string value : {" red", "red ", "a,b"}) {
    EXPECT_EQ(
        refusal(put(on("a", R"("name":"color","value":")" + value + "\""))),
        "InvalidParameterException: The value of the attribute color must be 1 to 128 "
        "letters, numbers, hyphens, underscores, periods, at signs, slashes, colons or spaces "
        "within.");
  }
}

TEST_F(Attributes, AreTenOfAnOwnersAtMost) {
  std::string ten;
  for (int i = 0; i < 10; ++i) {
    ten += (i == 0 ? "" : ",") + on("a", R"("name":"n)" + std::to_string(i) + "\"");
  }
  EXPECT_EQ(json_at(put(ten), "attributes"), "[10]");
  EXPECT_EQ(refusal(put(on("b", R"("name":"one")") + "," + on("a", R"("name":"more")"))),
            "AttributeLimitExceededException: You can apply up to 10 custom attributes for each "
            "resource.");
  EXPECT_EQ(json_at(list(R"(,"attributeName":"one")"), "attributes"), "[0]");
}

}  // namespace
}  // namespace drydock::ecs::api::attributes_test
