#include "emulator/store/store.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "tests/emulator/store/test_records.h"

namespace drydock::store_test {
namespace {

const World home{"000000000000", "us-east-1"};
const World away{"000000000000", "eu-west-1"};

Ship ship(const std::string& name, const std::string& harbour = "kiel") {
  return {.name = name, .harbour = harbour, .launched_at = TimePoint(seconds(1'700'000'000))};
}

Crate crate(const std::string& number, std::vector<std::string> marks) {
  return {.number = number, .marks = std::move(marks)};
}

/// Five records of three kinds in two worlds.
void fill(Store& store) {
  store.put(home, Harbour{.name = "kiel", .padding = "a \"quoted\" word and \u00fcber"});
  Ship armed = ship("1");
  armed.guns = -7;
  store.put(home, armed);
  store.put(home, ship("2"));
  store.put(away, ship("1", "brest"));
  store.put(away, crate("42", {"fragile", "this way up"}));
}

template <class Record>
void expect_equal(const Store& one, const Store& other, const World& world) {
  const auto rows = other.table<Record>(world).rows();
  EXPECT_EQ(one.table<Record>(world).size(), rows.size()) << Record::table;
  for (const auto& [key, record] : rows) {
    const Record* same = one.find<Record>(world, key);
    ASSERT_NE(same, nullptr) << key;
    EXPECT_TRUE(*same == record) << key;
  }
}

TEST(Store, ThatIsWrittenAndReadBackIsEqual) {
  Store store{test_record_kinds()};
  fill(store);
  Store copy{test_record_kinds()};
  ASSERT_TRUE(copy.load_json(store.to_json()));
  EXPECT_EQ(copy.to_json(), store.to_json());
  EXPECT_EQ(copy.worlds(), store.worlds());
  for (const World& world : store.worlds()) {
    expect_equal<Harbour>(copy, store, world);
    expect_equal<Ship>(copy, store, world);
    expect_equal<Crate>(copy, store, world);
  }
  EXPECT_EQ(copy.table<Ship>(away).indexed("brest").size(), 1U);
}

TEST(Store, ThatCannotReadATextIsLeftAsItWas) {
  Store store{test_record_kinds()};
  fill(store);
  const std::string before = store.to_json();
  for (
      const char* text :
      {"", "{}", R"({"worlds":[{}]})",
       R"({"worlds":[{"world":{"account":"1","region":"r"},"tables":{"harbours":[{"name":7}]}}]})"}) {
    EXPECT_FALSE(store.load_json(text)) << text;
  }
  EXPECT_EQ(store.to_json(), before);
}

TEST(Store, BecomesAnotherAndErasesNothingThatBothHave) {
  Store store{test_record_kinds()};
  fill(store);
  Store other{test_record_kinds()};
  fill(other);
  store.put(home, Harbour{.name = "mine"});
  store.put({"1", "here"}, Harbour{.name = "mine"});
  other.put({"2", "there"}, Harbour{.name = "theirs"});
  std::set<std::string> erased;
  store.on_change([&](const Change& change) {
    if (change.kind == Change::Kind::erased) erased.insert(std::string(change.key));
  });
  store.become(other);
  EXPECT_EQ(erased, std::set<std::string>{"mine"});
  EXPECT_NE(store.find<Harbour>(home, "kiel"), nullptr);
  EXPECT_NE(store.find<Harbour>({"2", "there"}, "theirs"), nullptr);
  EXPECT_EQ(store.find<Harbour>(home, "mine"), nullptr);
  EXPECT_TRUE(store.table<Harbour>({"1", "here"}).rows().empty());
}

TEST(Store, KeepsWorldsApart) {
  Store store{test_record_kinds()};
  store.put(home, Harbour{.name = "kiel"});
  EXPECT_NE(store.find<Harbour>(home, "kiel"), nullptr);
  EXPECT_EQ(store.find<Harbour>(away, "kiel"), nullptr);
}

TEST(Store, TellsEveryChangeOnce) {
  Store store{test_record_kinds()};
  std::vector<std::string> told;
  store.on_change([&](const Change& change) {
    told.push_back(std::string(change.kind == Change::Kind::put ? "put " : "erased ") +
                   change.world.region + " " + std::string(change.table) + " " +
                   std::string(change.key));
  });
  store.put(home, ship("1"));
  store.change<Ship>(home, "kiel/1", [](Ship& record) { record.guns = 2; });
  EXPECT_TRUE(store.erase<Ship>(home, "kiel/1"));
  EXPECT_FALSE(store.erase<Ship>(home, "kiel/1"));
  EXPECT_EQ(told,
            (std::vector<std::string>{"put us-east-1 ships kiel/1", "put us-east-1 ships kiel/1",
                                      "erased us-east-1 ships kiel/1"}));
}

TEST(Store, TellsItsRecordsInTheOrderOfTheirKeys) {
  Store store{test_record_kinds()};
  for (const char* name : {"3", "1", "2"}) store.put(home, ship(name));
  std::string names;
  for (const auto& [key, record] : store.table<Ship>(home).rows()) names += record.name;
  EXPECT_EQ(names, "123");
  const auto rows = store.table<Ship>(home).rows();
  EXPECT_EQ(rows.lower_bound("kiel/2")->first, "kiel/2");
  EXPECT_EQ(rows.upper_bound("kiel/2")->second.name, "3");
  EXPECT_EQ(rows.upper_bound("kiel/3"), rows.end());
  EXPECT_EQ(std::prev(rows.end())->second.name, "3");
}

TEST(Store, LeavesARecordInItsPlaceWhileOthersComeAndGo) {
  Store store{test_record_kinds()};
  const Ship& first = store.put(home, ship("1"));
  store.put(home, ship("0"));
  store.put(home, ship("2"));
  store.erase<Ship>(home, "kiel/0");
  EXPECT_EQ(store.find<Ship>(home, "kiel/1"), &first);
}

TEST(Store, FindsTheRecordsThatBelongTogether) {
  Store store{test_record_kinds()};
  store.put(home, ship("2"));
  store.put(home, ship("1"));
  store.put(home, ship("3", "brest"));
  store.put(home, ship("1"));
  const auto of_kiel = store.table<Ship>(home).indexed("kiel");
  ASSERT_EQ(of_kiel.size(), 2U);
  EXPECT_EQ(of_kiel[0]->name, "1");
  EXPECT_EQ(of_kiel[1]->name, "2");
  store.erase<Ship>(home, "kiel/1");
  EXPECT_EQ(store.table<Ship>(home).indexed("kiel").size(), 1U);
  EXPECT_TRUE(store.table<Ship>(home).indexed("none").empty());
}

std::string numbers(const Store& store, std::string_view mark) {
  std::string found;
  for (const Crate* record : store.table<Crate>(home).indexed(mark)) found += record->number;
  return found;
}

TEST(Store, FindsARecordByEachOfItsKeys) {
  Store store{test_record_kinds()};
  store.put(home, crate("b", {"fragile", "wine", "wine"}));
  store.put(home, crate("a", {"wine"}));
  EXPECT_EQ(numbers(store, "any"), "ab");
  EXPECT_EQ(numbers(store, "fragile"), "b");
  EXPECT_EQ(numbers(store, "wine"), "ab");
  store.erase<Crate>(home, "b");
  EXPECT_EQ(numbers(store, "any"), "a");
  EXPECT_EQ(numbers(store, "fragile"), "");
  EXPECT_EQ(numbers(store, "wine"), "a");
  EXPECT_EQ(store.table<Crate>(home).index().size(), 2U);
}

TEST(Store, FollowsTheKeysThatAChangeAddsAndTakesAway) {
  Store store{test_record_kinds()};
  store.put(home, crate("a", {"fragile", "wine"}));
  store.change<Crate>(home, "a", [](Crate& record) { record.marks = {"wine", "tea"}; });
  EXPECT_EQ(numbers(store, "fragile"), "");
  EXPECT_EQ(numbers(store, "wine"), "a");
  EXPECT_EQ(numbers(store, "tea"), "a");
}

TEST(Store, SumsUpWhatTheRecordsOfAKeyWeigh) {
  Store store{test_record_kinds()};
  const auto weight = [&](std::string_view mark) { return store.table<Crate>(home).weight(mark); };
  Crate heavy = crate("a", {"wine", "wine"});
  heavy.pounds = 70;
  store.put(home, heavy);
  Crate light = crate("b", {"wine", "tea"});
  light.pounds = 2;
  store.put(home, light);
  EXPECT_EQ(weight("wine"), (RecordWeight{72, 2, 0}));
  store.change<Crate>(home, "a", [](Crate& record) { record.marks = {"tea"}; });
  EXPECT_EQ(weight("wine"), (RecordWeight{2, 1, 0}));
  EXPECT_EQ(weight("tea"), (RecordWeight{72, 2, 0}));
  heavy.pounds = 50;
  heavy.marks = {"tea"};
  store.put(home, heavy);
  EXPECT_EQ(weight("tea"), (RecordWeight{52, 2, 0})) << "in the place of the one before";
  store.erase<Crate>(home, "b");
  EXPECT_EQ(weight("wine"), RecordWeight{});
  EXPECT_EQ(weight("tea"), (RecordWeight{50, 1, 0}));
}

TEST(Store, CountsWithoutKeepingWhich) {
  Store store{test_record_kinds()};
  const auto count = [&](std::string_view key) { return store.table<Crate>(home).count(key); };
  const auto all = [&](std::string_view prefix) {
    return store.table<Crate>(home).count_starting_with(prefix);
  };
  store.put(home, crate("a", {"wine"}));
  store.put(home, crate("b", {"whisky"}));
  store.put(home, crate("c", {"wine", "tea"}));
  EXPECT_EQ(count("w1"), 2U);
  EXPECT_EQ(all("w"), 3U);
  EXPECT_EQ(count("x"), 0U);
  EXPECT_EQ(all("x"), 0U);
  store.change<Crate>(home, "a", [](Crate& record) { record.marks = {"tea"}; });
  EXPECT_EQ(count("w1"), 1U);
  EXPECT_EQ(all("t"), 2U);
  store.put(home, crate("b", {"tea"}));
  EXPECT_EQ(count("w1"), 0U);
  store.erase<Crate>(home, "c");
  EXPECT_EQ(all("w"), 0U);
  EXPECT_EQ(all("t"), 2U);
}

TEST(Store, TellsTheRecordsWhoseKeysBeginAlike) {
  Store store{test_record_kinds()};
  for (const char* number : {"a", "b/", "b/1", "b/2", "b0", "b\xff\xff", "c"}) {
    store.put(home, crate(number, {}));
  }
  const auto numbers_with = [&](std::string_view prefix) {
    std::vector<std::string> found;
    for (const Crate* crate : store.table<Crate>(home).starting_with(prefix)) {
      found.push_back(crate->number);
    }
    return found;
  };
  EXPECT_EQ(numbers_with("b/"), (std::vector<std::string>{"b/", "b/1", "b/2"}));
  EXPECT_EQ(numbers_with("b\xff"), (std::vector<std::string>{"b\xff\xff"}));
  EXPECT_EQ(numbers_with("").size(), 7U);
  EXPECT_TRUE(numbers_with("d").empty());
  EXPECT_TRUE(numbers_with("\xff").empty());
}

TEST(Store, ThatIsClearedTellsEachErasure) {
  Store store{test_record_kinds()};
  fill(store);
  int erased = 0;
  store.on_change([&](const Change& change) {
    EXPECT_EQ(change.kind, Change::Kind::erased);
    ++erased;
  });
  store.clear();
  EXPECT_EQ(erased, 5);
  EXPECT_TRUE(store.table<Ship>(home).rows().empty());
}

TEST(StoreDeathTest, KeepsNoRecordThatNobodyListed) {
  Store store{{}};
  EXPECT_DEATH(store.put(home, Harbour{.name = "kiel"}), "");
}

}  // namespace
}  // namespace drydock::store_test
