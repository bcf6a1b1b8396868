#include "emulator/ecs/placement/cluster_capacity.h"

#include <gtest/gtest.h>

#include "emulator/ecs/container_instance.h"
#include "emulator/ecs/task.h"
#include "emulator/records.h"

namespace drydock::ecs::cluster_capacity_test {
namespace {

const World world{"111122223333", "eu-west-1"};
const World other_world{"999999999999", "us-east-1"};

ContainerInstance instance(std::string id) {
  ContainerInstance made;
  made.id = std::move(id);
  made.cluster = "shop";
  made.ec2_instance_id = "i-" + made.id;
  made.attributes = {{"color", "red"}};
  made.registered = {
      .cpu_units = 1024, .memory_mib = 2048, .gpus = 2, .ports = {{22, Transport::tcp}}};
  return made;
}

Task task_on(std::string instance_id, std::string id) {
  Task made;
  made.id = std::move(id);
  made.cluster = "shop";
  made.group = "service:web";
  made.container_instance = std::move(instance_id);
  made.last_status = TaskStatus::running;
  made.reserved = {.cpu_units = 100, .memory_mib = 300, .gpus = 1, .ports = {{80, Transport::tcp}}};
  return made;
}

bool all(const Task& /*task*/) { return true; }

using Groups = std::map<std::string, int, std::less<>>;

PlacementRequest request(const std::vector<HostPort>& wanted = {}) {
  return {.needs = {.ports = wanted}, .group = "service:web"};
}

struct ClusterCapacity : ::testing::Test {
  std::vector<PlacementInstance> instances(const std::vector<HostPort>& wanted = {}) {
    return placement_instances(store, world, "shop", request(wanted), all);
  }

  Store store{all_record_kinds()};
};

TEST_F(ClusterCapacity, IsWhatLiveTasksLeave) {
  store.put(world, instance("a"));
  store.put(world, task_on("a", "1"));
  Task pending = task_on("a", "2");
  pending.last_status = TaskStatus::provisioning;
  pending.group = "family:job";
  store.put(world, pending);
  Task stopped = task_on("a", "3");
  stopped.last_status = TaskStatus::stopped;
  store.put(world, stopped);
  const auto found = instances();
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].id, "a");
  EXPECT_EQ(found[0].remaining.cpu_units, 824);
  EXPECT_EQ(found[0].remaining.memory_mib, 1448);
  EXPECT_EQ(found[0].remaining.gpus, 0);
  EXPECT_EQ(found[0].remaining.ports.size(), 3U);
  EXPECT_EQ(found[0].queried.running_tasks, 2);
  EXPECT_EQ(found[0].queried.groups, (Groups{{"service:web", 1}}));
  EXPECT_EQ(found[0].queried.attributes.at("color"), "red");
  EXPECT_EQ(found[0].queried.ec2_instance_id, "i-a");
  EXPECT_EQ(found[0].own_tasks, 1);
  EXPECT_EQ(queried(store, world, instance("a")).groups,
            (Groups{{"family:job", 1}, {"service:web", 1}}));
}

TEST_F(ClusterCapacity, TellsAllGroupsWhereAConstraintAsksForThem) {
  store.put(world, instance("a"));
  Task other = task_on("a", "1");
  other.group = "family:job";
  store.put(world, other);
  PlacementRequest wanted = request();
  EXPECT_TRUE(placement_instances(store, world, "shop", wanted, all).at(0).queried.groups.empty());
  wanted.member_of = {*ClusterQuery::parse("task:group == family:job")};
  EXPECT_EQ(placement_instances(store, world, "shop", wanted, all).at(0).queried.groups,
            (Groups{{"family:job", 1}}));
}

