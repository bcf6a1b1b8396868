#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <map>
#include <utility>

#include "emulator/ports/clock.h"

namespace drydock {

/// Time that moves only when told to: half an hour's rollout is a millisecond's test, and a seed
/// repeats a run exactly. Everything runs on the one io_context that it is given; `now` may be
/// asked on any thread.
class VirtualClock : public Clock {
 public:
  explicit VirtualClock(boost::asio::io_context& context,
                        TimePoint start = TimePoint(std::chrono::seconds(1'700'000'000)));

  /// Goes on from `earliest` where it has not come so far. Before the first timer.
  void go_on_from(TimePoint earliest);

  [[nodiscard]] TimePoint now() const override { return now_; }
  TimerId call_at(TimePoint deadline, std::function<void()> callback) override;
  void cancel(TimerId timer) override;

  /// Runs everything that can run without time passing.
  void settle();
  /// Runs one of the things that can run without time passing, for whoever stops in between. False
  /// if there is none.
  bool run_one();
  /// Moves to the next deadline, and runs only what waits for it. False if there is none at or
  /// before `limit`; time then stands at `limit`.
  bool move_on(TimePoint limit);
  /// Settles, then moves to the next deadline and settles again. False if there is none at or
  /// before `limit`; time then stands at `limit`.
  bool step(TimePoint limit = TimePoint::max());
  /// Moves time on by `span`, stopping at each deadline on the way.
  void advance(Duration span);

 private:
  boost::asio::io_context& context_;
  std::atomic<TimePoint> now_;
  TimerId last_id_ = 0;
  std::map<std::pair<TimePoint, TimerId>, std::function<void()>> timers_;
  std::map<TimerId, TimePoint> deadlines_;
};

}  // namespace drydock
