#include "async/keep_running.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <vector>

#include "async/sleep.h"
#include "async/task_group.h"
#include "runtime/clock/virtual_clock.h"
#include "tests/support/await.h"

namespace drydock::keep_running_test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

class KeepRunning : public ::testing::Test {
 protected:
  boost::asio::awaitable<void> loop() {
    begun_.push_back(clock_.now());
    if (fails_) throw std::runtime_error("out of luck");
    co_await sleep_for(clock_, works_for_);
    if (!ends_) throw std::runtime_error("out of luck again");
  }
  void start() {
    group_.spawn("loop", keep_running("the loop", clock_, [this] { return loop(); }));
    clock_.settle();
  }
  void stop() {
    group_.cancel();
    clock_.settle();
    EXPECT_EQ(group_.size(), 0U);
  }
  /// How long after the one before each turn began.
  [[nodiscard]] std::vector<Duration> distances() const {
    std::vector<Duration> found;
    for (std::size_t i = 1; i < begun_.size(); ++i) found.push_back(begun_[i] - begun_[i - 1]);
    return found;
  }

  boost::asio::io_context context_;
  VirtualClock clock_{context_};
  TaskGroup group_{context_.get_executor()};
  bool fails_ = false;
  bool ends_ = false;
  Duration works_for_ = minutes(6);
  std::vector<TimePoint> begun_;
};

TEST_F(KeepRunning, BeginsAnewAfterLongerAndLongerPauses) {
  fails_ = true;
  start();
  clock_.advance(minutes(4));
  const std::vector<Duration> expected{seconds(1),  seconds(2),  seconds(4),  seconds(8),
                                       seconds(16), seconds(32), seconds(60), seconds(60)};
  EXPECT_EQ(distances(), expected);
  stop();
}

TEST_F(KeepRunning, ForgetsFailuresOfLongAgo) {
  start();
  clock_.advance(minutes(20));
  const std::vector<Duration> expected(3, minutes(6) + seconds(1));
  EXPECT_EQ(distances(), expected);
  stop();
}

TEST_F(KeepRunning, EndsWithItsLoop) {
  ends_ = true;
  start();
  clock_.advance(minutes(20));
  EXPECT_EQ(begun_.size(), 1U);
  EXPECT_EQ(group_.size(), 0U);
}

TEST_F(KeepRunning, EndsWhereItIsCancelled) {
  start();
  clock_.advance(minutes(1));
  stop();
  EXPECT_EQ(begun_.size(), 1U);
}

}  // namespace
}  // namespace drydock::keep_running_test
