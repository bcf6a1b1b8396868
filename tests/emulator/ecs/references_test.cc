#include "emulator/ecs/references.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace drydock::ecs::references_test {
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
  EXPECT_EQ(service_name(world, "shop", "web").value(), "web");
  EXPECT_EQ(service_name(world, "shop", service_arn(world, "shop", "web")).value(), "web");
  EXPECT_EQ(service_name(world, "shop", "arn:aws:ecs:eu-west-1:111122223333:service/web").value(),
            "web");
  const std::string id = "0123456789abcdef0123456789abcdef";
  EXPECT_EQ(task_id(world, "shop", id).value(), id);
  EXPECT_EQ(task_id(world, "shop", task_arn(world, "shop", id)).value(), id);
  EXPECT_EQ(task_id(world, "shop", "arn:aws:ecs:eu-west-1:111122223333:task/" + id).value(), id);
  EXPECT_EQ(task_id(world, "shop", "7").error().message(),
            "taskId length should be one of [32,36]");
}

TEST(References, NameTaskSetsByIdAndByArn) {
  const auto id_of = [](std::string_view given) {
    return task_set_id(world, "shop", "web", given);
  };
  EXPECT_EQ(task_set_arn(world, "shop/web/ecs-svc/7"),
            "arn:aws:ecs:eu-west-1:111122223333:task-set/shop/web/ecs-svc/7");
  EXPECT_EQ(id_of("ecs-svc/7").value(), "ecs-svc/7");
  EXPECT_EQ(id_of(task_set_arn(world, "shop/web/ecs-svc/7")).value(), "ecs-svc/7");
  for (const std::string& bad :
       {std::string("7"), std::string(), task_arn(world, "shop", "7"),
        task_set_arn(world, "shop/api/ecs-svc/7"), task_set_arn(world, "quay/web/ecs-svc/7"),
        task_set_arn(world, "shop/web/7")}) {
    EXPECT_EQ(id_of(bad).error().message(), "Task Set Identifier is invalid") << bad;
  }
  EXPECT_EQ(
      id_of("arn:aws:ecs:us-east-1:111122223333:task-set/shop/web/ecs-svc/7").error().message(),
      "Identifier is for us-east-1. Your region is eu-west-1");
}

TEST(References, NameGatewaysAndTheirRoutes) {
  EXPECT_EQ(gateway_name(world, "edge").value(), "edge");
  EXPECT_EQ(gateway_name(world, gateway_arn(world, "edge")).value(), "edge");
  EXPECT_EQ(gateway_arn(world, "edge"), "arn:aws:ecs:eu-west-1:111122223333:gateway/edge");
  EXPECT_EQ(gateway_route_key(world, gateway_route_arn(world, "edge/1")).value(), "edge/1");
  for (const std::string bad : {"edge/1", "arn:aws:ecs:eu-west-1:111122223333:gateway/edge"}) {
    EXPECT_EQ(gateway_route_key(world, bad).error().message(), "The ARN provided is invalid.");
  }
}

TEST(References, NameRevisionsOfTaskDefinitions) {
  using Reference = TaskDefinitionReference;
  EXPECT_EQ(task_definition_reference(world, "web").value(), (Reference{"web", {}}));
  EXPECT_EQ(task_definition_reference(world, "web:12").value(), (Reference{"web", 12}));
  EXPECT_EQ(task_definition_reference(world, task_definition_arn(world, "web", 3)).value(),
            (Reference{"web", 3}));
  for (const std::string bad : {"foo", "0", "-1", "1x", ""}) {
    EXPECT_EQ(task_definition_reference(world, "web:" + bad).error().message(),
              "Invalid revision number. Number: " + bad);
  }
  EXPECT_EQ(task_definition_reference(world, "arn:aws:ecs:eu-west-1:1:cluster/x").error().message(),
            "The ARN provided is invalid.");
}

/// What each kind of reference makes of an ARN whose resource is `resource`.
std::vector<std::string> refusals(const std::string& before, const std::string& cluster) {
  const std::string id = "/0123456789abcdef0123456789abcdef";
  return {service_name(world, "shop", before + "service/" + cluster + "/web").error().message(),
          task_id(world, "shop", before + "task/" + cluster + id).error().message(),
          container_instance_id(world, "shop", before + "container-instance/" + cluster + id)
              .error()
              .message()};
}

TEST(References, AreOfThisWorldOnly) {
  struct Case {
    std::string before;
    std::string refusal;
  };
  for (const auto& [before, refusal] :
       {Case{"arn:aws:ecs:eu-west-1:444455556666:",
             "Identifier is for 444455556666. Your accountId is 111122223333"},
        Case{"arn:aws:ecs:us-east-1:111122223333:",
             "Identifier is for us-east-1. Your region is eu-west-1"},
        Case{"arn:aws-cn:ecs:eu-west-1:111122223333:", "The ARN provided is invalid."},
        Case{"arn:aws:ecr:eu-west-1:111122223333:", "The ARN provided is invalid."},
        Case{"arn:aws:ecs:eu-west-1:", "The ARN provided is invalid."}}) {
    for (const std::string& said : refusals(before, "shop")) EXPECT_EQ(said, refusal) << before;
    EXPECT_EQ(cluster_name(world, before + "cluster/shop").error().message(), refusal);
    EXPECT_EQ(task_definition_reference(world, before + "task-definition/web:1").error().message(),
              refusal);
  }
}

TEST(References, AreOfTheCallsCluster) {
  for (const std::string& said : refusals("arn:aws:ecs:eu-west-1:111122223333:", "harbour")) {
    EXPECT_EQ(said, "Invalid identifier: Identifier is for cluster harbour. Your cluster is shop");
  }
}

TEST(References, TellNamesFromOtherText) {
  EXPECT_TRUE(is_name("web_1-A"));
  EXPECT_FALSE(is_name(""));
  EXPECT_FALSE(is_name("web:1"));
  EXPECT_TRUE(is_name(std::string(255, 'a')));
  EXPECT_FALSE(is_name(std::string(256, 'a')));
}

}  // namespace
}  // namespace drydock::ecs::references_test
