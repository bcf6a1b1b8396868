#include "runtime/storage/committer.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <memory>

#include "emulator/ecs/cluster.h"
#include "emulator/records.h"
#include "runtime/clock/virtual_clock.h"
#include "runtime/storage/record_loader.h"
#include "tests/support/await.h"
#include "tests/support/memory_journal.h"

namespace drydock::storage::committer_test {
namespace {

const World world{"123456789012", "eu-central-1"};

class CommitterTest : public ::testing::Test {
 protected:
  /// Lets the control thread come to the end of all that it can do.
  void turn() {
    control_.restart();
    control_.poll();
  }
  void put(const std::string& name) {
    ecs::Cluster cluster;
    cluster.name = name;
    store_.put(world, std::move(cluster));
  }
  void erase(const std::string& name) { store_.erase<ecs::Cluster>(world, name); }
  auto settle() {
    return testing::Started(control_.get_executor(), testing::done(committer_.settle()));
  }
  void fail(const std::exception_ptr& failure) {
    try {
      std::rethrow_exception(failure);
    } catch (const std::exception& error) {
      failure_ = error.what();
    }
  }
  std::vector<std::string> kept() const {
    std::vector<std::string> keys;
    for (const auto& [name, json] : journal_.kept) keys.push_back(name.key);
    return keys;
  }

  boost::asio::io_context control_;
  VirtualClock clock_{control_};
  testing::MemoryJournal journal_;
  Store store_{all_record_kinds()};
  std::string failure_;
  Committer committer_{store_, journal_, clock_, control_.get_executor(),
                       [this](const std::exception_ptr& failure) { fail(failure); }};
};

TEST_F(CommitterTest, KeepsTheChangesOfATurnInOneCommit) {
  put("a");
  put("b");
  erase("b");
  EXPECT_FALSE(committer_.is_settled());
  EXPECT_TRUE(journal_.commits.empty()) << "the turn goes on";
  turn();
  ASSERT_EQ(journal_.commits.size(), 1U);
  const auto& changes = journal_.commits.front().changes;
  ASSERT_EQ(changes.size(), 2U);
  EXPECT_TRUE(changes.at({world, "clusters", "a"}).has_value());
  EXPECT_EQ(changes.at({world, "clusters", "b"}), std::nullopt);
  EXPECT_EQ(journal_.commits.front().now, clock_.now());
  journal_.end_commit();
  turn();
  EXPECT_TRUE(committer_.is_settled());
  EXPECT_EQ(kept(), std::vector<std::string>{"a"});
}

TEST_F(CommitterTest, GathersWhatChangesDuringACommitForTheNext) {
  put("a");
  turn();
  put("b");
  turn();
  put("c");
  erase("a");
  turn();
  ASSERT_EQ(journal_.commits.size(), 1U) << "one at a time";
  journal_.end_commit();
  turn();
  ASSERT_EQ(journal_.commits.size(), 1U);
  EXPECT_EQ(journal_.commits.front().changes.size(), 3U);
  EXPECT_FALSE(committer_.is_settled());
  journal_.end_commit();
  turn();
  EXPECT_TRUE(committer_.is_settled());
  EXPECT_EQ(kept(), (std::vector<std::string>{"b", "c"}));
}

TEST_F(CommitterTest, SettlesWhoeverWaitsOnceAllBeforeThemIsKept) {
  const auto at_once = settle();
  turn();
  EXPECT_TRUE(at_once.ended());
  put("a");
  const auto first = settle();
  turn();
  put("b");
  const auto second = settle();
  turn();
  EXPECT_FALSE(first.ended());
  journal_.end_commit();
  turn();
  EXPECT_TRUE(first.ended());
  EXPECT_FALSE(second.ended());
  journal_.end_commit();
  turn();
  EXPECT_TRUE(second.ended());
}

TEST_F(CommitterTest, TellsNobodyAnythingAfterACommitThatFailed) {
  put("a");
  const auto waiting = settle();
  turn();
  journal_.fail_commit("the disk is full");
  turn();
  EXPECT_EQ(failure_, "the disk is full");
  EXPECT_FALSE(waiting.ended());
  put("b");
  turn();
  EXPECT_TRUE(journal_.commits.empty());
  EXPECT_FALSE(committer_.is_settled());
}

TEST_F(CommitterTest, KeepsAChangeOfManyTurnsWhole) {
  auto whole = std::make_unique<Store::Whole>(store_);
  put("a");
  turn();
  put("b");
  put("of somebody else");
  const auto waiting = settle();
  turn();
  EXPECT_TRUE(journal_.commits.empty());
  EXPECT_FALSE(waiting.ended());
  whole.reset();
  turn();
  ASSERT_EQ(journal_.commits.size(), 1U);
  EXPECT_EQ(journal_.commits.front().changes.size(), 3U);
  journal_.end_commit();
  turn();
  EXPECT_TRUE(waiting.ended());
}

TEST_F(CommitterTest, HoldsBackACommitThatWouldBeAHalf) {
  put("a");
  turn();
  const auto whole = std::make_unique<Store::Whole>(store_);
  put("b");
  turn();
  journal_.end_commit();
  turn();
  EXPECT_TRUE(journal_.commits.empty());
  EXPECT_EQ(kept(), std::vector<std::string>{"a"});
}

TEST_F(CommitterTest, ActsOnceWhatGoesBeforeIsKept) {
  std::vector<std::string> acts;
  const auto act = [&](const std::string& name) {
    committer_.when_kept([&acts, name] { acts.push_back(name); });
  };
  act("nothing goes before");
  turn();
  EXPECT_EQ(acts.size(), 1U);
  put("a");
  act("a");
  turn();
  put("b");
  act("b");
  turn();
  EXPECT_EQ(acts.size(), 1U);
  journal_.end_commit();
  turn();
  EXPECT_EQ(acts.back(), "a");
  act("nothing more");
  turn();
  EXPECT_EQ(acts.back(), "a");
  journal_.end_commit();
  turn();
  EXPECT_EQ(acts, (std::vector<std::string>{"nothing goes before", "a", "b", "nothing more"}));
}

TEST_F(CommitterTest, KeepsWhatALoaderReads) {
  put("a");
  turn();
  journal_.end_commit();
  Store again{all_record_kinds()};
  EXPECT_EQ(load_records(journal_, again).records, 1U);
  EXPECT_EQ(again.to_json(), store_.to_json());
}

TEST(RecordLoader, SetsAsideWhatItCannotReadAndLoadsTheRest) {
  testing::MemoryJournal journal;
  const RecordName good{world, "clusters", "good"};
  const RecordName broken{world, "clusters", "broken"};
  const RecordName strange{world, "spaceships", "x"};
  const RecordName wrong{world, "clusters", "wrong"};
  journal.kept = {{good, R"({"name":"good","of_the_future":{"a":[1]}})"},
                  {broken, R"({"name":)"},
                  {strange, "{}"},
                  {wrong, R"({"name":7})"}};
  Store store{all_record_kinds()};
  const Loaded loaded = load_records(journal, store);
  EXPECT_EQ(loaded.records, 1U);
  EXPECT_EQ(loaded.set_aside, 3U);
  EXPECT_NE(store.find<ecs::Cluster>(world, "good"), nullptr);
  std::vector<RecordName> aside;
  for (const auto& [name, reason] : journal.aside) {
    aside.push_back(name);
    EXPECT_FALSE(reason.empty());
  }
  EXPECT_EQ(aside, (std::vector{broken, wrong, strange}));
}

}  // namespace
}  // namespace drydock::storage::committer_test
