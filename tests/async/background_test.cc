#include "async/background.h"

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace drydock::background_test {
namespace {

using std::chrono::milliseconds;
namespace asio = boost::asio;

/// Each piece of work takes a millisecond, and a slice has room for three.
class BackgroundQueue : public ::testing::Test {
 protected:
  void work(const std::string& name) {
    time_ += milliseconds(1);
    done_.push_back(name);
  }

  std::chrono::nanoseconds time_{0};
  std::vector<std::string> done_;
  asio::io_context context_;
  Background background_{context_, [this] { return time_; }, milliseconds(3)};
};

TEST_F(BackgroundQueue, LetsOthersComeBetweenTwoSlices) {
  for (int i = 1; i <= 7; ++i) {
    asio::post(background_.executor(), [this, i] { work(std::to_string(i)); });
  }
  asio::post(context_, [this] { done_.emplace_back("request"); });
  context_.run();
  const std::vector<std::string> expected{"request", "1", "2", "3", "4", "5", "6", "7"};
  EXPECT_EQ(done_, expected);
}

TEST_F(BackgroundQueue, ARequestWaitsForOneSliceAtMost) {
  for (int i = 1; i <= 7; ++i) {
    asio::post(background_.executor(), [this, i] {
      if (i == 2) asio::post(context_, [this] { done_.emplace_back("request"); });
      work(std::to_string(i));
    });
  }
  context_.run();
  const std::vector<std::string> expected{"1", "2", "3", "request", "4", "5", "6", "7"};
  EXPECT_EQ(done_, expected);
}

TEST_F(BackgroundQueue, DispatchedWithinASliceRunsAtOnceAndPostedComesLater) {
  asio::post(background_.executor(), [this] {
    asio::post(background_.executor(), [this] { work("posted"); });
    asio::dispatch(background_.executor(), [this] { work("dispatched"); });
    work("first");
  });
  context_.run();
  EXPECT_EQ(done_, (std::vector<std::string>{"dispatched", "first", "posted"}));
}

/// Of its own accord the thread does nothing while it answers somebody.
TEST_F(BackgroundQueue, DispatchedOutsideOfASliceIsQueued) {
  asio::post(context_, [this] {
    asio::dispatch(background_.executor(), [this] { work("dispatched"); });
    work("request");
  });
  context_.run();
  EXPECT_EQ(done_, (std::vector<std::string>{"request", "dispatched"}));
}

asio::awaitable<void> wait_twice(std::vector<std::string>& done) {
  asio::steady_timer timer(co_await asio::this_coro::executor);
  for (const char* name : {"once", "twice"}) {
    timer.expires_after(milliseconds(0));
    co_await timer.async_wait(asio::use_awaitable);
    done.emplace_back(name);
  }
}

TEST_F(BackgroundQueue, CarriesCoroutinesThatWaitForTimers) {
  asio::co_spawn(
      background_.executor(), wait_twice(done_),
      [this](const std::exception_ptr& error) { done_.emplace_back(error ? "failed" : "ended"); });
  context_.run();
  EXPECT_EQ(done_, (std::vector<std::string>{"once", "twice", "ended"}));
}

TEST_F(BackgroundQueue, TakesTheWorkOfOtherThreads) {
  std::thread other([this] {
    for (int i = 1; i <= 3; ++i) {
      asio::post(background_.executor(), [this, i] { work(std::to_string(i)); });
    }
  });
  other.join();
  context_.run();
  EXPECT_EQ(done_, (std::vector<std::string>{"1", "2", "3"}));
}

TEST_F(BackgroundQueue, GoesOnAfterWorkThatThrows) {
  asio::post(background_.executor(), [] { throw std::runtime_error("out of luck"); });
  asio::post(background_.executor(), [this] { work("next"); });
  EXPECT_THROW(context_.run(), std::runtime_error);
  context_.run();
  EXPECT_EQ(done_, std::vector<std::string>{"next"});
}

}  // namespace
}  // namespace drydock::background_test