TEST_F(ClusterCapacity, FollowsTasksThatComeAndGo) {
  store.put(world, instance("a"));
  const auto left = [&] { return remaining_of(store, world, instance("a")); };
  store.put(world, task_on("a", "1"));
  store.put(world, task_on("a", "2"));
  EXPECT_EQ(left().cpu_units, 824);
  store.change<Task>(world, "shop/1", [](Task& task) { task.last_status = TaskStatus::stopped; });
  EXPECT_EQ(left().cpu_units, 924);
  EXPECT_EQ(left().ports.size(), 2U);
  store.erase<Task>(world, "shop/2");
  EXPECT_EQ(left(), instance("a").registered);
}

// A pass of a service's scheduler costs what its own tasks cost, however many an instance has.
TEST_F(ClusterCapacity, LooksAtNoTaskOfAnotherGroup) {
  store.put(world, instance("a"));
  store.put(world, task_on("a", "own"));
  for (int i = 0; i < 100; ++i) {
    Task other = task_on("a", std::to_string(i));
    other.group = "service:other";
    store.put(world, other);
  }
  int asked = 0;
  const auto count = [&](const Task&) { return ++asked, true; };
  const auto found = placement_instances(store, world, "shop", request(), count);
  EXPECT_EQ(asked, 1);
  EXPECT_EQ(found.at(0).own_tasks, 1);
  EXPECT_EQ(found.at(0).queried.running_tasks, 101);
}

TEST_F(ClusterCapacity, CountsTheOwnTasksAlone) {
  store.put(world, instance("a"));
  store.put(world, task_on("a", "1"));
  const auto found = placement_instances(store, world, "shop", request(),
                                         [](const Task& task) { return task.id != "1"; });
  EXPECT_EQ(found.at(0).own_tasks, 0);
}

TEST_F(ClusterCapacity, IsOfActiveInstancesOfTheCluster) {
  store.put(world, instance("a"));
  for (const auto status : {ContainerInstanceStatus::draining, ContainerInstanceStatus::inactive}) {
    ContainerInstance other = instance(std::string(to_text(status)));
    other.status = status;
    store.put(world, other);
  }
  ContainerInstance elsewhere = instance("b");
  elsewhere.cluster = "shop2";
  store.put(world, elsewhere);
  ASSERT_EQ(instances().size(), 1U);
  EXPECT_EQ(instances_of(store, world, "shop").size(), 3U);
}

TEST_F(ClusterCapacity, HasThePortsOfTheOneMachineWhoeverTookThem) {
  store.put(world, instance("a"));
  store.put(world, instance("b"));
  store.put(world, task_on("a", "1"));
  Task foreign = task_on("c", "2");
  foreign.reserved.ports = {{81, Transport::tcp}};
  store.put(other_world, foreign);
  Task dynamic = task_on("a", "3");
  dynamic.reserved.ports = {};
  dynamic.containers.push_back(
      {.name = "app", .ports = {{.container_port = 80, .host_port = 32768}}});
  store.put(world, dynamic);
  const auto ports_of_b = [&](const std::vector<HostPort>& wanted) {
    return instances(wanted).at(1).remaining.ports;
  };
  using Ports = std::vector<HostPort>;
  EXPECT_EQ(ports_of_b({{82, Transport::tcp}, {80, Transport::udp}, {32768, Transport::udp}}),
            (Ports{{22, Transport::tcp}}));
  EXPECT_EQ(ports_of_b({{80, Transport::tcp}}),
            (Ports{{22, Transport::tcp}, {80, Transport::tcp}}));
  EXPECT_EQ(ports_of_b({{81, Transport::tcp}}),
            (Ports{{22, Transport::tcp}, {81, Transport::tcp}}));
  EXPECT_EQ(ports_of_b({{32768, Transport::tcp}}),
            (Ports{{22, Transport::tcp}, {32768, Transport::tcp}}));
  EXPECT_EQ(ports_of_b({{22, Transport::tcp}}), (Ports{{22, Transport::tcp}}));
}

}  // namespace
}  // namespace drydock::ecs::cluster_capacity_test
