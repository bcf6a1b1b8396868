// What a call costs where there is much, and where a client names much: the control thread is
// everybody's.

#include <gtest/gtest.h>

#include <ctime>
#include <string>

#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/ecs/task_definition.h"
#include "model/ecs/task_definition.h"
#include "tests/api/calls.h"

namespace drydock::ecs::api::large_world_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;

constexpr int records = 10'000;

/// 10,000 tasks of the service "web" in the cluster "shop", and as many families.
struct LargeWorld : ::testing::Test {
  void SetUp() override {
    calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
    calls.ecs("RegisterTaskDefinition",
              R"({"family":"web","containerDefinitions":
              [{"name":"app","image":"shop:v1","memory":64}]})");
    calls.ecs("CreateService", R"({"cluster":"shop","serviceName":"web","taskDefinition":"web"})");
    for (int i = 0; i < records; ++i) put(i);
  }

  void put(int number) {
    std::string id = std::to_string(number);
    id.insert(0, 32 - id.size(), '0');
    Task task{.id = id, .arn = Calls::arn("task/shop/" + id), .cluster = "shop", .service = "web"};
    task.task_definition_arn = Calls::arn("task-definition/web:1");
    task.last_status = TaskStatus::running;
    task.deployment_id = service().task_set;
    calls.store().put(Calls::world(), task);
    TaskDefinition definition;
    definition.definition.family = "f" + std::to_string(number);
    definition.definition.revision = 1;
    definition.definition.status = model::ecs::TaskDefinitionStatus::active;
    definition.definition.task_definition_arn =
        Calls::arn("task-definition/f" + std::to_string(number) + ":1");
    calls.store().put(Calls::world(), definition);
    calls.store().put(Calls::world(), TaskDefinitionFamily{"f" + std::to_string(number), 1});
  }

  const Service& service() { return *calls.store().find<Service>(Calls::world(), "shop/web"); }

  /// The processor's milliseconds that a call takes, which other programs do not change.
  double cost(const std::string& operation, const std::string& body) {
    const std::clock_t start = std::clock();
    const auto response = calls.ecs(operation, body);
    const std::clock_t end = std::clock();
    EXPECT_EQ(refusal(response), "none") << operation;
    return 1000.0 * static_cast<double>(end - start) / CLOCKS_PER_SEC;
  }

  Calls calls;
};

/// `text` so many times, as a list's elements.
std::string repeated(const std::string& text, int count) {
  std::string list = text;
  for (int i = 1; i < count; ++i) list += "," + text;
  return list;
}

TEST_F(LargeWorld, IsCountedOnceForAllThatACallNames) {
  struct Case {
    std::string operation;
    std::string before;
    std::string name;
    int most;
  };
  const std::string deployment =
      json_at(calls.ecs("ListServiceDeployments", R"({"cluster":"shop","service":"web"})"),
              "serviceDeployments/0/serviceDeploymentArn");
  for (const auto& [operation, before, name, most] :
       {Case{"DescribeClusters", R"({"clusters":[)", R"("shop")", 100},
        Case{"DescribeServiceDeployments", R"({"serviceDeploymentArns":[)",
             "\"" + deployment + "\"", 20}}) {
    const double one = cost(operation, before + name + "]}");
    const double all = cost(operation, before + repeated(name, most) + "]}");
    EXPECT_LT(all, 8 * one + 20) << operation << " of one: " << one;
  }
}

// A call that walks over all records once takes a few milliseconds of an optimised build, and some
// ten times that of this one under its sanitizers; one that walks over them for each of a hundred
// names takes seconds.
TEST_F(LargeWorld, IsNotWalkedOverForEachThatACallNames) {
  constexpr double bound = 1000;
  std::string ids;
  for (int i = 0; i < 100; ++i) {
    std::string id = std::to_string(i * 100);
    id.insert(0, 32 - id.size(), '0');
    ids += (i == 0 ? "\"" : ",\"") + id + "\"";
  }
  EXPECT_LT(cost("DescribeTasks", R"({"cluster":"shop","tasks":[)" + ids + "]}"), bound);
  EXPECT_LT(cost("ListTasks", R"({"cluster":"shop"})"), bound);
  EXPECT_LT(cost("ListTasks", R"({"cluster":"shop","family":"none"})"), bound);
  EXPECT_LT(cost("ListTasks", R"({"cluster":"shop","serviceName":"web"})"), bound);
  EXPECT_LT(cost("DescribeServices",
                 R"({"cluster":"shop","services":[)" + repeated(R"("web")", 10) + "]}"),
            bound);
  EXPECT_LT(cost("ListTaskDefinitions", "{}"), bound);
  EXPECT_LT(cost("ListTaskDefinitions", R"({"sort":"DESC"})"), bound);
  EXPECT_LT(cost("ListTaskDefinitionFamilies", R"({"status":"INACTIVE"})"), bound);
  EXPECT_LT(cost("DeregisterTaskDefinition", R"({"taskDefinition":"f77:1"})"), bound);
  EXPECT_LT(cost("RunTask", R"({"cluster":"shop","taskDefinition":"web","count":10,)"
                            R"("clientToken":"t"})"),
            bound);
}

// What the index has counted or sorted out costs what is told of it, not what there is.
TEST_F(LargeWorld, IsAskedOfTheIndex) {
  constexpr double bound = 50;
  EXPECT_LT(cost("DescribeClusters", R"({"clusters":["shop"]})"), bound);
  EXPECT_LT(cost("ListTasks", R"({"cluster":"shop"})"), bound);
  EXPECT_LT(cost("ListTasks", R"({"cluster":"shop","desiredStatus":"STOPPED"})"), bound);
  EXPECT_LT(cost("ListTasks", R"({"cluster":"shop","family":"none"})"), bound);
  EXPECT_LT(cost("ListTasks", R"({"cluster":"shop","startedBy":"nobody"})"), bound);
  EXPECT_LT(cost("ListTaskDefinitions", R"({"familyPrefix":"f77"})"), bound);
  EXPECT_LT(cost("ListTaskDefinitionFamilies", R"({"familyPrefix":"f77"})"), bound);
}

}  // namespace
}  // namespace drydock::ecs::api::large_world_test
