#include "runtime/clock/real_clock.h"

#include <algorithm>
#include <utility>

namespace drydock {

using std::chrono::steady_clock;

RealClock::RealClock(boost::asio::any_io_executor executor, double speed)
    : executor_(std::move(executor)),
      speed_(speed),
      wall_start_(std::chrono::floor<Duration>(std::chrono::system_clock::now())),
      start_(steady_clock::now()) {}

void RealClock::go_on_from(TimePoint earliest) {
  wall_start_ += std::max(earliest - now(), Duration(0));
}

TimePoint RealClock::now() const {
  const std::chrono::duration<double, std::milli> passed = steady_clock::now() - start_;
  return wall_start_ + std::chrono::floor<Duration>(passed * speed_);
}

Clock::TimerId RealClock::call_at(TimePoint deadline, std::function<void()> callback) {
  const TimerId id = ++last_id_;
  auto& entry = timers_[id];
  entry = std::make_unique<Timer>(Timer{boost::asio::steady_timer(executor_), std::move(callback)});
  // A moment more than asked, so that now() has reached the deadline when the callback reads it.
  const std::chrono::duration<double, std::milli> span =
      (deadline - wall_start_) / speed_ + std::chrono::duration<double, std::milli>(0.01);
  entry->timer.expires_at(start_ + std::chrono::ceil<steady_clock::duration>(span));
  entry->timer.async_wait([this, id](const boost::system::error_code& error) {
    if (error) return;
    const auto node = timers_.extract(id);
    if (!node.empty()) node.mapped()->callback();
  });
  return id;
}

void RealClock::cancel(TimerId timer) { timers_.erase(timer); }

}  // namespace drydock
