#include "runtime/clock/hold_meter.h"

#include <gtest/gtest.h>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <ctime>
#include <vector>

namespace drydock::hold_meter_test {
namespace {

void work_for(HoldMeter::Span span) {
  const auto spent = [] {
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
  };
  for (const auto until = spent() + span; spent() < until;) {
  }
}

TEST(HoldMeter, TellsTheLongestPieceOfWork) {
  boost::asio::io_context context;
  HoldMeter meter;
  meter.restart();
  for (int i = 0; i < 20; ++i) {
    boost::asio::post(context, [] { work_for(std::chrono::milliseconds(1)); });
  }
  boost::asio::post(context, [] { work_for(std::chrono::milliseconds(15)); });
  meter.run(context);
  EXPECT_GE(meter.longest(), std::chrono::milliseconds(15));
  EXPECT_LT(meter.longest(), std::chrono::milliseconds(34));
}

TEST(HoldMeter, ForgetsWhatWasBeforeARestart) {
  boost::asio::io_context context;
  HoldMeter meter;
  boost::asio::post(context, [&] {
    work_for(std::chrono::milliseconds(15));
    meter.restart();
  });
  boost::asio::post(context, [] {});
  meter.run(context);
  EXPECT_LT(meter.longest(), std::chrono::milliseconds(10));
}

TEST(HoldMeter, AsksForMoreWorkOnlyWhenNothingIsReady) {
  boost::asio::io_context context;
  HoldMeter meter;
  meter.restart();
  int done = 0;
  auto more = boost::asio::make_work_guard(context);
  for (int i = 0; i < 3; ++i) boost::asio::post(context, [&] { ++done; });
  std::vector<int> seen;
  meter.run(context, [&] {
    seen.push_back(done);
    if (seen.size() > 1) {
      more.reset();
      return false;
    }
    boost::asio::post(context, [&] { ++done; });
    work_for(std::chrono::milliseconds(15));
    return true;
  });
  EXPECT_EQ(done, 4);
  EXPECT_EQ(seen, (std::vector<int>{3, 4}));
  EXPECT_GE(meter.longest(), std::chrono::milliseconds(15));
}

TEST(HoldMeter, MeasuresNothingUntilItIsAsked) {
  boost::asio::io_context context;
  HoldMeter meter;
  boost::asio::post(context, [] { work_for(std::chrono::milliseconds(1)); });
  meter.run(context);
  EXPECT_EQ(meter.longest(), HoldMeter::Span());
}

}  // namespace
}  // namespace drydock::hold_meter_test
