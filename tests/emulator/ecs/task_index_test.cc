#include <gtest/gtest.h>

#include <set>

#include "emulator/ecs/task.h"

namespace drydock::ecs::task_index_test {
namespace {

using model::ecs::LaunchType;
using Keys = std::set<std::string>;

Task web_task() {
  Task task;
  task.id = "1";
  task.cluster = "shop";
  task.service = "web";
  task.started_by = "ecs-svc/7";
  task.task_definition_arn = "arn:aws:ecs:eu-west-1:123456789012:task-definition/front:3";
  task.launch_type = LaunchType::fargate;
  task.last_status = TaskStatus::running;
  return task;
}

Keys keys_of(const Task& task) {
  const auto keys = task.index_keys();
  return {keys.begin(), keys.end()};
}

using Counts = std::vector<std::string>;

void stop(Task& task) {
  task.desired_status = DesiredStatus::stopped;
  task.last_status = TaskStatus::stopped;
}

TEST(TaskIndex, HasATaskUnderAllThatIsAskedFor) {
  Task task = web_task();
  task.network_interface.emplace().private_ipv4_address = "172.31.0.4";
  task.network_interface->subnet_id = "subnet-1";
  const Keys of_its_place = {Task::address_key("172.31.0.4"), Task::subnet_key("subnet-1")};
  Keys running = {Task::cluster_key("shop", DesiredStatus::running),
                  Task::service_key("shop", "web"), Task::family_key("shop", "front"),
                  Task::starter_key("shop", "ecs-svc/7")};
  running.insert(of_its_place.begin(), of_its_place.end());
  EXPECT_EQ(keys_of(task), running);
  EXPECT_EQ(task.count_keys(),
            (Counts{Task::count_key("shop", LaunchType::fargate, TaskStatus::running),
                    Task::running_key(Task::service_key("shop", "web"))}));
  stop(task);
  task.network_interface->status = AttachmentStatus::deleted;
  EXPECT_EQ(keys_of(task),
            (Keys{Task::cluster_key("shop", DesiredStatus::stopped), Task::past_key("shop", "web"),
                  Task::family_key("shop", "front"), Task::starter_key("shop", "ecs-svc/7")}));
  EXPECT_TRUE(task.count_keys().empty());
}

TEST(TaskIndex, CountsATaskOfATaskSetThatRunsOrIsTo) {
  Task task = web_task();
  task.deployment_id = "ecs-svc/7";
  const std::string service = Task::service_key("shop", "web");
  const auto count_keys_of = [&](TaskStatus last, DesiredStatus desired) {
    task.last_status = last;
    task.desired_status = desired;
    Counts keys = task.count_keys();
    keys.erase(keys.begin());  // By launch type, whatever the service.
    return keys;
  };
  EXPECT_EQ(count_keys_of(TaskStatus::pending, DesiredStatus::running),
            Counts{Task::pending_key(service, "ecs-svc/7")});
  EXPECT_EQ(count_keys_of(TaskStatus::pending, DesiredStatus::stopped), Counts{});
  EXPECT_EQ(count_keys_of(TaskStatus::running, DesiredStatus::running),
            Counts{Task::running_key(service, "ecs-svc/7")});
  EXPECT_EQ(count_keys_of(TaskStatus::running, DesiredStatus::stopped),
            Counts{Task::running_key(service, "ecs-svc/7")});
  EXPECT_EQ(count_keys_of(TaskStatus::stopping, DesiredStatus::stopped), Counts{});
}

TEST(TaskIndex, HasATaskOfNoServiceByItsHostPorts) {
  Task task = web_task();
  task.service.clear();
  task.started_by.clear();
  task.launch_type.reset();
  task.last_status = TaskStatus::pending;
  task.containers = {{.name = "app", .ports = {{.host_port = 8080}, {.host_port = 0}}}};
  EXPECT_EQ(keys_of(task), (Keys{Task::cluster_key("shop", DesiredStatus::running),
                                 Task::family_key("shop", "front"), Task::host_port_key(8080)}));
  EXPECT_EQ(task.count_keys(),
            Counts{Task::count_key("shop", LaunchType::ec2, TaskStatus::pending)});
}

TEST(TaskIndex, HasATaskByItsInstanceAndByThePortsThatItKeepsThere) {
  Task task;
  task.cluster = "shop";
  task.task_definition_arn = "arn:aws:ecs:eu-west-1:111122223333:task-definition/front:1";
  task.launch_type = LaunchType::ec2;
  task.last_status = TaskStatus::running;
  task.container_instance = "a";
  task.group = "family:front";
  task.reserved.ports = {{80, Transport::tcp}, {53, Transport::udp}};
  EXPECT_EQ(
      keys_of(task),
      (Keys{Task::cluster_key("shop", DesiredStatus::running), Task::family_key("shop", "front"),
            Task::instance_key("shop", "a"), Task::group_key("shop", "a", "family:front"),
            Task::port_keepers_key("shop", "a"), Task::reserved_port_key({80, Transport::tcp}),
            Task::reserved_port_key({53, Transport::udp})}));
  EXPECT_EQ(task.count_keys(),
            Counts{Task::count_key("shop", LaunchType::ec2, TaskStatus::running, "a")});
  stop(task);
  EXPECT_EQ(keys_of(task),
            (Keys{Task::cluster_key("shop", DesiredStatus::stopped),
                  Task::family_key("shop", "front"), Task::past_instance_key("shop", "a")}));
}

TEST(TaskIndex, HasATaskByTheTargetsThatItWaitsFor) {
  Task task = web_task();
  task.targets = {{.target_group_arn = "group", .id = "172.31.0.4", .port = 80}};
  const std::string key = Task::draining_key("group 172.31.0.4:80");
  EXPECT_FALSE(keys_of(task).contains(key));
  task.last_status = TaskStatus::deactivating;
  EXPECT_TRUE(keys_of(task).contains(key));
  task.last_status = TaskStatus::stopping;
  EXPECT_FALSE(keys_of(task).contains(key));
}

TEST(TaskIndex, CountsByInstanceToo) {
  const std::string all = Task::count_key("shop", LaunchType::ec2, TaskStatus::running);
  EXPECT_TRUE(Task::count_key("shop", LaunchType::ec2, TaskStatus::running, "a").starts_with(all));
}

TEST(TaskIndex, CountsByStage) {
  const auto key = [](TaskStatus status) {
    return Task::count_key("shop", LaunchType::ec2, status);
  };
  EXPECT_EQ(key(TaskStatus::provisioning), key(TaskStatus::activating));
  EXPECT_EQ(key(TaskStatus::deactivating), key(TaskStatus::deprovisioning));
  EXPECT_NE(key(TaskStatus::pending), key(TaskStatus::running));
  EXPECT_NE(key(TaskStatus::running), key(TaskStatus::stopping));
  EXPECT_TRUE(key(TaskStatus::running).starts_with(Task::count_prefix("shop")));
}

// A scheduler that never sees a crash does not count it.
TEST(TaskIndex, KeepsAStoppedTaskUntilItsSchedulerHasNotedIt) {
  struct Row {
    std::string name;
    void (*spoil)(Task& task);
    bool past;
  };
  const Row rows[] = {
      {"stopped by its user",
       [](Task& task) { task.stop_code = model::ecs::TaskStopCode::user_initiated; }, true},
      {"crashed",
       [](Task& task) { task.stop_code = model::ecs::TaskStopCode::essential_container_exited; },
       false},
      {"crashed, and noted",
       [](Task& task) {
         task.stop_code = model::ecs::TaskStopCode::essential_container_exited;
         task.notes.failure_noted = true;
       },
       true},
      {"still a target", [](Task& task) { task.targets.emplace_back(); }, false},
      {"a target no more",
       [](Task& task) {
         task.targets.emplace_back();
         task.notes.deregistered = true;
       },
       true},
      {"still stopping", [](Task& task) { task.last_status = TaskStatus::stopping; }, false},
  };
  for (const Row& row : rows) {
    Task task = web_task();
    stop(task);
    row.spoil(task);
    EXPECT_EQ(is_past(task), row.past) << row.name;
    EXPECT_EQ(keys_of(task).contains(Task::past_key("shop", "web")), row.past) << row.name;
    EXPECT_EQ(keys_of(task).contains(Task::service_key("shop", "web")), !row.past) << row.name;
  }
}

}  // namespace
}  // namespace drydock::ecs::task_index_test
