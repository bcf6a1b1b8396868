#include "emulator/store/state_dump.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "emulator/ecr/repository.h"
#include "emulator/ecs/cluster.h"
#include "emulator/ecs/service.h"
#include "emulator/ecs/task.h"
#include "emulator/records.h"

namespace drydock {
namespace {

const World home{"111122223333", "eu-west-1"};
const World away{"444455556666", "us-east-1"};

void fill(Store& store, int count) {
  for (int i = 0; i < count; ++i) {
    ecs::Cluster cluster{.name = "c" + std::to_string(i)};
    cluster.tags = {{.key = "padding", .value = std::string(600, 'x')}};
    store.put(i % 2 == 0 ? home : away, cluster);
  }
  store.put(home, ecs::Task{.id = "1", .cluster = "c0"});
}

TEST(StateDump, TellsALargeStoreInSlices) {
  Store store{all_record_kinds()};
  fill(store, 2'000);
  StateDump dump(store);
  std::size_t slices = 1;
  std::size_t largest = 0;
  for (std::size_t before = 0; dump.write_some(); ++slices) {
    const std::size_t size = dump.take().size();
    largest = std::max(largest, size - before);
    before = size;
  }
  EXPECT_GT(slices, 4U);
  EXPECT_LT(largest, 300'000U);
  EXPECT_EQ(dump.take(), store.to_json());
  Store copy{all_record_kinds()};
  ASSERT_TRUE(copy.load_json(dump.take()));
  EXPECT_EQ(copy.table<ecs::Cluster>(away).rows().size(), 1'000U);
}

TEST(StateDump, TellsWhatIsStillThereWhenItsTurnComes) {
  Store store{all_record_kinds()};
  fill(store, 2'000);
  StateDump dump(store);
  ASSERT_TRUE(dump.write_some());
  store.clear();
  store.put(home, ecr::Repository{.name = "shop"});
  while (dump.write_some()) {
  }
  Store copy{all_record_kinds()};
  ASSERT_TRUE(copy.load_json(dump.take()));
  EXPECT_FALSE(copy.table<ecs::Cluster>(home).rows().empty());
  EXPECT_TRUE(copy.table<ecs::Cluster>(away).rows().empty());
  EXPECT_NE(copy.find<ecr::Repository>(home, "shop"), nullptr);
}

TEST(StateDump, OfAnEmptyStoreIsEmpty) {
  const Store store{all_record_kinds()};
  EXPECT_EQ(store.to_json(), R"({"worlds":[]})");
}

TEST(Store, IsClearedInSlicesServicesFirst) {
  Store store{all_record_kinds()};
  fill(store, 100);
  store.put(away, ecs::Service{.name = "web", .cluster = "c1"});
  EXPECT_TRUE(store.clear_some(2));
  EXPECT_TRUE(store.table<ecs::Service>(away).rows().empty());
  EXPECT_TRUE(store.table<ecs::Task>(home).rows().empty());
  EXPECT_EQ(store.table<ecs::Cluster>(home).rows().size(), 50U);
  EXPECT_TRUE(store.clear_some(60));
  EXPECT_FALSE(store.clear_some(60));
  EXPECT_TRUE(store.table<ecs::Cluster>(away).rows().empty());
}

}  // namespace
}  // namespace drydock
