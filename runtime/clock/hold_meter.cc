#include "runtime/clock/hold_meter.h"

#include <algorithm>
#include <ctime>

namespace drydock {
namespace {

HoldMeter::Span thread_time() {
  timespec time{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

void HoldMeter::run(boost::asio::io_context& context) {
  while (context.run_one() > 0) {
    if (measures_) note();
  }
}

void HoldMeter::run(boost::asio::io_context& context, const std::function<bool()>& when_at_rest) {
  while (!context.stopped()) {
    if (context.poll_one() == 0 && !when_at_rest()) context.run_one();
    if (measures_) note();
  }
}

void HoldMeter::restart() {
  measures_ = true;
  before_ = thread_time();
  longest_ = {};
}

// Waiting takes no time of the processor, so the difference is the work's alone.
void HoldMeter::note() {
  const Span now = thread_time();
  longest_ = std::max(longest_, now - before_);
  before_ = now;
}

}  // namespace drydock
