#include "runtime/clock/real_clock.h"

#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>

namespace drydock::real_clock_test {
namespace {

TEST(RealClock, GoesOnFromWhereTheLastRunEnded) {
  boost::asio::io_context context;
  RealClock clock(context.get_executor());
  const TimePoint began = clock.now();
  clock.go_on_from(began - seconds(60));
  EXPECT_LT(clock.now(), began + seconds(60)) << "it has come further by itself";
  clock.go_on_from(began + seconds(3600));
  EXPECT_GE(clock.now(), began + seconds(3600));
  EXPECT_LT(clock.now(), began + seconds(3660));
  bool called = false;
  clock.call_at(began + seconds(3600), [&] { called = true; });
  context.run();
  EXPECT_TRUE(called) << "its timers know";
}

}  // namespace
}  // namespace drydock::real_clock_test
