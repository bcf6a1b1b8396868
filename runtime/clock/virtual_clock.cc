#include "runtime/clock/virtual_clock.h"

#include <algorithm>

namespace drydock {

VirtualClock::VirtualClock(boost::asio::io_context& context, TimePoint start)
    : context_(context), now_(start) {}

void VirtualClock::go_on_from(TimePoint earliest) { now_ = std::max(now(), earliest); }

Clock::TimerId VirtualClock::call_at(TimePoint deadline, std::function<void()> callback) {
  const TimerId id = ++last_id_;
  timers_.emplace(std::pair(deadline, id), std::move(callback));
  deadlines_.emplace(id, deadline);
  return id;
}

void VirtualClock::cancel(TimerId timer) {
  const auto found = deadlines_.find(timer);
  if (found == deadlines_.end()) return;
  timers_.erase({found->second, timer});
  deadlines_.erase(found);
}

void VirtualClock::settle() {
  context_.restart();
  while (context_.poll() > 0) {
  }
}

bool VirtualClock::run_one() {
  context_.restart();
  return context_.poll_one() > 0;
}

bool VirtualClock::move_on(TimePoint limit) {
  if (timers_.empty() || timers_.begin()->first.first > limit) {
    if (limit != TimePoint::max()) now_ = std::max(now(), limit);
    return false;
  }
  auto node = timers_.extract(timers_.begin());
  deadlines_.erase(node.key().second);
  now_ = std::max(now(), node.key().first);
  node.mapped()();
  return true;
}

bool VirtualClock::step(TimePoint limit) {
  settle();
  if (!move_on(limit)) return false;
  settle();
  return true;
}

void VirtualClock::advance(Duration span) {
  const TimePoint limit = now() + span;
  while (step(limit)) {
  }
}

}  // namespace drydock
