#include "runtime/clock/clock_mover.h"

#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <string>
#include <vector>

#include "runtime/clock/hold_meter.h"
#include "tests/support/await.h"

namespace drydock::clock_mover_test {
namespace {

using namespace std::chrono_literals;
using testing::Started;

/// A mover in surroundings that a test sets.
class ClockMoverTest : public ::testing::Test {
 protected:
  using Moving = Started<Result<ClockMove>>;

  ClockMoverTest() {
    mover_.watch({.is_busy =
                      [this] {
                        if (busy_looks_ == 0) return false;
                        --busy_looks_;
                        return true;
                      },
                  .unfinished_requests = [this] { return requests_; },
                  .is_idle = [this] { return clock_.now() >= idle_from_; },
                  .stopwatch = [this] { return machine_ += 100ms; }});
  }

  void call_at(Duration after, const std::string& what) {
    clock_.call_at(start_ + after, [this, what] { done_.push_back(what); });
  }
  Moving begin(boost::asio::awaitable<Result<ClockMove>> move) {
    return {context_.get_executor(), std::move(move)};
  }
  /// Runs the control thread's loop as long as something is ready, or a timer of the machine's is.
  void settle(const Moving& moving) {
    const auto work = boost::asio::make_work_guard(context_);
    context_.restart();
    for (int turn = 0; turn < 100'000 && !moving.ended(); ++turn) {
      if (context_.poll_one() == 0) mover_.go_on();
    }
  }
  ClockMove made(boost::asio::awaitable<Result<ClockMove>> move) {
    const Moving moving = begin(std::move(move));
    settle(moving);
    return moving.value().value();
  }

