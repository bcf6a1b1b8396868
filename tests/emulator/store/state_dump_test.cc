#include "emulator/store/state_dump.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "tests/emulator/store/test_records.h"

namespace drydock::state_dump_test {
namespace {

const World home{"111122223333", "eu-west-1"};
const World away{"444455556666", "us-east-1"};

void fill(Store& store, int count) {
  for (int i = 0; i < count; ++i) {
    store.put(i % 2 == 0 ? home : away,
              Harbour{.name = "h" + std::to_string(i), .padding = std::string(620, 'x')});
  }
  store.put(home, Crate{.number = "1"});
}

TEST(StateDump, TellsALargeStoreInSlices) {
  Store store{test_record_kinds()};
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
  Store copy{test_record_kinds()};
  ASSERT_TRUE(copy.load_json(dump.take()));
  EXPECT_EQ(copy.table<Harbour>(away).rows().size(), 1'000U);
}

TEST(StateDump, TellsWhatIsStillThereWhenItsTurnComes) {
  Store store{test_record_kinds()};
  fill(store, 2'000);
  StateDump dump(store);
  ASSERT_TRUE(dump.write_some());
  store.clear();
  store.put(away, Ship{.name = "late"});
  while (dump.write_some()) {
  }
  Store copy{test_record_kinds()};
  ASSERT_TRUE(copy.load_json(dump.take()));
  EXPECT_FALSE(copy.table<Harbour>(home).rows().empty());
  EXPECT_TRUE(copy.table<Harbour>(away).rows().empty());
  EXPECT_NE(copy.find<Ship>(away, "/late"), nullptr);
}

// The brackets that begin a world and a kind are told once, wherever between them a slice ends.
TEST(StateDump, MayEndASliceAtAnyByte) {
  constexpr std::size_t slice = std::size_t{256} * 1024;
  Store store{test_record_kinds()};
  store.put(home, Harbour{.name = "kiel"});
  store.put(away, Ship{.name = "1"});
  store.put(away, Harbour{.name = "brest"});
  const std::size_t rest = store.to_json().size() + 40;  // "crates":[…] stands before all of it.
  for (std::size_t size = slice - rest; size < slice; ++size) {
    store.put(home, Crate{.number = "1", .marks = {std::string(size, 'x')}});
    StateDump dump(store);
    int slices = 1;
    while (dump.write_some()) ++slices;
    ASSERT_LE(slices, 2) << size;
    Store copy{test_record_kinds()};
    ASSERT_TRUE(copy.load_json(dump.take())) << size;
    ASSERT_EQ(copy.worlds(), store.worlds());
    ASSERT_NE(copy.find<Harbour>(away, "brest"), nullptr) << size;
  }
}

TEST(StateDump, OfAnEmptyStoreIsEmpty) {
  const Store store{test_record_kinds()};
  EXPECT_EQ(store.to_json(), R"({"worlds":[]})");
}

TEST(Store, IsClearedInSlicesKindByKind) {
  Store store{test_record_kinds()};
  fill(store, 100);
  store.put(away, Ship{.name = "first"});
  EXPECT_TRUE(store.clear_some(2));
  EXPECT_TRUE(store.table<Ship>(away).rows().empty());
  EXPECT_TRUE(store.table<Crate>(home).rows().empty());
  EXPECT_EQ(store.table<Harbour>(home).rows().size(), 50U);
  EXPECT_TRUE(store.clear_some(60));
  EXPECT_FALSE(store.clear_some(60));
  EXPECT_TRUE(store.table<Harbour>(away).rows().empty());
}

}  // namespace
}  // namespace drydock::state_dump_test
