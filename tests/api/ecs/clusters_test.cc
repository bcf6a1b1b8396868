#include "api/ecs/clusters.h"

#include <gtest/gtest.h>

#include "emulator/ecs/cluster.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "model/ecs/common.h"
#include "tests/api/calls.h"

namespace drydock::ecs::api::clusters_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;

TEST(Clusters, AreAnsweredToTheField) {
  Calls calls;
  const auto response = calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
  EXPECT_EQ(response.body,
            R"({"cluster":{"clusterArn":"arn:aws:ecs:eu-west-1:111122223333:cluster/shop",)"
            R"("clusterName":"shop","status":"ACTIVE","registeredContainerInstancesCount":0,)"
            R"("runningTasksCount":0,"pendingTasksCount":0,"activeServicesCount":0,)"
            R"("statistics":[],"tags":[],)"
            R"("settings":[{"name":"containerInsights","value":"disabled"}],)"
            R"("capacityProviders":[],"defaultCapacityProviderStrategy":[]}})");
}

TEST(Clusters, AreCalledDefaultWhereNoNameIsGiven) {
  Calls calls;
  EXPECT_EQ(json_at(calls.ecs("CreateCluster"), "cluster/clusterName"), "default");
}

TEST(Clusters, AreMadeOnceHoweverOftenTheyAreAskedFor) {
  Calls calls;
  calls.ecs("CreateCluster", R"({"clusterName":"shop","tags":[{"key":"a","value":"1"}]})");
  const auto again = calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
  EXPECT_EQ(json_at(again, "cluster/tags/0/value"), "1");
  EXPECT_EQ(json_at(calls.ecs("ListClusters"), "clusterArns"), "[1]");
}

TEST(Clusters, TellOnlyWhatIsAskedFor) {
  Calls calls;
  calls.ecs("CreateCluster", R"({"clusterName":"shop","tags":[{"key":"a","value":"1"}],
      "configuration":{"executeCommandConfiguration":{"logging":"NONE"}},
      "serviceConnectDefaults":{"namespace":"n"}})");
  const auto plain = calls.ecs("DescribeClusters", R"({"clusters":["shop"]})");
  EXPECT_EQ(json_at(plain, "clusters/0/tags"), "[0]");
  EXPECT_EQ(json_at(plain, "clusters/0/settings"), "[0]");
  EXPECT_EQ(json_at(plain, "clusters/0/statistics"), "[0]");
  EXPECT_EQ(json_at(plain, "clusters/0/configuration"), "absent");
  EXPECT_EQ(json_at(plain, "clusters/0/attachments"), "absent");
  EXPECT_EQ(json_at(plain, "clusters/0/serviceConnectDefaults/namespace"), "n");
  const auto whole = calls.ecs("DescribeClusters",
                               R"({"clusters":["shop"],
      "include":["TAGS","SETTINGS","STATISTICS","CONFIGURATIONS","ATTACHMENTS"]})");
  EXPECT_EQ(json_at(whole, "clusters/0/tags/0/key"), "a");
  EXPECT_EQ(json_at(whole, "clusters/0/settings/0/name"), "containerInsights");
  EXPECT_EQ(json_at(whole, "clusters/0/statistics/0/name"), "runningEC2TasksCount");
  EXPECT_EQ(json_at(whole, "clusters/0/statistics/0/value"), "0");
  EXPECT_EQ(json_at(whole, "clusters/0/configuration/executeCommandConfiguration/logging"), "NONE");
  EXPECT_EQ(json_at(whole, "clusters/0/attachments"), "[0]");
}

TEST(Clusters, TellWhatIsMissingAsAFailure) {
  Calls calls;
  const auto response = calls.ecs("DescribeClusters");
  EXPECT_EQ(response.body,
            R"({"clusters":[],"failures":[{"arn":)"
            R"("arn:aws:ecs:eu-west-1:111122223333:cluster/default","reason":"MISSING"}]})");
}

TEST(Clusters, AreFoundByNameAndByArn) {
  Calls calls;
  calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
  const auto response =
      calls.ecs("DescribeClusters",
                R"({"clusters":["arn:aws:ecs:eu-west-1:111122223333:cluster/shop","shop"]})");
  EXPECT_EQ(json_at(response, "clusters"), "[2]");
}

