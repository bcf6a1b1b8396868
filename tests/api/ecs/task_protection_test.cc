#include "api/ecs/task_protection.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "tests/api/calls.h"

namespace drydock::ecs::api::task_protection_test {
namespace {

using testing::Calls;
using testing::json_at;
using testing::refusal;

/// An id of the length that AWS asks for.
std::string id_of(char digit) { return std::string(32, digit); }

/// A cluster "shop" with the service "web", which wants two tasks, a and b; and the task c of no
/// service.
struct TaskProtection : ::testing::Test {
  void SetUp() override {
    calls.ecs("CreateCluster", R"({"clusterName":"shop"})");
    calls.store().put(Calls::world(),
                      Service{.name = "web", .cluster = "shop", .desired_count = 2});
    add("web", 'a');
    add("web", 'b');
    add("", 'c');
  }

  void add(std::string_view service, char digit, TaskStatus status = TaskStatus::running) {
    Task task{.id = id_of(digit), .arn = arn(digit), .cluster = "shop"};
    task.service = service;
    task.last_status = status;
    calls.store().put(Calls::world(), task);
  }

  static std::string arn(char digit) { return Calls::arn("task/shop/" + id_of(digit)); }

  aws::Response call(std::string_view operation, const std::string& ids,
                     const std::string& members = "") {
    std::string tasks;
    for (const char digit : ids) tasks += (tasks.empty() ? "\"" : ",\"") + id_of(digit) + "\"";
    return calls.ecs(operation, R"({"cluster":"shop","tasks":[)" + tasks + "]" + members + "}");
  }
  aws::Response protect(const std::string& ids, const std::string& members = "") {
    return call("UpdateTaskProtection", ids, R"(,"protectionEnabled":true)" + members);
  }

  Calls calls;
};

TEST_F(TaskProtection, IsKeptWithTheTaskAndTold) {
  const auto set = protect("a");
  EXPECT_EQ(json_at(set, "protectedTasks/0/taskArn"), arn('a'));
  EXPECT_EQ(json_at(set, "protectedTasks/0/protectionEnabled"), "true");
  EXPECT_EQ(json_at(set, "protectedTasks/0/expirationDate"), "1700007200");
  EXPECT_EQ(json_at(set, "failures"), "[0]");
  const auto told = call("GetTaskProtection", "ab");
  EXPECT_EQ(json_at(told, "protectedTasks"), "[2]");
  EXPECT_EQ(json_at(told, "protectedTasks/0/expirationDate"), "1700007200");
  EXPECT_EQ(json_at(told, "protectedTasks/1/protectionEnabled"), "false");
  EXPECT_EQ(json_at(told, "protectedTasks/1/expirationDate"), "absent");
}

TEST_F(TaskProtection, BeginsAnewAndEndsWhenItIsTold) {
  protect("a");
  EXPECT_EQ(json_at(protect("a", R"(,"expiresInMinutes":1)"), "protectedTasks/0/expirationDate"),
            "1700000060");
  // As with ECS's agent, how long a protection would last that is taken away is of no interest.
  const auto taken =
      call("UpdateTaskProtection", "a", R"(,"protectionEnabled":false,"expiresInMinutes":0)");
  EXPECT_EQ(json_at(taken, "protectedTasks/0/protectionEnabled"), "false");
  EXPECT_EQ(json_at(call("GetTaskProtection", "a"), "protectedTasks/0/expirationDate"), "absent");
}

TEST_F(TaskProtection, FailsForEachTaskByItself) {
  add("web", 'd', TaskStatus::activating);
  const auto set = protect("eacd");
  EXPECT_EQ(json_at(set, "protectedTasks"), "[1]");
  EXPECT_EQ(json_at(set, "protectedTasks/0/taskArn"), arn('a'));
  EXPECT_EQ(json_at(set, "failures/0/arn"), arn('e'));
  EXPECT_EQ(json_at(set, "failures/0/reason"), "MISSING");
  EXPECT_EQ(json_at(set, "failures/1/arn"), arn('c'));
  EXPECT_EQ(json_at(set, "failures/1/reason"), "TASK_NOT_VALID");
  EXPECT_EQ(json_at(set, "failures/2/reason"), "TASK_NOT_VALID");
  const auto told = call("GetTaskProtection", "ec");
  EXPECT_EQ(json_at(told, "failures/0/reason"), "MISSING");
  EXPECT_EQ(json_at(told, "failures/1/reason"), "TASK_NOT_VALID");
}

TEST_F(TaskProtection, IsBlockedWhereItWouldKeepMoreTasksThanAreDesired) {
  add("web", 'd');
  const auto set = protect("abd");
  EXPECT_EQ(json_at(set, "protectedTasks"), "[2]");
  EXPECT_EQ(json_at(set, "failures/0/arn"), arn('d'));
  EXPECT_EQ(json_at(set, "failures/0/reason"), "DEPLOYMENT_BLOCKED");
  EXPECT_EQ(json_at(protect("a"), "failures"), "[0]") << "one that is protected goes on";
  call("UpdateTaskProtection", "a", R"(,"protectionEnabled":false)");
  EXPECT_EQ(json_at(protect("d"), "failures"), "[0]");
}

TEST_F(TaskProtection, RefusesWhatAwsRefuses) {
  EXPECT_EQ(refusal(protect("a", R"(,"expiresInMinutes":2881)")),
            "InvalidParameterException: expiresInMinutes must be within the range of 1 to 2880.");
  EXPECT_EQ(refusal(protect("")), "InvalidParameterException: Tasks cannot be empty.");
  EXPECT_EQ(refusal(protect("aaaaaaaaaaa")),
            "InvalidParameterException: Tasks cannot have more than 10 elements.");
  EXPECT_EQ(refusal(call("GetTaskProtection", std::string(101, 'a'))),
            "InvalidParameterException: Tasks cannot have more than 100 elements.");
  EXPECT_EQ(refusal(calls.ecs("GetTaskProtection", R"({"cluster":"harbour","tasks":["a"]})")),
            "ClusterNotFoundException: Cluster not found.");
}

}  // namespace
}  // namespace drydock::ecs::api::task_protection_test
