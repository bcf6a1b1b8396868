#include "runtime/faults/fault_book.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <vector>

#include "runtime/clock/virtual_clock.h"

namespace drydock::fault_book_test {
namespace {

using namespace std::chrono_literals;

struct FaultBookTest : ::testing::Test {
  boost::asio::io_context context;
  VirtualClock clock{context};
  FaultBook book{clock};

  std::string begin(Fault fault, std::optional<Duration> span = std::nullopt) {
    return book.begin(std::move(fault), span).value().id;
  }
};

TEST_F(FaultBookTest, FailsAsManyPullsAsItWasTold) {
  begin(FailingPulls{.left = 2, .image = "shop:v2", .reason = "slow down"});
  EXPECT_EQ(book.take_pull_failure("localhost:4566/shop:v1"), std::nullopt);
  EXPECT_EQ(book.take_pull_failure("localhost:4566/shop:v2"), "slow down");
  EXPECT_EQ(std::get<FailingPulls>(book.in_force().front().fault).left, 1);
  EXPECT_EQ(book.take_pull_failure("shop:v2"), "slow down");
  EXPECT_EQ(book.take_pull_failure("shop:v2"), std::nullopt);
  EXPECT_TRUE(book.in_force().empty());
}

TEST_F(FaultBookTest, TakesTheFirstOfThoseThatMatch) {
  begin(FailingPulls{.left = 1, .image = "shop", .reason = "one"});
  begin(FailingPulls{.left = 1, .image = "", .reason = "two"});
  EXPECT_EQ(book.take_pull_failure("other:v1"), "two");
  EXPECT_EQ(book.take_pull_failure("shop:v1"), "one");
}

TEST_F(FaultBookTest, AddsTheDelaysOfSlowStarts) {
  EXPECT_FALSE(book.has_slow_starts());
  begin(SlowStarts{.by = 10s, .image = ""});
  begin(SlowStarts{.by = 20s, .image = "shop:*"});
  EXPECT_TRUE(book.has_slow_starts());
  EXPECT_EQ(book.start_delay("shop:v1"), 30s);
  EXPECT_EQ(book.start_delay("other:v1"), 10s);
}

TEST_F(FaultBookTest, KnowsWhoIsUnhealthy) {
  begin(UnhealthyContainer{.task = "t", .name = "web", .engine_id = "abc"});
  begin(UnhealthyTarget{.target_group = "g", .id = "1.2.3.4", .port = 80, .key = "g 1.2.3.4:80"});
  EXPECT_TRUE(book.is_unhealthy_container("abc"));
  EXPECT_FALSE(book.is_unhealthy_container("abd"));
  EXPECT_TRUE(book.is_unhealthy_target("g 1.2.3.4:80"));
  EXPECT_FALSE(book.is_unhealthy_target("abc"));
}

TEST_F(FaultBookTest, EndsFaultsByTheClockAndByTheirIds) {
  const std::string brief = begin(SlowStarts{.by = 10s, .image = ""}, 1min);
  const std::string lasting = begin(SlowStarts{.by = 20s, .image = ""});
  EXPECT_EQ(book.in_force().front().until, clock.now() + 1min);
  EXPECT_EQ(book.in_force().back().until, std::nullopt);
  clock.advance(1min);
  EXPECT_EQ(book.start_delay("a"), 20s);
  EXPECT_FALSE(book.end(brief));
  EXPECT_TRUE(book.end(lasting));
  EXPECT_TRUE(book.in_force().empty());
}

TEST_F(FaultBookTest, TellsWhenTheEngineIsLostAndBack) {
  std::vector<bool> told;
  book.on_engine_lost([&](bool lost) { told.push_back(lost); });
  begin(LostEngine{}, 1min);
  EXPECT_TRUE(book.engine_is_lost());
  EXPECT_EQ(book.begin(LostEngine{}, 1min).error().message(), "The engine is lost already.");
  clock.advance(1min);
  EXPECT_FALSE(book.engine_is_lost());
  begin(LostEngine{}, 1min);
  book.end_all();
  EXPECT_EQ(told, (std::vector<bool>{true, false, true, false}));
}

TEST_F(FaultBookTest, TellsWhenZonesAreLostAndBack) {
  std::vector<std::size_t> told;
  book.on_zones_changed([&] { told.push_back(book.lost_zones().size()); });
  begin(ZoneLoss{"us-east-1a"}, 1min);
  begin(ZoneLoss{"us-east-1b"}, 2min);
  EXPECT_EQ(book.begin(ZoneLoss{"us-east-1a"}, 1min).error().message(),
            "The zone us-east-1a is lost already.");
  clock.advance(1min);
  EXPECT_EQ(book.lost_zones(), std::set<std::string>{"us-east-1b"});
  book.end_all();
  EXPECT_EQ(told, (std::vector<std::size_t>{1, 2, 1, 0}));
}

TEST_F(FaultBookTest, HasABound) {
  for (std::size_t i = 0; i < Faults::most; ++i) begin(SlowStarts{.by = 1s, .image = ""});
  EXPECT_EQ(book.begin(LostEngine{}, 1min).error().message(),
            "As many faults are in force as there may be, 100: end some first.");
  book.end_all();
  begin(LostEngine{}, 1min);
}

}  // namespace
}  // namespace drydock::fault_book_test
