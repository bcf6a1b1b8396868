#pragma once

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <map>
#include <memory>

#include "emulator/ports/clock.h"

namespace drydock {

/// The machine's time. It starts at the wall's and then follows the monotonic clock, `speed` times
/// as fast, so that setting the wall's clock disturbs nothing.
class RealClock : public Clock {
 public:
  /// `speed` is at least 1.
  explicit RealClock(boost::asio::any_io_executor executor, double speed = 1.0);

  /// Goes on from `earliest` where it has not come so far by itself, so that time does not run
  /// backwards from one run to the next. Before the first timer.
  void go_on_from(TimePoint earliest);

  [[nodiscard]] TimePoint now() const override;
  TimerId call_at(TimePoint deadline, std::function<void()> callback) override;
  void cancel(TimerId timer) override;

 private:
  struct Timer {
    boost::asio::steady_timer timer;
    std::function<void()> callback;
  };

  boost::asio::any_io_executor executor_;
  double speed_;
  TimePoint wall_start_;
  std::chrono::steady_clock::time_point start_;
  std::map<TimerId, std::unique_ptr<Timer>> timers_;
  TimerId last_id_ = 0;
};

}  // namespace drydock
