#include "emulator/ecs/daemon/instance_replacement.h"

#include <gtest/gtest.h>

#include <string>

#include "emulator/ecs/container_instance.h"
#include "emulator/records.h"
#include "tests/emulator/ecs/counting_ids.h"

namespace drydock::ecs::instance_replacement_test {
namespace {

using Status = ContainerInstanceStatus;

const World world{"000000000000", "us-east-1"};
constexpr TimePoint now{std::chrono::hours(1000)};

struct InstanceReplacement : ::testing::Test {
  InstanceReplacement() { put("a"); }

  void put(const std::string& id, Status status = Status::active) {
    ContainerInstance instance;
    instance.id = id;
    instance.cluster = "shop";
    instance.status = status;
    instance.attributes = {{"color", "red"}};
    instance.registered = {.cpu_units = 1024, .memory_mib = 128};
    store.put(world, instance);
  }
  const ContainerInstance& get(const std::string& id) {
    return *store.find<ContainerInstance>(world, "shop/" + id);
  }

  Store store{all_record_kinds()};
  CountingIds ids;
};

TEST_F(InstanceReplacement, MakesAnotherLikeTheInstance) {
  replace_instance(store, world, "shop/a", ids, now);
  EXPECT_EQ(get("a").status, Status::draining);
  const ContainerInstance& successor = get(get("a").successor);
  EXPECT_EQ(successor.status, Status::active);
  EXPECT_EQ(successor.attributes, get("a").attributes);
  EXPECT_EQ(successor.registered, get("a").registered);
  EXPECT_EQ(successor.registered_at, now);
  EXPECT_EQ(successor.successor, "");
  EXPECT_NE(successor.ec2_instance_id, get("a").ec2_instance_id);
}

TEST_F(InstanceReplacement, MakesOneAtMost) {
  replace_instance(store, world, "shop/a", ids, now);
  const std::string first = get("a").successor;
  replace_instance(store, world, "shop/a", ids, now);
  store.change<ContainerInstance>(
      world, "shop/a", [](ContainerInstance& instance) { instance.status = Status::active; });
  replace_instance(store, world, "shop/a", ids, now);
  EXPECT_EQ(get("a").status, Status::draining);
  EXPECT_EQ(get("a").successor, first);
  EXPECT_EQ(store.table<ContainerInstance>(world).size(), 2U);
}

TEST_F(InstanceReplacement, TakesThePlaceOfADeregisteredOneOrNone) {
  for (std::size_t i = 1; i < cluster_instances_max - 1; ++i) put("b" + std::to_string(i));
  put("gone", Status::inactive);
  replace_instance(store, world, "shop/a", ids, now);
  EXPECT_EQ(store.find<ContainerInstance>(world, "shop/gone"), nullptr);
  replace_instance(store, world, "shop/b1", ids, now);
  EXPECT_EQ(get("b1").successor, "b1");
  EXPECT_EQ(get("b1").status, Status::draining);
  EXPECT_EQ(store.table<ContainerInstance>(world).size(), cluster_instances_max);
}

}  // namespace
}  // namespace drydock::ecs::instance_replacement_test
