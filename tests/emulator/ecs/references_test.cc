#include "emulator/ecs/references.h"

#include <gtest/gtest.h>

namespace drydock::ecs {
namespace {

const World world{"111122223333", "eu-west-1"};

TEST(References, NameClusters) {
  EXPECT_EQ(cluster_name(world, {}).value(), "default");
  EXPECT_EQ(cluster_name(world, "shop").value(), "shop");
  EXPECT_EQ(cluster_name(world, cluster_arn(world, "shop")).value(), "shop");
  EXPECT_EQ(cluster_name(world, service_arn(world, "shop", "web")).error().message(),
            "The ARN provided is invalid.");
}

TEST(References, NameServicesAndTasksByEveryForm) {
  EXPECT_EQ(service_name(world, "web").value(), "web");
  EXPECT_EQ(service_name(world, service_arn(world, "shop", "web")).value(), "web");
  EXPECT_EQ(service_name(world, "arn:aws:ecs:eu-west-1:111122223333:service/web").value(), "web");
  const std::string id = "0123456789abcdef0123456789abcdef";
  EXPECT_EQ(task_id(world, id).value(), id);
  EXPECT_EQ(task_id(world, task_arn(world, "shop", id)).value(), id);
  EXPECT_EQ(task_id(world, "arn:aws:ecs:eu-west-1:111122223333:task/" + id).value(), id);
  EXPECT_EQ(task_id(world, "7").error().message(), "taskId length should be one of [32,36]");
}

TEST(References, NameRevisionsOfTaskDefinitions) {
  using Reference = TaskDefinitionReference;
  EXPECT_EQ(task_definition_reference("web").value(), (Reference{"web", {}}));
  EXPECT_EQ(task_definition_reference("web:12").value(), (Reference{"web", 12}));
  EXPECT_EQ(task_definition_reference(task_definition_arn(world, "web", 3)).value(),
            (Reference{"web", 3}));
  for (const std::string bad : {"foo", "0", "-1", "1x", ""}) {
    EXPECT_EQ(task_definition_reference("web:" + bad).error().message(),
              "Invalid revision number. Number: " + bad);
  }
  EXPECT_EQ(task_definition_reference("arn:aws:ecs:eu-west-1:1:cluster/x").error().message(),
            "The ARN provided is invalid.");
}

TEST(References, TellNamesFromOtherText) {
  EXPECT_TRUE(is_name("web_1-A"));
  EXPECT_FALSE(is_name(""));
  EXPECT_FALSE(is_name("web:1"));
  EXPECT_TRUE(is_name(std::string(255, 'a')));
  EXPECT_FALSE(is_name(std::string(256, 'a')));
}

}  // namespace
}  // namespace drydock::ecs