  boost::asio::io_context context_{1};
  VirtualClock clock_{context_};
  ClockMover mover_{clock_, context_.get_executor()};
  const TimePoint start_ = clock_.now();
  std::vector<std::string> done_;
  int busy_looks_ = 0;
  std::size_t requests_ = 0;
  TimePoint idle_from_ = TimePoint::max();
  std::chrono::nanoseconds machine_{0};
};

TEST_F(ClockMoverTest, DoesAllThatIsDueAndNothingBeyond) {
  call_at(1min, "one");
  call_at(5min, "five");
  call_at(5min + 1ms, "late");
  const ClockMove move = made(mover_.advance(5min));
  EXPECT_EQ(done_, (std::vector<std::string>{"one", "five"}));
  EXPECT_EQ(move.from, start_);
  EXPECT_EQ(move.now, start_ + 5min);
  EXPECT_EQ(clock_.now(), start_ + 5min);
  EXPECT_FALSE(move.idle);
}

TEST_F(ClockMoverTest, DoesWhatFollowsBeforeTimeMovesOn) {
  clock_.call_at(start_ + 1min, [this] {
    boost::asio::post(context_, [this] {
      done_.push_back("followed at " + std::to_string((clock_.now() - start_) / 1min));
      clock_.call_at(clock_.now() + 1min, [this] { done_.emplace_back("set anew"); });
    });
  });
  call_at(3min, "three");
  made(mover_.advance(3min));
  EXPECT_EQ(done_, (std::vector<std::string>{"followed at 1", "set anew", "three"}));
}

TEST_F(ClockMoverTest, StandsStillUntilItIsMoved) {
  call_at(1min, "later");
  EXPECT_FALSE(mover_.go_on());
  EXPECT_EQ(clock_.now(), start_);
}

TEST_F(ClockMoverTest, RunsWhatIsDueNowThoughTimeStands) {
  call_at(0ms, "now");
  EXPECT_TRUE(mover_.go_on());
  EXPECT_EQ(done_, std::vector<std::string>{"now"});
  EXPECT_FALSE(mover_.go_on());
}

TEST_F(ClockMoverTest, StopsAtTheInstantAtWhichAllIsIdle) {
  idle_from_ = start_ + 10min;
  call_at(10min, "ten");
  call_at(11min, "eleven");
  const ClockMove move = made(mover_.advance_until_idle(1h));
  EXPECT_TRUE(move.idle);
  EXPECT_EQ(move.now, start_ + 10min);
  EXPECT_EQ(done_, std::vector<std::string>{"ten"});
}

TEST_F(ClockMoverTest, IsIdleWithoutAMoveWhereAllIs) {
  idle_from_ = start_;
  const ClockMove move = made(mover_.advance_until_idle(1h));
  EXPECT_TRUE(move.idle);
  EXPECT_EQ(move.now, start_);
}

TEST_F(ClockMoverTest, GivesUpAtTheLimit) {
  const ClockMove move = made(mover_.advance_until_idle(1h));
  EXPECT_FALSE(move.idle);
  EXPECT_EQ(move.now, start_ + 1h);
}

TEST_F(ClockMoverTest, TimeStandsWhileTheMachineIsBusy) {
  busy_looks_ = 3;
  call_at(1min, "one");
  const Moving moving = begin(mover_.advance(1min));
  while (busy_looks_ > 0) {
    EXPECT_TRUE(done_.empty());
    context_.poll();
    EXPECT_FALSE(mover_.go_on());
  }
  settle(moving);
  EXPECT_EQ(done_, std::vector<std::string>{"one"});
}

TEST_F(ClockMoverTest, WaitsForRequestsWhileItHasPatience) {
  requests_ = 2;
  call_at(1min, "one");
  const Moving moving = begin(mover_.advance(1min));
  context_.poll();
  // Of the machine's time, each look takes a tenth of a second.
  for (int look = 0; look < 10; ++look) EXPECT_FALSE(mover_.go_on()) << look;
  EXPECT_TRUE(done_.empty());
  EXPECT_TRUE(mover_.go_on());
  EXPECT_EQ(done_, std::vector<std::string>{"one"});
  settle(moving);
  EXPECT_TRUE(moving.ended());
}

TEST_F(ClockMoverTest, WaitsNoSecondTimeForTheSameRequests) {
  requests_ = 2;
  const ClockMove first = made(mover_.advance(1min));
  const auto waited = machine_;
  EXPECT_EQ(first.now, start_ + 1min);
  requests_ = 1;
  made(mover_.advance(1min));
  EXPECT_EQ(machine_, waited);
  requests_ = 2;
  made(mover_.advance(1min));
  EXPECT_GE(machine_ - waited, ClockMover::patience);
}

TEST_F(ClockMoverTest, MakesOneMoveAtATime) {
  const Moving moving = begin(mover_.advance(1min));
  const Moving second = begin(mover_.advance(1min));
  context_.poll();
  ASSERT_TRUE(second.ended());
  EXPECT_EQ(second.value().error().message(),
            "The clock is being moved already; one move is made at a time.");
  settle(moving);
  EXPECT_EQ(clock_.now(), start_ + 1min);
}

TEST_F(ClockMoverTest, StandsStillOnceTheMoveIsCancelled) {
  call_at(1min, "one");
  Moving moving = begin(mover_.advance(1h));
  context_.poll();
  moving.cancel();
  context_.poll();
  EXPECT_TRUE(moving.ended());
  EXPECT_FALSE(mover_.go_on());
  EXPECT_TRUE(done_.empty());
  EXPECT_EQ(made(mover_.advance(1min)).now, start_ + 1min);
}

TEST_F(ClockMoverTest, MovesWithinTheLoopOfTheControlThread) {
  call_at(1min, "one");
  const Moving moving = begin(mover_.advance(2min));
  HoldMeter meter;
  meter.restart();
  meter.run(context_, [this] { return mover_.go_on(); });
  EXPECT_TRUE(moving.ended());
  EXPECT_EQ(done_, std::vector<std::string>{"one"});
  EXPECT_GT(meter.longest(), HoldMeter::Span());
}

}  // namespace
}  // namespace drydock::clock_mover_test