TEST(Clusters, CountWhatRunsInThem) {
  Calls calls;
  calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
  Task task{.id = "1", .cluster = "shop"};
  task.last_status = TaskStatus::running;
  calls.store().put(Calls::world(), task);
  task.id = "2";
  task.last_status = TaskStatus::pending;
  task.launch_type = model::ecs::LaunchType::fargate;
  calls.store().put(Calls::world(), task);
  task.id = "3";
  task.last_status = TaskStatus::stopped;
  calls.store().put(Calls::world(), task);
  calls.store().put(Calls::world(), Service{.name = "web", .cluster = "shop"});
  const auto response =
      calls.ecs("DescribeClusters", R"({"clusters":["shop"],"include":["STATISTICS"]})");
  EXPECT_EQ(json_at(response, "clusters/0/runningTasksCount"), "1");
  EXPECT_EQ(json_at(response, "clusters/0/pendingTasksCount"), "1");
  EXPECT_EQ(json_at(response, "clusters/0/activeServicesCount"), "1");
  EXPECT_EQ(json_at(response, "clusters/0/statistics/5/name"), "pendingFargateTasksCount");
  EXPECT_EQ(json_at(response, "clusters/0/statistics/5/value"), "1");
}

TEST(Clusters, AreListedInPages) {
  Calls calls;
  for (const auto* name : {"c", "a", "b"}) {
    calls.ecs("CreateCluster", R"({"clusterName":")" + std::string(name) + "\"}");
  }
  const auto first = calls.ecs("ListClusters", R"({"maxResults":2})");
  EXPECT_EQ(json_at(first, "clusterArns/1"), "arn:aws:ecs:eu-west-1:111122223333:cluster/b");
  const auto second = calls.ecs(
      "ListClusters", R"({"maxResults":2,"nextToken":")" + json_at(first, "nextToken") + "\"}");
  EXPECT_EQ(second.body, R"({"clusterArns":["arn:aws:ecs:eu-west-1:111122223333:cluster/c"]})");
}

TEST(Clusters, StayDescribableWhenDeletedAndCanBeginAnew) {
  Calls calls;
  calls.ecs("CreateCluster", R"({"clusterName":"shop","tags":[{"key":"a","value":"1"}]})");
  const auto deleted = calls.ecs("DeleteCluster", R"({"cluster":"shop"})");
  EXPECT_EQ(json_at(deleted, "cluster/status"), "INACTIVE");
  const auto described = calls.ecs("DescribeClusters", R"({"clusters":["shop"]})");
  EXPECT_EQ(json_at(described, "clusters/0/status"), "INACTIVE");
  EXPECT_EQ(json_at(calls.ecs("ListClusters"), "clusterArns"), "[0]");
  const auto anew = calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
  EXPECT_EQ(json_at(anew, "cluster/status"), "ACTIVE");
  EXPECT_EQ(json_at(anew, "cluster/tags"), "[0]");
}

TEST(Clusters, AreNotDeletedWhileSomethingIsInThem) {
  Calls calls;
  calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
  calls.store().put(Calls::world(), Task{.id = "1", .cluster = "shop"});
  EXPECT_EQ(refusal(calls.ecs("DeleteCluster", R"({"cluster":"shop"})")),
            "ClusterContainsTasksException: The Cluster cannot be deleted while Tasks are active.");
  calls.store().put(Calls::world(), Service{.name = "web", .cluster = "shop"});
  EXPECT_EQ(refusal(calls.ecs("DeleteCluster", R"({"cluster":"shop"})")),
            "ClusterContainsServicesException: The Cluster cannot be deleted while Services are "
            "active.");
}

TEST(Clusters, RefuseInAwsWords) {
  Calls calls;
  calls.ecs("CreateCluster", R"({"clusterName":"gone"})");
  calls.ecs("DeleteCluster", R"({"cluster":"gone"})");
  struct Row {
    std::string_view operation, body, refusal;
  };
  const Row rows[] = {
      {"DeleteCluster", R"({"cluster":"none"})", "ClusterNotFoundException: Cluster not found."},
      {"DeleteCluster", R"({"cluster":"gone"})",
       "ClusterNotFoundException: The referenced cluster was inactive."},
      {"DeleteCluster", R"({"cluster":"arn:aws:ecs:eu-west-1:111122223333:service/x"})",
       "InvalidParameterException: The ARN provided is invalid."},
      {"DeleteCluster", R"({"cluster":"arn:aws:ecs:eu-west-1:999999999999:cluster/x"})",
       "InvalidParameterException: Identifier is for 999999999999. Your accountId is "
       "111122223333"},
      {"CreateCluster", R"({"clusterName":"a b"})",
       "InvalidParameterException: Cluster name contains invalid characters."},
      {"CreateCluster", R"({"tags":[{"key":"aws:x","value":"y"}]})",
       "InvalidParameterException: Tag keys must not begin with the reserved prefix 'aws:'."},
      {"ListClusters", R"({"nextToken":"zz"})", "InvalidParameterException: Invalid nextToken."},
      {"ListClusters", R"({"maxResults":0})",
       "InvalidParameterException: maxResults should be between 1 and 100."},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(refusal(calls.ecs(row.operation, row.body)), row.refusal) << row.body;
  }
}

}  // namespace
}  // namespace drydock::ecs::api::clusters_test
